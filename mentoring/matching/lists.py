"""The pairs worth looking at: each leader's best and each mentor's best, and those that a look at all pairs adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.pairs import NO_PAIR, STEP, Mask, Pairs, Worth
from mentoring.matching.question import Whole

OF_LEADER, OF_MENTOR = 20, 25
ROOM = 8  # how many times a mentor's best are gathered before only the best are kept


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
    width, least = values.shape[1], np.full(len(values), NO_PAIR + 1, values.dtype)
    if width > most:
        least = np.maximum(np.partition(values, width - most, axis=1)[:, width - most], least)
    line, place = np.divmod(np.flatnonzero(values >= least[:, None]), width)  # far faster than nonzero in a table
    return line, place


class BestOfMentors:
    """Each mentor's best pairs so far, kept while all pairs pass by in the order of leaders."""

    def __init__(self, mentors: int) -> None:
        """Begin with none."""
        self.kept = NONE
        self.new: list[Arcs] = []
        self.room = ROOM * OF_MENTOR * mentors
        self.least = np.full(mentors, NO_PAIR, np.int32)

    def pass_by(self, rows: slice, worth: Worth) -> None:
        """Take what is better than the last that each mentor has."""
        better = np.flatnonzero(worth > self.least)
        if len(better) > 2 * OF_MENTOR * worth.shape[1]:  # as at first, when everybody is better than nobody
            place, line = chosen(np.ascontiguousarray(worth.T), OF_MENTOR)
        else:
            line, place = np.divmod(better, worth.shape[1])
        self.new.append(Arcs((line + rows.start).astype(np.int32), place.astype(np.int32), worth[line, place]))
        self.room -= len(line)
        if self.room < 0:
            self.tighten()

    def tighten(self) -> Arcs:
        """Keep the best only, and from now on take only what is better."""
        every = [self.kept, *self.new]
        mentors, worth = np.concatenate([arcs.mentors for arcs in every]), np.concatenate([a.worth for a in every])
        leaders = np.concatenate([arcs.leaders for arcs in every])
        order = np.lexsort((leaders, -worth, mentors))
        rank = np.arange(len(order)) - np.searchsorted(mentors[order], mentors[order])
        best, last = order[rank < OF_MENTOR], order[rank == OF_MENTOR - 1]
        self.kept, self.new = Arcs(leaders[best], mentors[best], worth[best]), []
        self.least[mentors[last]] = worth[last]
        self.room = ROOM * OF_MENTOR * len(self.least)
        return self.kept


def best_lists(pairs: Pairs) -> Arcs:
    """Return each leader's best, joined with each mentor's best."""
    found, of_mentors = [], BestOfMentors(len(pairs.mentors.ids))
    for rows, worth in pairs.blocks():
        if len(worth) == len(pairs.leaders.ids):
            return best_of_table(worth)
        line, place = chosen(worth, OF_LEADER)
        found.append(Arcs((line + rows.start).astype(np.int32), place.astype(np.int32), worth[line, place]))
        of_mentors.pass_by(rows, worth)
    return NONE.joined([*found, of_mentors.tighten()])


def best_of_table(worth: Worth) -> Arcs:
    """Return the same where all pairs stand in one table: marked in it, they are in order and there once."""
    marked = np.zeros(worth.shape, dtype=np.bool_)
    marked[chosen(worth, OF_LEADER)] = True
    marked[chosen(np.ascontiguousarray(worth.T), OF_MENTOR)[::-1]] = True
    line, place = np.divmod(np.flatnonzero(marked), worth.shape[1])
    return Arcs(line.astype(np.int32), place.astype(np.int32), worth[line, place])
