"""What would help those whom a round leaves over: two more mentors who are free at a time that they named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypedDict

from mentoring.matching.frozen import PARTS, Frozen, Someone
from mentoring.matching.lists import best_lists
from mentoring.matching.pairs import Pairs
from mentoring.matching.question import Question
from mentoring.matching.rounds import Answer, Pinned, most_people

MORE_MENTORS, PLACES, TRIED = 2, 2, 5


class Relaxation(TypedDict):
    """So many more mentors at a time (the id of its code) would let so many more people have somebody."""

    time: int
    mentors: int
    people: int


def nearest(frozen: Frozen, asked: Callable[[Frozen], Question], answer: Answer) -> list[Relaxation]:
    """Return what helps most, best first, worked out for the times that most of those left over named."""
    left = [one for one in frozen["leaders"] if one["id"] not in answer.pairs]
    times = Counter(time for one in left for time in one["parts"]["easy_times"])
    tried = sorted(times, key=lambda time: (-times[time], time))[:TRIED]
    found = [
        Relaxation(time=time, mentors=MORE_MENTORS, people=matched(asked(with_more(frozen, time))) - len(answer.pairs))
        for time in tried
    ]
    return sorted((each for each in found if each["people"] > 0), key=lambda each: (-each["people"], each["time"]))


def matched(question: Question) -> int:
    """Return how many people a round can match."""
    pinned = Pinned(question.in_order())
    pairs = Pairs(pinned.the_others)
    network = most_people(pairs, best_lists(pairs))[0]
    return len(question.leaders.ids) - int(network.alone.sum())


def with_more(frozen: Frozen, time: int) -> Frozen:
    """Return the round with two more mentors who can do whatever is asked, for those who named this time."""
    leaders = frozen["leaders"]
    every = {part: sorted({code for one in leaders for code in one["parts"].get(part, ())}) for part in PARTS}
    more = [
        Someone(
            id=-number,
            parts={**every, "easy_times": [time]},
            channels=sorted({code for one in leaders for code in one["channels"]}),
            must=sorted({code for one in leaders for code in one["must"]}),
            places=PLACES,
            group=0,
        )
        for number in range(1, MORE_MENTORS + 1)
    ]
    others = [one["id"] for one in leaders if time not in one["parts"]["easy_times"]]
    barred = [(leader, mentor["id"]) for leader in others for mentor in more]
    return Frozen(leaders=leaders, mentors=[*frozen["mentors"], *more], barred=[*frozen["barred"], *barred])
