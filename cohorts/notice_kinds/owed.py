"""What several kinds ask before they write: is it still there, is it still for this person, and how is it said."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cohorts.calendars import session_file
from cohorts.joining import ways_to_join
from cohorts.models import DebriefSession, LearningGroup, Membership
from cohorts.times import clock, day
from youdesign.notices.kinds import Attachment, Withheld
from youdesign.notices.models import Notice
from youdesign.notices.quiet import PAUSED
from youdesign.people.models import Person

GONE = Withheld("It is not there any more.")
LEFT = Withheld("You are not in this group any more.")
CANCELLED = Withheld("The session was cancelled.")
CHANGED = Withheld("The session was changed, and another message says how.")
BEGUN = Withheld("The session had begun already.")


def still_owed(notice: Notice) -> tuple[DebriefSession, Person] | Withheld:
    """Return the session to come and the person, or why a mail about it is not for this person any more."""
    owed = still_theirs(notice)
    if isinstance(owed, Withheld):
        return owed
    return BEGUN if owed[0].starts_at <= timezone.now() else owed


def still_theirs(notice: Notice) -> tuple[DebriefSession, Person] | Withheld:
    """Return the session, whenever it is, and the person, or why a mail about it is not for this person any more."""
    session = DebriefSession.objects.select_related("group__facilitator").filter(pk=notice.object_id).first()
    person = notice.person
    if session is None or person is None:
        return GONE
    group = session.group
    if not (group.has_member(person) or group.is_run_by(person)):
        return LEFT
    if is_paused(person, group):
        return PAUSED
    if session.is_cancelled and notice.kind != "session_cancelled":
        return CANCELLED
    return session, person


def is_paused(person: Person, group: LearningGroup) -> bool:
    """Return whether this person's place in the group's cohort is paused."""
    return Membership.objects.filter(person=person, cohort_id=group.cohort_id, state="paused").exists()


def greeting(person: Person) -> str:
    """Return how a mail begins."""
    return f"Hello {person.get_short_name()},"


def how(session: DebriefSession) -> str:
    """Say how to join, a line for each way."""
    return "\n".join(ways_to_join(session))


def page_of(session: DebriefSession) -> str:
    """Return the full address of a session's page."""
    return f"{settings.SITE_URL}{reverse('session-detail', args=[session.pk])}"


def attachment(session: DebriefSession) -> tuple[Attachment, ...]:
    """Return the session's calendar file."""
    return (Attachment("session.ics", session_file(session), "text/calendar"),)


def name_sessions(notices: Sequence[Notice]) -> Mapping[int, str]:
    """Return for each notice the group and when it meets, as it stands now."""
    keys = {notice.object_id for notice in notices if notice.object_id.isdecimal()}
    sessions = {str(s.pk): s for s in DebriefSession.objects.filter(pk__in=keys).select_related("group")}
    zone = timezone.get_current_timezone()
    return {
        notice.pk: f"{session.group}, {day(session.starts_at, zone)}, {clock(session.starts_at, zone)}"
        for notice in notices
        if (session := sessions.get(notice.object_id))
    }


def facilitates(person: Person) -> bool:
    """Whether this person has a group to run."""
    return LearningGroup.objects.run_by(person).exists()


def is_round_a_table(person: Person) -> bool:
    """Whether this person has a place, or a group to run: sessions concern them."""
    places = Membership.objects.taking_part().filter(person=person)
    return places.exists() or LearningGroup.objects.run_by(person).exists()
