"""Swapping who does what at one session, instead of going by the rotation."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.actions.sessions import lock
from cohorts.models import DebriefSession, SessionRole
from cohorts.policies import can_change_role, is_open_to_pick
from cohorts.problems import SessionOver
from cohorts.rotating import ISSUE_HOLDER, issue_holders, line_at, roles_at
from cohorts.turn_problems import HasTheTurn, NobodyFree
from youdesign.people.audit import record
from youdesign.people.models import Code, Person


@transaction.atomic
def take_role(*, session: DebriefSession, role: Code, by: Person, now: datetime.datetime) -> None:
    """Take a role at a session; whoever had it takes mine, where I had one. Raises HasTheTurn for an issue holder."""
    session = lock_to_swap(session, by, now)
    if by in issue_holders(session):
        raise HasTheTurn
    have = going_round(session)
    before, mine = have.get(role), next((each for each, person in have.items() if person == by), None)
    if role not in have or before == by:
        return  # pressed twice, or it is not given here any more
    have[role] = by
    if mine and before:
        have[mine] = before
    keep_roles(session, have)
    record("take_role", session, by=by, about=before, role=role.slug)


@transaction.atomic
def pass_role(*, session: DebriefSession, role: Code, by: Person, now: datetime.datetime) -> Person | None:
    """Let a role go to the next in line who has none, and return who that is; raises NobodyFree where nobody is."""
    session = lock_to_swap(session, by, now)
    have = going_round(session)
    if have.get(role) != by:
        return have.get(role)  # pressed twice
    line = [person for person in line_at(session, len(have)) if person not in issue_holders(session)]
    at = line.index(by)
    then = next((person for person in line[at + 1 :] + line[:at] if person not in have.values()), None)
    if then is None:
        raise NobodyFree
    have[role] = then
    keep_roles(session, have)
    record("pass_role", session, by=by, about=then, role=role.slug)
    return then


def lock_to_swap(session: DebriefSession, by: Person, now: datetime.datetime) -> DebriefSession:
    """Return a session in which this person may swap, under the lock of its group."""
    session = lock(session)
    if not can_change_role(by, session):
        raise PermissionDenied
    if not is_open_to_pick(session, now):
        raise SessionOver
    return session


def going_round(session: DebriefSession) -> dict[Code, Person]:
    """Return the roles that go round, with whose each is now."""
    return {role: person for role, person in roles_at(session) if role.slug != ISSUE_HOLDER}


def keep_roles(session: DebriefSession, have: dict[Code, Person] | None = None) -> None:
    """Write down who does what, all of it, so that none of it shifts when others come and go."""
    have = going_round(session) if have is None else have
    SessionRole.objects.filter(session=session).delete()
    SessionRole.objects.bulk_create(
        SessionRole(session=session, role=role, person=person) for role, person in have.items()
    )
