"""What a round was worked out from, as it is kept: who said and offered what, by ids of codes, who was apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from mentoring.matching.fit import Fit, named
from mentoring.matching.question import Bits, Leaders, Mentors, Question, bits
from youdesign.people.models import Code

Held = Mapping[str, Collection[int]]
PARTS = ("goals", "experience", "ways_of_working", "shared_experience", "easy_times")


class Someone(TypedDict):
    """A leader and what they said, or an offer and what it says; lists hold the ids of codes.

    `must` is what a leader's mentor must be, or what is true of a mentor; `places` is 1 for a leader; `group` tells
    apart the kinds of leader that should fare alike.
    """

    id: int
    parts: dict[str, list[int]]
    channels: list[int]
    must: list[int]
    places: int
    group: int


class Frozen(TypedDict):
    """Everything that a round is worked out from."""

    leaders: list[Someone]
    mentors: list[Someone]
    barred: list[tuple[int, int]]


def question(frozen: Frozen, weights: Mapping[str, int], **options: Any) -> Question:
    """Return what a round asks, from what was frozen."""
    leaders, mentors = frozen["leaders"], frozen["mentors"]
    parts = [
        (part, *both([one["parts"].get(part, ()) for one in leaders], [one["parts"].get(part, ()) for one in mentors]))
        for part in PARTS
    ]
    channels = both([one["channels"] for one in leaders], [one["channels"] for one in mentors])
    musts = both([one["must"] for one in leaders], [one["must"] for one in mentors])
    return Question(
        leaders=Leaders(
            ids=whole(one["id"] for one in leaders),
            said={part: mine for part, mine, _ in parts},
            channels=channels[0],
            must_haves=musts[0],
            groups=whole(one["group"] for one in leaders),
        ),
        mentors=Mentors(
            ids=whole(one["id"] for one in mentors),
            offered={part: theirs for part, _, theirs in parts},
            channels=channels[1],
            meets=musts[1],
            places=whole(one["places"] for one in mentors),
        ),
        weights={part: weights.get(part, 0) for part in PARTS},  # rounds of version 2 have one part less
        barred={(leader, mentor) for leader, mentor in [*frozen["barred"], *options.pop("barred", ())]},
        **options,
    )


def both(left: Sequence[Collection[int]], right: Sequence[Collection[int]]) -> tuple[Bits, Bits]:
    """Return both tables as bits of the same codes: those that somebody on the left named."""
    codes = set().union(*left)
    return bits(left, codes), bits(right, codes)


def whole(numbers: Any) -> Any:
    """Return whole numbers as a column."""
    return np.array(list(numbers), dtype=np.int64)


def fit(said: Held, offered: Held, name: str, weights: Mapping[str, int], codes: Mapping[int, Code]) -> Fit:
    """Return how well what a mentor offers fits what a leader said, in words, from what was frozen."""
    return Fit(name, named(said, codes), named(offered, codes), weights)
