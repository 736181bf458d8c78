"""Somebody is erased, and the other of two is told. These need no row of theirs: none is left when they are written."""

from django.urls import reverse
from django.utils import timezone

from cohorts.times import day
from mentoring.calendars import date_taken_out
from mentoring.models import BuddyRequest, Match, TakenOut
from mentoring.notice_kinds.buddies import has_to_do_with_buddies
from mentoring.notice_kinds.matches import NOT_SO, is_mentored_or_mentors
from youdesign.notices.calendar import calendar_file
from youdesign.notices.kinds import Attachment, Kind, Mail, Withheld
from youdesign.notices.models import Notice

LOOK = "You can look for another mentor, or wait. Both are fine."
FREE = "One of your places is free again."
# By what they were to whoever is told: the subject, what happened, and how it goes on.
SAID = {
    "leader": ("Your mentoring has ended", "Your mentor has left You Design", LOOK),
    "mentor": (
        "Your mentoring has ended",
        "Somebody you mentored has left You Design",
        f"{FREE} Your coordinator is there if you would like to talk about it.",
    ),
    "hello_leader": ("Your hello has ended", "A mentor you had a hello with has left You Design", LOOK),
    "hello_mentor": ("Your hello has ended", "Somebody you had a hello with has left You Design", FREE),
    "asked": ("Your hello will not be answered", "A mentor you said hello to has left You Design", LOOK),
}
KEPT = "What you wrote in your room stays there. Your notes about your talks, and your next steps, are yours and stay."


def mentoring_gone(notice: Notice) -> Mail | Withheld:
    """Tell the other of two that it is over, kindly and without a name, with what takes talks out of a calendar."""
    if notice.occurrence not in SAID or Match.objects.filter(pk=notice.object_id).exists():
        return NOT_SO
    subject, what, then = SAID[notice.occurrence]
    dates = dates_of(notice, TakenOut.What.TALK)
    kept = "" if notice.occurrence == "asked" else f"\n\n{KEPT}"
    return Mail(
        subject=subject,
        body=(
            f"{what}, and everything about them was erased, as they wished. It says nothing about you."
            f"{said_of(dates, 'talk')}\n\n{then}{kept}"
        ),
        link=reverse("mentor-suggestions"),
        link_text="Open your mentoring page",
        more=(("Read what you wrote", reverse("own-words")),) if kept else (),
        attachments=files_of(dates),
    )


def buddy_gone(notice: Notice) -> Mail | Withheld:
    """Tell a meeting buddy that the leader has left, and take the date out of their calendar."""
    if BuddyRequest.objects.filter(pk=notice.object_id).exists():
        return NOT_SO
    dates = dates_of(notice, TakenOut.What.BUDDY)
    if notice.occurrence == "asked":
        who, thanks = (
            "Somebody who asked you to be their meeting buddy",
            "so you are free. Thank you for being willing.",
        )
    else:
        who, thanks = "Somebody whose meeting buddy you were to be", "so you are free. Thank you for having said yes."
    return Mail(
        subject="You are not needed as a meeting buddy",
        body=(
            f"{who} has left You Design, and everything about them was erased, as they wished, "
            f"{thanks}{said_of(dates, 'date')}"
        ),
        link=reverse("buddy-list"),
        link_text="Open your meeting buddies",
        attachments=files_of(dates),
    )


def dates_of(notice: Notice, what: str) -> list[TakenOut]:
    """Return what was to come between the two."""
    return list(TakenOut.objects.filter(person=notice.person_id, what=what, number=notice.object_id))


def said_of(dates: list[TakenOut], name: str) -> str:
    """Say which dates do not take place."""
    if not dates:
        return ""
    days = " and ".join(day(date.starts_at, timezone.get_current_timezone()) for date in dates)
    if len(dates) == 1:
        return f"\n\nYour {name} on {days} does not take place. The file here takes it out of your calendar."
    return f"\n\nYour {name}s on {days} do not take place. The files here take them out of your calendar."


def files_of(dates: list[TakenOut]) -> tuple[Attachment, ...]:
    """Return the files that take these dates out of a calendar."""
    return tuple(Attachment("off.ics", calendar_file(date_taken_out(date)), "text/calendar") for date in dates)


KINDS: tuple[Kind, ...] = (
    Kind(
        "mentoring_gone",
        "Your mentoring has ended because somebody left",
        "You were mentor and leader, or said hello.",
        mentoring_gone,
        can_be_off=False,
        is_for=is_mentored_or_mentors,
    ),
    Kind(
        "buddy_gone",
        "A date as a meeting buddy is off because somebody left",
        "You were their meeting buddy.",
        buddy_gone,
        can_be_off=False,
        is_for=has_to_do_with_buddies,
    ),
)
