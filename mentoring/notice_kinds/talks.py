"""Times are offered, a talk is booked, comes near, is called off, and is over. Subjects never say with whom."""

from collections.abc import Callable, Mapping, Sequence

from django.urls import reverse
from django.utils import timezone

from cohorts.times import clock, day, span
from mentoring.calendars import talk_file, way_to_join
from mentoring.models import Talk
from mentoring.notice_kinds.matches import is_mentored_or_mentors
from mentoring.pausing import who_pauses
from youdesign.notices.kinds import Attachment, Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person
from youdesign.people.policies import are_apart

MOVED_ON = Withheld("This talk has moved on.")
WAITS = Withheld("One of you two is taking a pause, so your mentoring waits.")
Owed = tuple[Talk, Person]


def still_owed(notice: Notice, *states: str) -> Owed | None:
    """Return the talk and its person, if the talk stands where it did and neither of the two keeps the other away."""
    found = Talk.objects.with_both().select_related("instead_of").filter(pk=notice.object_id, state__in=states)
    talk, person = found.first(), notice.person
    if talk is None or person is None or not talk.match.is_current:
        return None
    return None if are_apart(talk.match.leader, talk.match.offer.mentor) else (talk, person)


def talk_offered(notice: Notice) -> Mail | Withheld:
    """Ask one of the two to pick a time."""
    owed = still_owed(notice, Talk.State.OFFERED)
    if owed is None:
        return MOVED_ON
    talk, person = owed
    other, before = talk.match.other_than(person), talk.instead_of
    zone = timezone.get_current_timezone()
    moves = f" Your talk on {when(before)} does not take place then." if before else ""
    times = "\n".join(f"{day(time.starts_at, zone)}, {clock(time.starts_at, zone)}" for time in talk.times.all())
    return Mail(
        subject="Pick a new time for your talk" if before else "Pick a time for a talk",
        body=(
            f"{other} would like {'another time for your talk' if before else 'to talk with you'}.{moves}\n\n"
            f"{times}\n\nPick one, or offer others. You never have to say why."
        ),
        link=reverse("talk-detail", args=[talk.pk]),
        link_text="Pick a time",
    )


def talk_booked(notice: Notice) -> Mail | Withheld:
    """Tell each of the two when they talk, with the file for their calendar."""
    owed = still_owed(notice, Talk.State.BOOKED)
    if owed is None or str(owed[0].calendar_sequence) != notice.occurrence:
        return MOVED_ON
    talk, _ = owed
    return Mail(
        subject=f"Your talk on {day_of(talk)}",
        body=f"{when_and_how(owed)}\n\nThe file with this message puts it in your calendar.",
        link=reverse("talk-detail", args=[talk.pk]),
        link_text="See the talk",
        attachments=(*attachment(talk), *taken_out(talk)),
    )


def talk_reminder(notice: Notice) -> Mail | Withheld:
    """Remind one of the two, a day before and two hours before."""
    owed = still_owed(notice, Talk.State.BOOKED)
    step, _, sequence = notice.occurrence.partition(".")
    if owed is None or str(owed[0].calendar_sequence) != sequence or owed[0].has_begun(timezone.now()):
        return MOVED_ON
    talk, _ = owed
    if who_pauses(talk.match):
        return WAITS
    at = clock(talk.starts_at, timezone.get_current_timezone()) if talk.starts_at else ""
    return Mail(
        subject=f"Your talk is at {at}" if step == "2h" else f"Your talk on {day_of(talk)}",
        body=f"{when_and_how(owed)}\n\nNot up to it? Move it or call it off in two taps. Nobody asks why.",
        link=reverse("talk-detail", args=[talk.pk]),
        link_text="See the talk",
    )


def talk_called_off(notice: Notice) -> Mail | Withheld:
    """Tell the other that a talk does not take place, or that the offered times were taken back."""
    owed = still_owed(notice, Talk.State.CANCELLED)
    if owed is None:
        return MOVED_ON
    talk, person = owed
    other = talk.match.other_than(person)
    if talk.starts_at is None:
        before = talk.instead_of
        kept = f" The time you had stands: {day_of(before)}." if before is not None and before.is_booked else ""
        subject, body = "No new time for a talk", f"{other} put the times for a talk away.{kept}"
    else:
        subject, body = f"Called off: your talk on {day_of(talk)}", f"{other} had to call off your talk."
    return Mail(
        subject=subject,
        body=f"{body}\n\nNobody is asked why. You can offer a time whenever it suits you.",
        link=reverse("match-detail", args=[talk.match_id]),
        link_text="Open your mentoring",
        attachments=attachment(talk) if talk.starts_at else (),
    )


