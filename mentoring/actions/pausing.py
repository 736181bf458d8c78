"""A mentoring waits while one of the two takes a pause, and goes on when both are back."""

import datetime

from django.db.models import Q

from cohorts.models import Membership
from cohorts.quiet import is_paused
from mentoring.actions.holding import all_locked, move
from mentoring.models import Match, MatchQuerySet
from youdesign.notices.actions import owe_notice
from youdesign.people import audit
from youdesign.people.models import Person

State = Match.State


def together_with(person: Person) -> MatchQuerySet:
    """Return what goes on between this person and others, either way."""
    mine = Q(leader=person) | Q(offer__mentor=person)
    return Match.objects.current().together().filter(mine)


def let_wait(person: Person, *, by: Person, now: datetime.datetime) -> None:
    """Let each mentoring of somebody who takes a pause from everything wait, and tell the other kindly.

    Call it inside a transaction.
    """
    if not is_paused(person):
        return
    for match in all_locked(together_with(person)):
        if match.state == State.ACTIVE:
            move(match, State.PAUSED)
        tell_other(match, person, "pair_waits", by=by, now=now)


def let_go_on(person: Person, *, by: Person, now: datetime.datetime) -> None:
    """Let each mentoring of somebody who is back go on, unless the other takes a pause; inside a transaction."""
    for match in all_locked(together_with(person)):
        if is_paused(match.other_than(person)):
            continue
        if match.state == State.PAUSED:
            move(match, State.ACTIVE)
        if match.leader_id == person.pk and not Membership.objects.taking_part().filter(person=person).exists():
            continue  # they have left, which is no coming back
        tell_other(match, person, "pair_goes_on", by=by, now=now)


def tell_other(match: Match, person: Person, kind: str, *, by: Person, now: datetime.datetime) -> None:
    """Record it, and owe the other of the two a message."""
    other = match.other_than(person)
    audit.record(kind, match, by=by, about=person)
    owe_notice(kind, object_id=match.pk, person=other, occurrence=now.isoformat(), due_at=now)
