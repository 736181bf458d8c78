"""Who does what at a session: roles go round the table, so that everybody has a turn, unless the group swaps."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cohorts.models import Attendance, DebriefSession, GroupMembership, Pause, Turn
from youdesign.people.models import Code, Person

LISTING = "debrief_role"
NOTE_HOLDER = "note_holder"
ISSUE_HOLDER = "issue_holder"  # does not go round: whoever has the turn


def roles_at(session: DebriefSession) -> list[tuple[Code, Person]]:
    """Return each role with whose it is: as the group chose, else in order of joining; then who has the turns.

    Whoever takes a pause at that time or said that they cannot come is passed by, and nobody has two roles at once.
    """
    roles = list(Code.objects.filter(listing=LISTING, is_on=True).order_by("position", "pk"))
    holders = issue_holders(session)
    going_round = [role for role in roles if role.slug != ISSUE_HOLDER]
    with_turns = [(role, person) for role in roles if role.slug == ISSUE_HOLDER for person in holders]
    line = [person for person in line_at(session, len(going_round)) if person not in holders]
    chosen = {
        each.role_id: each.person for each in session.roles.order_by().select_related("person") if each.person in line
    }
    free = iter([person for person in line if person not in chosen.values()])
    found = [(role, chosen.get(role.pk) or next(free, None)) for role in going_round]
    return [(role, person) for role, person in found if person] + with_turns


def role_called(slug: str) -> Code | None:
    """Return the role of this name, while it is given."""
    return Code.objects.filter(listing=LISTING, is_on=True, slug=slug).first()


def line_at(session: DebriefSession, roles: int) -> list[Person]:
    """Return who can have a role at a session, in whose turn it is; `roles` is how many are given each time."""
    before = DebriefSession.objects.arranged().filter(group=session.group_id, starts_at__lt=session.starts_at)
    at = before.exclude(state="cancelled").count() * roles
    paused = Pause.objects.during(session).filter(place__person=OuterRef("person"))
    away = Attendance.objects.filter(person=OuterRef("person"), session=session, answer=Attendance.Answer.CANNOT)
    table: list[Any] = list(seats_at(session).annotate(is_away=Q(Exists(paused)) | Q(Exists(away))))
    turns = [table[(at + step) % len(table)] for step in range(len(table))]
    return [stay.person for stay in turns if not stay.is_away]


def issue_holders(session: DebriefSession) -> list[Person]:
    """Return who has the turns of a session, in order."""
    return [turn.person for turn in Turn.objects.taken_at(session).select_related("person").defer("topic")]


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
