"""What a place is worth to those who go without it, which proves that a round cannot be better.

A price for each mentor's place, such that nobody would rather have another mentor at that mentor's price than their own
at their own: then no other way of matching has a higher total. The prices are the lowest of all that do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentoring.matching.flow import ALONE, Network, RoundTooLarge
from mentoring.matching.lists import NONE, OF_LEADER, Arcs, chosen
from mentoring.matching.pairs import NO_PAIR, Pairs
from mentoring.matching.question import Whole


class NotTheBest(Exception):
    """There are no such prices: the answer was not the best one."""


@dataclass(frozen=True)
class Prices:
    """A price for each mentor's place and for each way of having nobody, and what each leader is left with."""

    mentors: Whole
    alone: Whole
    left: Whole


@dataclass(frozen=True)
class Look:
    """What a look at all pairs found: the highest total there could be, and pairs that the lists had missed."""

    bound: int
    missed: Arcs


def prices(network: Network, arcs: Arcs, goes: Whole) -> Prices:
    """Return the lowest prices at which everybody is content with what they have."""
    everybody, mentors = np.arange(network.leaders), len(network.places)
    leaders = np.concatenate([arcs.leaders, everybody])
    targets = np.concatenate([arcs.mentors, network.groups + mentors])
    worth = np.concatenate([arcs.worth, np.zeros(network.leaders, np.int64)]).astype(np.int64)
    order = np.argsort(
        targets.astype(np.min_scalar_type(len(network.room))), kind="stable"
    )  # short numbers: far faster
    leaders, targets, worth = leaders[order], targets[order], worth[order]
    starts = np.flatnonzero(np.diff(targets, prepend=-1))
    named = targets[starts]
    has = np.where(goes == ALONE, network.groups + mentors, goes)
    mine = np.zeros(network.leaders, np.int64)
    own = targets == has[leaders]
    mine[leaders[own]] = worth[own]
    price = np.zeros(len(network.room), np.int64)
    for _ in range(len(price) + 2):
        left = mine - price[has]
        asked = np.maximum.reduceat(worth - left[leaders], starts)
        if not (asked > price[named]).any():
            break
        price[named] = np.maximum(price[named], asked)
    else:
        raise NotTheBest
    taken = np.bincount(has, minlength=len(price))
    if price[taken < network.room].any():
        raise NotTheBest
    return Prices(price[:mentors], price[mentors:], left)


def look_at_all(pairs: Pairs, network: Network, found: Prices) -> Look:
    """Look at every pair there is with these prices in hand."""
    if max(found.mentors.max(initial=0), np.abs(found.left).max(initial=0)) >= -NO_PAIR // 2:
        raise RoundTooLarge
    price, left = found.mentors.astype(np.int32), found.left.astype(np.int32)
    alone = -found.alone[network.groups]
    bound = int((found.mentors * network.places).sum() + (found.alone * network.alone).sum())
    missed = []
    for rows, gross in pairs.blocks():
        worth = gross - price
        best = worth.max(axis=1)
        bound += int(np.maximum(best, alone[rows]).sum())
        for line in np.flatnonzero(best > left[rows]):
            row = line + rows.start
            place = chosen(np.where(worth[line] > left[row], worth[line], NO_PAIR)[None], OF_LEADER)[1]
            whose = np.full(len(place), row, np.int32)
            missed.append(Arcs(whose, place.astype(np.int32), worth[line, place] + price[place]))
    return Look(bound, NONE.joined(missed))