def talk_taken_out(notice: Notice) -> Mail | Withheld:
    """Take a talk out of one of the two's calendars, because what was between them has ended. It names nobody."""
    talk = Talk.objects.select_related("match").filter(pk=notice.object_id).first()
    if talk is None or not talk.is_off or talk.match.is_current or talk.has_begun(timezone.now()):
        return MOVED_ON
    what = "mentoring" if talk.match.is_decided else "hello"
    return Mail(
        subject=f"Your talk on {day_of(talk)} is off",
        body=(
            f"Your {what} has ended, so this talk does not take place.\n\n"
            "The file with this message takes it out of your calendar. There is nothing else for you to do."
        ),
        link=reverse("match-detail", args=[talk.match_id]),
        link_text="See where things stand",
        attachments=attachment(talk),
    )


def talk_after(notice: Notice) -> Mail | Withheld:
    """Ask each of the two what came of a talk, until one of them has said."""
    owed = still_owed(notice, Talk.State.BOOKED)
    if owed is None or str(owed[0].calendar_sequence) != notice.occurrence:
        return MOVED_ON
    talk, person = owed
    if who_pauses(talk.match):
        return WAITS
    return Mail(
        subject="Did your talk take place?",
        body=(
            f"You were to talk with {talk.match.other_than(person)}. One tap says whether you did.\n\n"
            "If not, that is fine: find a new time whenever it suits you both."
        ),
        link=reverse("talk-detail", args=[talk.pk]),
        link_text="Say what came of it",
    )


def when_and_how(owed: Owed) -> str:
    """Say when, with whom and how."""
    talk, person = owed
    return f"You talk with {talk.match.other_than(person)} on {when(talk)}.\n\n{way_to_join(talk)}"


def when(talk: Talk) -> str:
    """Return the day and the times of a talk."""
    zone = timezone.get_current_timezone()
    return span(talk.starts_at, talk.ends_at, zone) if talk.starts_at and talk.ends_at else ""


def day_of(talk: Talk) -> str:
    """Return the day of a talk."""
    return day(talk.starts_at, timezone.get_current_timezone()) if talk.starts_at else ""


def attachment(talk: Talk) -> tuple[Attachment, ...]:
    """Return the talk's calendar file."""
    return (Attachment("talk.ics", talk_file(talk), "text/calendar"),)


def taken_out(talk: Talk) -> tuple[Attachment, ...]:
    """Return the file that takes the time which this one came in place of out of calendars."""
    before = talk.instead_of
    return (Attachment("before.ics", talk_file(before), "text/calendar"),) if before and before.is_off else ()


def name_talks(notices: Sequence[Notice]) -> Mapping[int, str]:
    """Return for each notice with whom and when the talk is, as it stands now."""
    keys = {notice.object_id for notice in notices if notice.object_id.isdecimal()}
    talks = {str(talk.pk): talk for talk in Talk.objects.with_both().filter(pk__in=keys)}
    return {
        notice.pk: ", ".join(filter(None, (f"{talk.match.other_than(notice.person)}", day_of(talk))))
        for notice in notices
        if (talk := talks.get(notice.object_id)) and notice.person is not None
    }


def kind(code: str, title: str, because: str, compose: Callable[[Notice], Mail | Withheld], **more: bool) -> Kind:
    """Return a kind of notice about a talk."""
    return Kind(code, title, because, compose, is_for=is_mentored_or_mentors, name_each=name_talks, **more)


KINDS: tuple[Kind, ...] = (
    kind("talk_offered", "Times for a talk", "You are mentor and leader.", talk_offered),
    kind("talk_booked", "A talk is booked", "The two of you found a time.", talk_booked),
    kind("talk_reminder", "Reminders of your talks", "You talk soon.", talk_reminder),
    kind(
        "talk_called_off",
        "A talk is called off",
        "The other of the two called it off.",
        talk_called_off,
        can_be_off=False,
    ),
    kind(
        "talk_taken_out",
        "A talk is off because your mentoring has ended",
        "It may be in your calendar.",
        talk_taken_out,
        can_be_off=False,
    ),
    kind("talk_after", "What came of a talk", "A talk of yours is over.", talk_after),
)
