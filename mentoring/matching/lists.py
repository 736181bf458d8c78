"""The pairs worth looking at: each leader's best and each mentor's best, and those that a look at all pairs adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.pairs import NO_PAIR, STEP, Mask, Pairs, Worth
from mentoring.matching.question import Whole

OF_LEADER, OF_MENTOR = 20, 25


@dataclass(frozen=True)
class Arcs:
    """Pairs that may be, in the order of leaders and then mentors: their rows and columns, and what each is worth."""

    leaders: NDArray[np.int32]
    mentors: NDArray[np.int32]
    worth: Worth

    def where(self, kept: Mask) -> Arcs:
        """Return some of them."""
        return Arcs(self.leaders[kept], self.mentors[kept], self.worth[kept])

    def from_points(self, lowest: int) -> Arcs:
        """Return those that have at least so many points."""
        return self.where(self.worth >= lowest * STEP)

    def joined(self, others: Iterable[Arcs]) -> Arcs:
        """Return these and others, each pair once, in order."""
        every = [self, *others]
        leaders = np.concatenate([arcs.leaders for arcs in every])
        mentors = np.concatenate([arcs.mentors for arcs in every])
        worth = np.concatenate([arcs.worth for arcs in every])
        pairs = leaders.astype(np.int64) << 32 | mentors
        first = np.unique(pairs, return_index=True)[1]
        return Arcs(leaders[first], mentors[first], worth[first])


NONE = Arcs(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32))


def chosen(values: NDArray[np.int32] | Whole, most: int) -> tuple[Whole, Whole]:
    """Return lines and places of the highest of each line, and of all that equal the last of them."""
    width, least = values.shape[1], np.full(len(values), NO_PAIR + 1)
    if width > most:
        least = np.maximum(np.partition(values, width - most, axis=1)[:, width - most], least)
    line, place = np.nonzero(values >= least[:, None])
    return line.astype(np.int64), place.astype(np.int64)


def best_lists(pairs: Pairs) -> Arcs:
    """Return each leader's best, joined with each mentor's best."""
    found = []
    for rows, worth in pairs.blocks():
        line, place = chosen(worth, OF_LEADER)
        found.append(Arcs((line + rows.start).astype(np.int32), place.astype(np.int32), worth[line, place]))
    for columns, worth in pairs.blocks_by_mentor():
        line, place = chosen(worth, OF_MENTOR)
        found.append(Arcs(place.astype(np.int32), (line + columns.start).astype(np.int32), worth[line, place]))
    return NONE.joined(found)
