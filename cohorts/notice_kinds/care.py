"""Somebody is unwell, or leaves: whoever needs to know hears it, and who was unwell hears what they missed."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Attendance, DebriefSession, Membership
from cohorts.notice_kinds.invitations import coordinates
from cohorts.notice_kinds.owed import CANCELLED, GONE, LEFT, facilitates, is_round_a_table, name_sessions, page_of
from cohorts.times import day, span
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice

NOT_YOURS = Withheld("You do not run this group any more.")


def cannot_come(notice: Notice) -> Mail | Withheld:
    """Tell whoever runs a session that somebody can't come; why is not known here, and not asked."""
    attendance = Attendance.objects.select_related("session__group", "person").filter(pk=notice.occurrence).first()
    if attendance is None or attendance.answer != Attendance.Answer.CANNOT:
        return Withheld("They can come after all.")
    session, zone = attendance.session, timezone.get_current_timezone()
    if notice.person is None or not session.group.is_run_by(notice.person):
        return NOT_YOURS
    return Mail(
        subject=f"{attendance.person} can't come on {day(session.starts_at, zone)}",
        body=(
            f"{attendance.person} can't come to {session.group} on {span(session.starts_at, session.ends_at, zone)}. "
            "Their seat is kept, and we send them a recap.\n\nNobody has to say why, so please do not ask."
        ),
        link=page_of(session),
        link_text="See who is coming",
    )


def session_recap(notice: Notice) -> Mail | Withheld:
    """Tell somebody who was unwell what they missed, where that was promised before it came the day after."""
    session = DebriefSession.objects.select_related("group__room").filter(pk=notice.object_id).first()
    person = notice.person
    if session is None or person is None:
        return GONE
    if not session.group.has_member(person):
        return LEFT
    if session.is_cancelled:
        return CANCELLED
    if not session.attendances.filter(person=person, answer=Attendance.Answer.CANNOT).exists():
        return Withheld("You could come after all.")
    if Notice.objects.filter(kind="session_after", person=person, object_id=notice.object_id).exists():
        return Withheld("The message of the day after says it.")
    return Mail(
        subject=f"What you missed on {day(session.starts_at, timezone.get_current_timezone())}",
        body="\n\n".join([f"Hello {person.get_short_name()},", *recap_of(session)]),
        link=f"{settings.SITE_URL}{reverse('room-detail', args=[session.group.room_id])}",
        link_text="Read it in your group's room",
    )


def recap_of(session: DebriefSession) -> list[str]:
    """Return the recap in paragraphs: what is in the room, and when the group meets next."""
    zone, group = timezone.get_current_timezone(), session.group
    said = group.room.messages.filter(sent_at__gte=session.starts_at, deleted_at__isnull=True).count()
    written = "Nobody has written" if not said else "One message was" if said == 1 else f"{said} messages were"
    later = group.sessions.upcoming(timezone.now()).exclude(pk=session.pk).first()
    on = day(session.starts_at, zone)
    return [
        f"You were missed when {group} met on {on}. Your seat is kept."
        if session.is_held
        else f"{group} was to meet on {on}. You were missed, and your seat is kept.",
        f"{written} in your group's room since it began." if not said else f"{written} written in your group's room.",
        f"Your group meets next on {span(later.starts_at, later.ends_at, zone)}."
        if later
        else "The next date is not set yet. We will write to you when it is.",
    ]


def place_left(notice: Notice) -> Mail | Withheld:
    """Tell the coordinator that somebody gave up their place, so that nobody waits for them."""
    found = Membership.objects.select_related("person", "cohort__programme").filter(pk=notice.object_id)
    place = found.first()
    if place is None:
        return GONE
    if place.state != Membership.State.WITHDRAWN:
        return Withheld("They have come back.")
    return Mail(
        subject=f"{place.person} has left {place.cohort.programme}",
        body=(
            f"{place.person} gave up their place in {place.cohort}, and their seat in its groups. "
            "Leaving is fine, so please do not ask why.\n\nIf they want to come back, invite them again."
        ),
        link=reverse("admin:cohorts_membership_changelist"),
        link_text="See who has a place",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        code="cannot_come",
        title="Somebody can't come to a session you run",
        because="You run the session.",
        compose=cannot_come,
        is_for=facilitates,
        name_each=name_sessions,
    ),
    Kind(
        code="session_recap",
        title="What you missed when you were unwell",
        because="You said that you were unwell, and your group met.",
        compose=session_recap,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
    Kind(
        code="place_left",
        title="Somebody left your programme",
        because="You coordinate the programme.",
        compose=place_left,
        is_for=coordinates,
    ),
)
