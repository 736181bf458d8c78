"""A match goes on by what the two of it do: they meet, they agree, they talk."""

import datetime

from mentoring.actions.holding import move
from mentoring.agreements import Agreement
from mentoring.models import Match
from youdesign.people import audit
from youdesign.people.models import Person

State = Match.State


def go_on(match: Match, *, by: Person, now: datetime.datetime) -> None:
    """Move a locked match as far as what has happened carries it; nothing happens twice."""
    before = match.state
    while (after := next_of(match)) is not None:
        move(match, after)
    if match.state != before:
        audit.record("go_on", match, by=by, about=match.other_than(by), before=before, after=match.state)


def next_of(match: Match) -> str | None:
    """Return the next state that what has happened leads to, or nothing."""
    talks = match.talks.held()
    if match.state == State.ACCEPTED and talks.exists():
        return State.MET
    if match.state not in (State.MET, State.AGREED):
        return None
    agreement = Agreement(match)
    if match.state == State.MET:
        return State.AGREED if agreement.is_signed else None
    agreed_at = agreement.signed_by_both_at
    return State.ACTIVE if agreed_at and talks.filter(starts_at__gte=agreed_at).exists() else None
