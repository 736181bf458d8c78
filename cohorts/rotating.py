"""Who does what at a session: roles go round the table, so that everybody has a turn."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cohorts.models import Attendance, DebriefSession, GroupMembership, Pause
from youdesign.people.models import Code, Person

LISTING = "debrief_role"
NOTE_HOLDER = "note_holder"


def roles_at(session: DebriefSession) -> list[tuple[Code, Person]]:
    """Return each role with whose turn it is: in order of joining, from one session to the next.

    Whoever takes a pause at that time or said that they cannot come is passed by, and nobody has two roles at once.
    """
    before = DebriefSession.objects.filter(group=session.group_id, starts_at__lt=session.starts_at)
    roles = list(Code.objects.filter(listing=LISTING, is_on=True).order_by("position", "pk"))
    at = before.exclude(state="cancelled").count() * len(roles)
    paused = Pause.objects.during(session).filter(place__person=OuterRef("person"))
    away = Attendance.objects.filter(person=OuterRef("person"), session=session, answer=Attendance.Answer.CANNOT)
    table: list[Any] = list(seats_at(session).annotate(is_away=Q(Exists(paused)) | Q(Exists(away))))
    turns = [table[(at + step) % len(table)] for step in range(len(table))]
    can = [stay.person for stay in turns if not stay.is_away]
    return list(zip(roles, can, strict=False))


def seats_at(session: DebriefSession) -> QuerySet[GroupMembership]:
    """Return the seats of now for a session to come, and for one that has begun those of its time."""
    stays = session.group.group_memberships.select_related("person").order_by("joined_at", "pk")
    if session.starts_at > timezone.now():
        return stays.filter(left_at__isnull=True)
    was_there = Q(left_at__isnull=True) | Q(left_at__gt=session.starts_at)
    return stays.filter(was_there, joined_at__lt=session.ends_at)


def note_holder_of(session: DebriefSession) -> Person | None:
    """Return whose turn it is to hold the notes."""
    return next((person for role, person in roles_at(session) if role.slug == NOTE_HOLDER), None)
