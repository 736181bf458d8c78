"""The points of pairs, a block at a time: gates and score as arithmetic on bits, the same rule as for one leader.

A pair's worth is its points times 256 and a hash of the two ids, so that what is equal is decided the same way whoever
comes first in the rows, and on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.question import Bits, Leaders, Mentors, Question, Whole

Worth = NDArray[np.int32]
Mask = NDArray[np.bool_]
NO_PAIR = -(2**29)  # what is worth so little, or less, is no pair
FAR_BELOW = 30  # the power of two that is taken off where there is none: no branch, so no wrong guess of one
STEP = 256  # how much one point is worth beside the hash
BLOCK = 1 << 18  # pairs worked out at once: what a core's own memory holds
EXACT = 16  # bits for fractions of points: division is whole while shared times said is below 2**16


def scattered(ids: Whole, salt: int) -> NDArray[np.uint32]:
    """Return a number for each id that has nothing of its order (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = ids.astype(np.uint64) + np.uint64(salt * 0x9E3779B97F4A7C15 % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((mixed ^ (mixed >> np.uint64(31))) & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def words(left: Bits, right: Bits) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Return both tables word by word; words of 32 bits, which are counted fastest, where all bits fit."""
    both = []
    for at in range(left.shape[1]):
        highest = max(int(left[:, at].max(initial=0)), int(right[:, at].max(initial=0)))
        kind = np.uint32 if highest < 2**32 else np.uint64
        both.append((left[:, at].astype(kind), right[:, at].astype(kind)))
    return both


@dataclass
class Part:
    """One part of the score: the bits of both sides, and what each thing that is shared is worth to each leader."""

    words: list[tuple[NDArray[Any], NDArray[Any]]]
    each: NDArray[np.uint32]


@dataclass
class Pairs:
    """All pairs of a round, worked out when asked for."""

    question: Question
    parts: list[Part] = field(init=False)
    whole: Worth | None = field(init=False, default=None)  # what all pairs are worth, where they are few

    def __post_init__(self) -> None:
        """Lay out the bits once."""
        leaders, mentors = self.leaders, self.mentors
        self.parts = []
        for part, weight in self.question.weights.items():
            if not weight or part not in leaders.said:
                continue
            said = np.bitwise_count(leaders.said[part]).sum(axis=1).astype(np.int64)
            each = -(-((int(weight) * 100) << EXACT) // np.maximum(said, 1))
            self.parts.append(Part(words(leaders.said[part], mentors.offered[part]), each.astype(np.uint32)))
        self.channels = words(leaders.channels, mentors.channels)
        self.any_channel: Mask = np.logical_and.reduce(np.equal(leaders.channels, 0), axis=1)
        self.must_haves = words(leaders.must_haves, ~mentors.meets & np.bitwise_or.reduce(leaders.must_haves, axis=0))
        self.has_must_haves: Mask = np.logical_or.reduce(leaders.must_haves, axis=1)
        self.toss = scattered(leaders.ids, 1), scattered(mentors.ids, 2)
        self.barred = self.places_of_barred()

    @property
    def leaders(self) -> Leaders:
        """Who looks for a mentor."""
        return self.question.leaders

    @property
    def mentors(self) -> Mentors:
        """Who offers."""
        return self.question.mentors

    def places_of_barred(self) -> tuple[Whole, Whole]:
        """Return rows and columns of pairs that must not be."""
        barred = np.array(sorted(self.question.barred), dtype=np.int64).reshape(-1, 2)
        known = np.isin(barred[:, 0], self.leaders.ids) & np.isin(barred[:, 1], self.mentors.ids)
        rows = np.searchsorted(self.leaders.ids, barred[known, 0])
        return rows, np.searchsorted(self.mentors.ids, barred[known, 1])

    def worth(self, rows: slice, columns: slice) -> Worth:
        """Return what each pair of some leaders and some mentors is worth, and NO_PAIR or less where there is none."""
        worth = self.points(rows, columns).view(np.int32)
        left, right = self.toss
        toss = left[rows, None] ^ right[None, columns]
        toss *= np.uint32(0x9E3779B1)
        toss >>= np.uint32(24)
        closed = self.closed(rows, columns)
        closed |= worth < self.question.floor
        worth *= np.int32(STEP)
        worth += toss.view(np.int32)
        far = np.multiply(closed, np.int32(1 << FAR_BELOW), out=toss.view(np.int32))
        worth -= far
        self.bar(worth, rows, columns)
        return worth

    def points(self, rows: slice, columns: slice) -> NDArray[np.uint32]:
        """Return the score, in whole hundredths of weights; in one room for all parts, as new room costs more."""
        shape = len(self.leaders.ids[rows]), len(self.mentors.ids[columns])
        total, room = np.zeros(shape, np.uint32), np.empty(shape, np.uint32)
        for part in self.parts:
            counts = [self.shared(left[rows, None], right[None, columns], room) for left, right in part.words]
            np.multiply(sum(counts[1:], start=counts[0]), part.each[rows, None], out=room)
            room >>= np.uint32(EXACT)
            total += room
        return total

    def shared(self, left: NDArray[Any], right: NDArray[Any], room: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Return how many bits of a word both sides have."""
        both = np.bitwise_and(left, right, out=room) if left.dtype == room.dtype else left & right
        return np.bitwise_count(both)

    def closed(self, rows: slice, columns: slice) -> Mask:
        """Return which pairs a gate keeps apart: no channel in common, or a must-have that is not met."""
        (left, right), *more = self.channels
        closed: Mask = np.equal(left[rows, None] & right[None, columns], 0)
        for left, right in more:
            closed &= np.equal(left[rows, None] & right[None, columns], 0)
        closed &= ~self.any_channel[rows, None]
        demanding = np.flatnonzero(self.has_must_haves[rows])
        for left, right in self.must_haves:
            closed[demanding] |= (left[rows][demanding, None] & right[None, columns]) != 0
        return closed

    def bar(self, worth: Worth, rows: slice, columns: slice) -> None:
        """Take out pairs that must not be."""
        lines, places = self.barred
        within = slice(*np.searchsorted(lines, (rows.start, rows.stop)))
        lines, places = lines[within] - rows.start, places[within] - columns.start
        here = (places >= 0) & (places < worth.shape[1])
        worth[lines[here], places[here]] = NO_PAIR

    def among(self, rows: Whole, columns: Whole) -> Pairs:
        """Return the pairs of some leaders and some mentors only."""
        return Pairs(replace(self.question, leaders=self.leaders.at(rows), mentors=self.mentors.at(columns), pins=()))

    def from_points(self, lowest: int) -> Pairs:
        """Return the pairs that have at least so many points."""
        return Pairs(replace(self.question, floor=max(lowest, self.question.floor)))

    def blocks(self) -> Iterator[tuple[slice, Worth]]:
        """Yield what all pairs are worth, some leaders at a time."""
        leaders, mentors = len(self.leaders.ids), len(self.mentors.ids)
        if leaders * mentors <= BLOCK:
            if self.whole is None:
                self.whole = self.worth(slice(0, leaders), slice(0, mentors))
                self.whole.flags.writeable = False  # it is yielded again
            yield slice(0, leaders), self.whole
            return
        for rows in slices(leaders, max(1, BLOCK // max(mentors, 1))):
            yield rows, self.worth(rows, slice(0, mentors))

    def of(self, rows: Whole, columns: Whole) -> Whole:
        """Return what single pairs are worth."""
        singly = zip(rows.tolist(), columns.tolist(), strict=True)
        return np.array([self.worth(slice(r, r + 1), slice(c, c + 1))[0, 0] for r, c in singly], dtype=np.int64)


def slices(number: int, step: int) -> Iterator[slice]:
    """Yield slices of at most this step that together are all."""
    for start in range(0, number, step):
        yield slice(start, min(start + step, number))
