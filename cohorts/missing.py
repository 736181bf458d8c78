"""Who missed two sessions in a row: a person rings them. Pauses do not count, nor sessions that were called off."""

from cohorts.models import Attendance, DebriefSession, LearningGroup, PersonToRing
from youdesign.people.models import Person

IN_A_ROW = 2


def missed_in_a_row(group: LearningGroup, person: Person) -> DebriefSession | None:
    """Return the latest of two sessions that somebody missed, one after the other, since they were last rung."""
    arranged = DebriefSession.objects.arranged().filter(group=group)
    said = Attendance.objects.filter(session__in=arranged, person=person, was_paused=False).exclude(was="")
    rung = PersonToRing.objects.filter(group=group, person=person, done_at__isnull=False)
    if last := rung.order_by("-session__starts_at").select_related("session").first():
        said = said.filter(session__starts_at__gt=last.session.starts_at)
    held = said.exclude(session__state=DebriefSession.State.CANCELLED).select_related("session")
    latest = list(held.order_by("-session__starts_at", "-pk")[:IN_A_ROW])
    is_missed = len(latest) == IN_A_ROW and all(each.was == Attendance.Was.NOT_THERE for each in latest)
    return latest[0].session if is_missed else None


def is_nothing_to_them(session: DebriefSession, person: Person) -> bool:
    """Whether a debrief straight after an event went on without somebody: they are written nothing about it."""
    came = session.attendances.filter(person=person, was__in=(Attendance.Was.THERE, Attendance.Was.PART))
    return session.is_straight_after and not came.exists()


def has_missed(session: DebriefSession, person: Person) -> bool:
    """Whether somebody was not there; while nobody has said, whether they had told us that they could not come."""
    mine = session.attendances.filter(person=person).first()
    if mine is None:
        return False
    return (mine.was or mine.answer) in (Attendance.Was.NOT_THERE, Attendance.Answer.CANNOT)
