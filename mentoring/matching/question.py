"""What a round is asked: who looks for a mentor, who offers, what counts how much, and what must or must not be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.problems import NobodyToMatch, PinDoesNotFit
from mentoring.matching.weights import check_weights

Whole = NDArray[np.int64]
Bits = NDArray[np.uint64]
WORD = np.uint64(64)


def bits(held: Sequence[Collection[int]], codes: Collection[int]) -> Bits:
    """Return for each person the codes they hold, a bit for each of these codes."""
    order = np.array(sorted(codes), dtype=np.int64)
    rows = np.repeat(np.arange(len(held)), [len(mine) for mine in held])
    mine = np.fromiter(chain.from_iterable(held), dtype=np.int64, count=len(rows))
    known = np.isin(mine, order)
    place = np.searchsorted(order, mine[known]).astype(np.uint64)
    table = np.zeros((len(held), max(1, -(-len(order) // 64))), dtype=np.uint64)
    np.bitwise_or.at(table, (rows[known], place // WORD), np.uint64(1) << place % WORD)
    return table


@dataclass(frozen=True)
class Leaders:
    """Who looks for a mentor: what they said, part by part, how they can talk, and what their mentor must be."""

    ids: Whole
    said: Mapping[str, Bits]
    channels: Bits
    must_haves: Bits
    groups: Whole

    def at(self, rows: Any) -> "Leaders":
        """Return some of them, or all in another order."""
        said = {part: held[rows] for part, held in self.said.items()}
        return Leaders(self.ids[rows], said, self.channels[rows], self.must_haves[rows], self.groups[rows])


@dataclass(frozen=True)
class Mentors:
    """Who offers: what they put down, part by part, how they can talk, what is true of them, and their free places."""

    ids: Whole
    offered: Mapping[str, Bits]
    channels: Bits
    meets: Bits
    places: Whole

    def at(self, rows: Any) -> "Mentors":
        """Return some of them, or all in another order."""
        offered = {part: held[rows] for part, held in self.offered.items()}
        return Mentors(self.ids[rows], offered, self.channels[rows], self.meets[rows], self.places[rows])


@dataclass(frozen=True)
class Question:
    """One round. Pairs are (leader, mentor) by their ids.

    `floor` is the least number of points that makes a pair; `raise_lowest` lifts the weakest fit as far as it goes
    before the total counts; `even_groups` shares out having nobody between the leaders' groups.
    """

    leaders: Leaders
    mentors: Mentors
    weights: Mapping[str, int]
    barred: Collection[tuple[int, int]] = ()
    pins: Collection[tuple[int, int]] = ()
    floor: int = 1
    raise_lowest: bool = True
    even_groups: bool = False
    passes: int = 4  # how often all pairs are looked through for what the lists have missed

    def check(self) -> None:
        """Refuse what has no answer."""
        check_weights(self.weights)
        if not len(self.leaders.ids) or not len(self.mentors.ids):
            raise NobodyToMatch
        is_pinned_twice = len({leader for leader, _ in self.pins}) < len(self.pins)
        if is_pinned_twice or set(self.pins) & set(self.barred):
            raise PinDoesNotFit

    def in_order(self) -> "Question":
        """Return the same with everybody in the order of their ids, so that nobody's match hangs on the rows' order."""
        leaders = self.leaders.at(np.argsort(self.leaders.ids, kind="stable"))
        mentors = self.mentors.at(np.argsort(self.mentors.ids, kind="stable"))
        return replace(self, leaders=leaders, mentors=mentors)
