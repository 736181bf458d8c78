"""Where a live debrief stands: its steps, and one state of keys and times, with no words of anybody in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, NamedTuple, Self

from cohorts.models import DebriefStep

How = DebriefStep.How
LOBBY = -1


class Step(NamedTuple):
    """One step as it was when the debrief was opened; `turn` says which of the picked turns it belongs to, if one."""

    name: str
    minutes: int
    who: str
    prompt: str
    note: str
    how: str
    turn: int | None


def steps_of(rows: Iterable[DebriefStep]) -> list[Step]:
    """Return the steps of a template: the second telling begins the second turn, and what follows belongs to it."""
    steps, turn = [], -1
    for row in rows:
        turn += row.how == How.TURN
        about = turn if turn >= 0 and row.how in (*DebriefStep.OF_A_TURN, How.STEPS) else None
        steps.append(Step(row.name, row.minutes, row.who, row.prompt, row.note, row.how, about))
    return steps


@dataclass(frozen=True)
class Now:
    """Where a debrief stands."""

    session: int
    facilitator: int
    step: int = LOBBY
    moves: int = 0  # how often the step has changed: a press on an older page, or a late job, names an older one
    ends_at: str | None = None
    extended: int = 0
    floor: int | None = None
    here: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()  # who left early
    stuck: tuple[int, ...] = ()  # who needs help with sound or picture
    hands: tuple[int, ...] = ()
    said: tuple[int, ...] = ()  # who has spoken in this round
    passed: tuple[int, ...] = ()
    turns: tuple[int, ...] = ()  # whose turns are picked, in order
    minute: int | None = None  # who asked for a minute: the time stands still
    left: float = 0.0  # seconds that were left then
    is_shown: bool = False  # what was written quietly
    offered: int | None = None  # to whom the facilitator hands over
    asks: int | None = None  # who would lead while the facilitator is gone
    agreed: tuple[int, ...] = ()

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Self:
        """Return it as it was kept."""
        known = {field.name for field in fields(cls)}
        kept: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in facts.items() if k in known}
        return cls(**kept)

    def facts(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)

    def without(self, key: int) -> Self:
        """Return it without anything of one person's."""
        names = ("here", "gone", "stuck", "hands", "said", "passed", "agreed")
        lists: dict[str, Any] = {name: without(getattr(self, name), key) for name in names}
        asked: dict[str, Any] = {name: None for name in ("floor", "asks", "offered") if getattr(self, name) == key}
        return replace(self, **lists, **asked)

    @property
    def is_lobby(self) -> bool:
        """Whether people are still coming in."""
        return self.step == LOBBY

    @property
    def waiting(self) -> tuple[int, ...]:
        """Who has neither spoken nor passed in this round."""
        return tuple(key for key in self.here if key not in {*self.said, *self.passed})

    @property
    def voters(self) -> tuple[int, ...]:
        """Who confirms another facilitator: everybody who is here beside the one who is gone."""
        return tuple(key for key in self.here if key != self.facilitator)


class Call(NamedTuple):
    """One act: by whom, for whom (oneself, or somebody on the phone for whom the facilitator acts), and when."""

    by: int
    who: int
    at: datetime.datetime
    steps: Sequence[Step]
    moves: int
    turns: tuple[int, ...] = ()
    extended: int | None = None  # how many minutes had been added to the step on the page that was pressed
    is_led: bool = True  # whether the facilitator was there within the last minute
    table: frozenset[int] = frozenset()  # everybody with a seat, and those who run the group


def without(keys: tuple[int, ...], key: int | None) -> tuple[int, ...]:
    """Return the keys with one taken out."""
    return tuple(each for each in keys if each != key)


def with_last(keys: tuple[int, ...], key: int) -> tuple[int, ...]:
    """Return the keys with one at the end, where it is not among them."""
    return keys if key in keys else (*keys, key)


def is_at(now: Now, call: Call, *hows: str) -> bool:
    """Return whether it is a step of one of these kinds."""
    return not now.is_lobby and call.steps[now.step].how in hows
