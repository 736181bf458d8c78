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
    if match.state == State.MET and Agreement(match).is_signed:
        return State.AGREED
    return None
