"""A round: most leaders with somebody first, then the lowest fit as high as it goes, then the best total.

Worked out on lists of the best pairs; what the lists miss is found by looking at all pairs with the prices in hand, and
added, until nothing is missed. So the answer is the best over all pairs, and brings its own proof.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mentoring.matching.flow import ALONE, Network, cheapest, even_shares, most
from mentoring.matching.lists import OF_LEADER, Arcs, best_lists, chosen
from mentoring.matching.pairs import NO_PAIR, STEP, Mask, Pairs
from mentoring.matching.prices import Prices, look_at_all, prices
from mentoring.matching.problems import PinDoesNotFit
from mentoring.matching.question import Question, Whole

Told = Callable[[str], None]


def nobody_listens(step: str) -> None:
    """Take a step without telling anybody."""


@dataclass(frozen=True)
class Answer:
    """Who goes with whom, by their ids, and the proof that it could not be better.

    `goes` and `worth` stand in the order of `question`: a column of mentors, or ALONE. No answer that is as good to
    whoever fares worst has a higher total than `bound`, and none at all has a higher one than `best_of_all`.
    """

    question: Question
    goes: Whole
    worth: Whole
    prices: Prices
    bound: int
    best_of_all: int
    missed: int

    @cached_property
    def pairs(self) -> dict[int, int]:
        """Leaders and their mentors, by their ids."""
        leaders, mentors = self.question.leaders.ids, self.question.mentors.ids
        return {int(leaders[row]): int(mentors[self.goes[row]]) for row in np.flatnonzero(self.goes != ALONE)}

    @cached_property
    def points(self) -> dict[int, int]:
        """What each leader's match scores, by their id."""
        leaders = self.question.leaders.ids
        return {int(leaders[row]): int(self.worth[row]) // STEP for row in np.flatnonzero(self.goes != ALONE)}

    @property
    def total(self) -> int:
        """What all matches are worth together."""
        return int(self.worth.sum())

    @property
    def lowest(self) -> int:
        """What the weakest match scores."""
        return min(self.points.values(), default=0)

    @property
    def is_proven(self) -> bool:
        """Whether the proof says that nothing better exists."""
        return self.missed == 0 and self.total == self.bound

    @property
    def share_of_best(self) -> float:
        """The total, of the highest that any answer could have: at least so much is proven."""
        return self.total / self.best_of_all if self.best_of_all else 1.0


def solve(question: Question, told: Told = nobody_listens) -> Answer:
    """Answer a round; `told` hears of each step, and may end the work by raising."""
    question.check()
    question = question.in_order()
    pinned = Pinned(question) if question.pins else None
    pairs = Pairs(pinned.the_others if pinned else question)
    told("looking at all pairs")
    arcs = best_lists(pairs)
    told("counting who can have somebody")
    network, arcs = most_people(pairs, arcs)
    if question.even_groups:
        network = shared_out(network, arcs, pairs.leaders.groups)
    told("finding the best total")
    answer, arcs = best_total(pairs, network, arcs, told)
    if question.raise_lowest and answer.pairs:
        told("raising the lowest fit")
        lowest, arcs = highest_lowest(pairs, network, arcs)
        if lowest > answer.lowest:
            raised = best_total(pairs.from_points(lowest), network, arcs.from_points(lowest), told)[0]
            answer = replace(raised, question=answer.question, best_of_all=answer.bound)
    return pinned.added_to(answer) if pinned else answer


class Pinned:
    """Pairs that staff keep together: out of the round before it is worked out, in its answer afterwards."""

    def __init__(self, question: Question) -> None:
        """Find them, and what is left for the others; refuse what cannot be kept."""
        self.question, pins = question, np.array(sorted(question.pins), dtype=np.int64).reshape(-1, 2)
        ids = question.leaders.ids, question.mentors.ids
        if not (np.isin(pins[:, 0], ids[0]).all() and np.isin(pins[:, 1], ids[1]).all()):
            raise PinDoesNotFit
        self.rows, self.columns = np.searchsorted(ids[0], pins[:, 0]), np.searchsorted(ids[1], pins[:, 1])
        self.worth = Pairs(replace(question, floor=0)).of(self.rows, self.columns)
        left = question.mentors.places - np.bincount(self.columns, minlength=len(ids[1]))
        if (self.worth <= NO_PAIR).any() or (left[self.columns] < 0).any():
            raise PinDoesNotFit
        self.free = np.setdiff1d(np.arange(len(ids[0])), self.rows)
        mentors = replace(question.mentors, places=np.maximum(left, 0))
        self.the_others = replace(question, leaders=question.leaders.at(self.free), mentors=mentors, pins=())

    def added_to(self, answer: Answer) -> Answer:
        """Return the answer with these pairs in it."""
        whole = len(self.question.leaders.ids)
        goes, worth, left = np.full(whole, ALONE), np.zeros(whole, np.int64), np.zeros(whole, np.int64)
        goes[self.free], goes[self.rows] = answer.goes, self.columns
        worth[self.free], worth[self.rows] = answer.worth, self.worth
        left[self.free] = answer.prices.left
        more = int(self.worth.sum())
        return replace(
            answer,
            question=self.question,
            goes=goes,
            worth=worth,
            prices=replace(answer.prices, left=left),
            bound=answer.bound + more,
            best_of_all=answer.best_of_all + more,
        )


def most_people(pairs: Pairs, arcs: Arcs) -> tuple[Network, Arcs]:
    """Return how many must have nobody, for certain, and the pairs with those that this needs."""
    leaders = len(pairs.leaders.ids)
    one_group = np.zeros(leaders, np.int64)
    nobody_alone = Network(pairs.mentors.places, one_group, np.zeros(1, np.int64))
    matched, arcs = largest(pairs, nobody_alone, arcs, 0)
    return replace(nobody_alone, alone=np.array([leaders - matched])), arcs


def largest(pairs: Pairs, network: Network, arcs: Arcs, lowest: int) -> tuple[int, Arcs]:
    """Return how many get through with pairs from `lowest` points up, proven over all pairs."""
    while True:
        strong = arcs.from_points(lowest)
        through, leaders, mentors = most(network, strong)
        missed = [] if through == network.leaders else pairs_between(pairs, leaders, ~mentors, lowest)
        if not missed:
            return through, arcs
        arcs = arcs.joined(missed)


def pairs_between(pairs: Pairs, leaders: Mask, mentors: Mask, lowest: int) -> list[Arcs]:
    """Return the best pairs of these leaders and these mentors, which would let more people through."""
    rows, columns = np.flatnonzero(leaders), np.flatnonzero(mentors & (pairs.mentors.places > 0))
    if not len(rows) or not len(columns):
        return []
    found = []
    for block, worth in pairs.among(rows, columns).from_points(lowest).blocks():
        line, place = chosen(worth, OF_LEADER)
        if len(line):
            to_leaders, to_mentors = rows[block][line].astype(np.int32), columns[place].astype(np.int32)
            found.append(Arcs(to_leaders, to_mentors, worth[line, place]))
    return found


def shared_out(network: Network, arcs: Arcs, groups: Whole) -> Network:
    """Return the network in which having nobody is shared out between the groups by their size."""
    groups = np.unique(groups, return_inverse=True)[1]
    sizes = np.bincount(groups)
    wanted = by_size(int(network.alone.sum()), sizes)
    every_way = replace(network, groups=groups, alone=wanted)
    return replace(every_way, alone=even_shares(every_way, arcs, wanted))


def by_size(number: int, sizes: Whole) -> Whole:
    """Share a number out by size, in whole parts."""
    shares = number * sizes // max(int(sizes.sum()), 1)
    rest = number * sizes - shares * int(sizes.sum())
    shares[np.argsort(-rest, kind="stable")[: number - int(shares.sum())]] += 1
    return shares


def highest_lowest(pairs: Pairs, network: Network, arcs: Arcs) -> tuple[int, Arcs]:
    """Return the most points that the weakest match can have while as many people have somebody, proven over all."""
    scores = np.unique(arcs.worth // STEP)
    low, high = 0, len(scores) - 1
    while low < high:
        middle = (low + high + 1) // 2
        through = most(network, arcs.from_points(int(scores[middle])))[0]
        low, high = (middle, high) if through == network.leaders else (low, middle - 1)
    lowest = int(scores[low]) if len(scores) else 0
    while True:
        through, arcs = largest(pairs, network, arcs, lowest + 1)
        if through < network.leaders:
            return lowest, arcs
        lowest = int((arcs.worth[arcs.worth >= (lowest + 1) * STEP] // STEP).min())


def best_total(pairs: Pairs, network: Network, arcs: Arcs, told: Told) -> tuple[Answer, Arcs]:
    """Return the best total of these pairs, looking at all of them until none was missed; and the lists with those."""
    for last in range(pairs.question.passes, 0, -1):
        goes = cheapest(network, arcs)
        found = prices(network, arcs, goes)
        told("proving it over all pairs")
        look = look_at_all(pairs, network, found)
        if last == 1 or not len(look.missed.leaders):
            break
        arcs = arcs.joined([look.missed])
    worth = np.zeros(network.leaders, np.int64)
    mine = goes[arcs.leaders] == arcs.mentors
    worth[arcs.leaders[mine]] = arcs.worth[mine]
    answer = Answer(pairs.question, goes, worth, found, look.bound, look.bound, len(look.missed.leaders))
    return answer, arcs
