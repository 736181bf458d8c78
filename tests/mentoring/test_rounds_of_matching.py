"""Rounds are the best there are, and keep their promises: held against a second solver and against any input."""

import dataclasses
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from mentoring.matching.fit import part_points
from mentoring.matching.pairs import NO_PAIR, STEP, Pairs
from mentoring.matching.problems import NobodyToMatch, PinDoesNotFit, WeightsDoNotWork
from mentoring.matching.question import Bits, Question, bits
from mentoring.matching.rounds import Answer, solve
from tests.mentoring.making_rounds import WEIGHTS, a_round

quick = settings(max_examples=60, deadline=None)
seeds = st.integers(0, 10**6)
few = st.integers(1, 14)
A_MATCH = 10**9  # more than all matches of a small round are worth together


def all_worth(question: Question) -> Any:
    """What every pair is worth."""
    question = question.in_order()
    whole = slice(0, len(question.leaders.ids))
    return Pairs(question).worth(whole, slice(0, len(question.mentors.ids))).astype(np.int64)


def by_scipy(question: Question, lowest: int = 0) -> tuple[int, int]:
    """How many a second solver matches, and the total, with pairs of at least so many points."""
    worth = all_worth(question)
    seats = np.repeat(np.arange(worth.shape[1]), question.in_order().mentors.places)
    gain = np.where(worth >= lowest * STEP, A_MATCH + worth, 0)[:, seats]
    if not gain.size:
        return 0, 0
    total = int(gain[linear_sum_assignment(gain, maximize=True)].sum())
    return total // A_MATCH, total % A_MATCH


def has_pair(question: Question, leader: int, mentor: int) -> bool:
    """Whether the gates let these two be a pair."""
    question = question.in_order()
    row, column = np.searchsorted(question.leaders.ids, leader), np.searchsorted(question.mentors.ids, mentor)
    return bool(all_worth(question)[row, column] > NO_PAIR)


def places(question: Question) -> dict[int, int]:
    """How many each mentor can take."""
    return dict(zip(question.mentors.ids.tolist(), question.mentors.places.tolist(), strict=True))


def held(question: Question, answer: Answer) -> None:
    """Hold an answer against what it must never break."""
    for leader, mentor in answer.pairs.items():
        assert has_pair(question, leader, mentor), "a gate was broken"
        assert (leader, mentor) not in set(question.barred)
    taken = list(answer.pairs.values())
    assert all(taken.count(mentor) <= places(question)[mentor] for mentor in set(taken)), "a mentor has too many"


# --- The best there is ---


@pytest.mark.parametrize("seed", range(200))
def test_a_round_is_as_good_as_a_second_solver_says(seed: int) -> None:
    chance = random.Random(seed)
    size = {"leaders": chance.randint(1, 40), "mentors": chance.randint(1, 25)}
    question = a_round(seed, **size, must_haves=chance.random(), raise_lowest=False)
    answer = solve(question)
    matched, total = by_scipy(question)
    assert (len(answer.pairs), answer.total) == (matched, total)
    assert answer.is_proven
    held(question, answer)
    lowest = answer.lowest
    for points in np.unique(all_worth(question) // STEP).tolist():
        if matched and points > lowest and by_scipy(question, points)[0] == matched:
            lowest = points
    raised = solve(dataclasses.replace(question, raise_lowest=True))
    assert (len(raised.pairs), raised.lowest) == (matched, lowest)
    assert (len(raised.pairs), raised.total) == by_scipy(question, lowest)
    assert raised.best_of_all == total
    assert raised.is_proven
    held(question, raised)


def test_lists_that_miss_the_best_pairs_are_mended_by_the_look_at_all() -> None:
    question = a_round(4, 400, 60)
    crowded = dataclasses.replace(
        question, mentors=dataclasses.replace(question.mentors, places=np.full(60, 5)), raise_lowest=False
    )
    answer = solve(crowded)
    assert (len(answer.pairs), answer.total) == by_scipy(crowded)
    assert answer.is_proven
    one_look = solve(dataclasses.replace(crowded, passes=1))
    assert one_look.missed
    assert not one_look.is_proven
    assert one_look.total <= answer.total <= one_look.bound


def test_prices_leave_everybody_content() -> None:
    question = a_round(5, 60, 12)
    answer = solve(dataclasses.replace(question, raise_lowest=False))
    worth = all_worth(question)
    net = np.where(worth > NO_PAIR, worth - answer.prices.mentors, NO_PAIR)
    for row, mentor in enumerate(answer.goes):
        mine = net[row, mentor] if mentor >= 0 else -answer.prices.alone[0]
        assert mine == answer.prices.left[row]
        assert mine >= net[row].max()


# --- Promises ---


@quick
@given(seed=seeds, leaders=few, mentors=few)
def test_adding_a_mentor_never_lowers_how_many_are_matched(seed: int, leaders: int, mentors: int) -> None:
    question = a_round(seed, leaders, mentors + 1)
    fewer = dataclasses.replace(question, mentors=question.mentors.at(slice(0, mentors)))
    assert len(solve(fewer).pairs) <= len(solve(question).pairs)


@quick
@given(seed=seeds, leaders=few, mentors=few, order=st.randoms(use_true_random=False))
def test_shuffled_rows_and_another_run_change_nobodys_match(seed: int, leaders: int, mentors: int, order: Any) -> None:
    question = a_round(seed, leaders, mentors)
    rows, columns = list(range(leaders)), list(range(mentors))
    order.shuffle(rows)
    order.shuffle(columns)
    shuffled = dataclasses.replace(question, leaders=question.leaders.at(rows), mentors=question.mentors.at(columns))
    assert solve(shuffled).pairs == solve(question).pairs == solve(question).pairs


def test_a_larger_round_is_the_same_for_everybody_in_any_order() -> None:
    question = a_round(9, 1_200, 300, even_groups=True)
    chance = np.random.default_rng(9)
    shuffled = dataclasses.replace(
        question,
        leaders=question.leaders.at(chance.permutation(1_200)),
        mentors=question.mentors.at(chance.permutation(300)),
    )
    assert solve(shuffled).pairs == solve(question).pairs


@quick
@given(seed=seeds, leaders=few, mentors=few, pick=st.randoms(use_true_random=False))
def test_pins_stay_and_barred_pairs_stay_apart(seed: int, leaders: int, mentors: int, pick: Any) -> None:
    question = a_round(seed, leaders, mentors)
    free = places(question)
    every = [(leader, mentor) for leader in question.leaders.ids.tolist() for mentor in free]
    barred = pick.sample(every, len(every) // 4)
    pins: dict[int, int] = {}
    for leader, mentor in pick.sample(every, len(every)):
        may = leader not in pins and (leader, mentor) not in barred and has_pair(question, leader, mentor)
        if may and free[mentor] and pick.random() < 0.3:
            pins[leader], free[mentor] = mentor, free[mentor] - 1
    asked = dataclasses.replace(question, barred=barred, pins=list(pins.items()))
    answer = solve(asked)
    held(asked, answer)
    assert pins.items() <= answer.pairs.items()
    others = question.leaders.at(~np.isin(question.leaders.ids, list(pins)))
    left = dataclasses.replace(question.mentors, places=np.array(list(free.values())))
    rest = dataclasses.replace(question, leaders=others, mentors=left, barred=barred)
    assert len(answer.pairs) == len(pins) + by_scipy(rest)[0]
    assert answer.is_proven


def test_everybody_can_be_pinned() -> None:
    question = a_round(3, 1, 1)
    question = dataclasses.replace(
        question,
        mentors=dataclasses.replace(question.mentors, places=np.array([1])),
        pins=[(int(question.leaders.ids[0]), int(question.mentors.ids[0]))],
    )
    assert solve(question).pairs == dict(question.pins)


@quick
@given(seed=seeds, leaders=st.integers(2, 40), mentors=few)
def test_groups_fare_alike_when_asked_and_as_many_are_matched(seed: int, leaders: int, mentors: int) -> None:
    question = a_round(seed, leaders, mentors, must_haves=0)
    answer, even = (solve(dataclasses.replace(question, even_groups=asked)) for asked in (False, True))
    held(question, even)
    assert len(even.pairs) == len(answer.pairs)
    assert uneven(question, even) <= uneven(question, answer)


def uneven(question: Question, answer: Answer) -> int:
    """How many more of one group have nobody than its share."""
    alone = [
        group
        for leader, group in zip(question.leaders.ids.tolist(), question.leaders.groups.tolist(), strict=True)
        if leader not in answer.pairs
    ]
    sizes = np.bincount(question.leaders.groups, minlength=2)
    return max(0, *(int(alone.count(group) - -(-len(alone) * sizes[group] // sizes.sum())) for group in (0, 1)))


def test_a_group_that_fares_worse_is_evened_out() -> None:
    question = a_round(1, 200, 20, must_haves=0)
    said = {
        part: np.where((question.leaders.groups == 1)[:, None], 1, held) for part, held in question.leaders.said.items()
    }
    leaders = dataclasses.replace(question.leaders, said=said, channels=np.zeros_like(question.leaders.channels))
    question = dataclasses.replace(question, leaders=leaders)
    answer, even = (solve(dataclasses.replace(question, even_groups=asked)) for asked in (False, True))
    assert uneven(question, answer) > 5
    assert uneven(question, even) <= 1
    assert len(even.pairs) == len(answer.pairs)


# --- The same rule as for one leader ---


def held_by(row: Bits) -> set[int]:
    """The codes of one person."""
    return {64 * word + bit for word, mine in enumerate(row.tolist()) for bit in range(64) if mine >> bit & 1}


@quick
@given(seed=seeds)
def test_points_and_gates_are_those_of_a_suggestion(seed: int) -> None:
    question = a_round(seed, 4, 4, must_haves=0.5, floor=1)
    worth = all_worth(question)
    question = question.in_order()
    leaders, mentors = question.leaders, question.mentors
    for row in range(4):
        for column in range(4):
            said = {part: held_by(held[row]) for part, held in leaders.said.items()}
            points = sum(
                part_points(WEIGHTS[part], len(mine & held_by(mentors.offered[part][column])), len(mine))
                for part, mine in said.items()
                if mine
            )
            channels = held_by(leaders.channels[row])
            open_ = not channels or channels & held_by(mentors.channels[column])
            open_ = open_ and held_by(leaders.must_haves[row]) <= held_by(mentors.meets[column]) and points
            assert bool(worth[row, column] > NO_PAIR) == bool(open_)
            if open_:
                assert worth[row, column] // STEP == points


@quick
@given(sets=st.lists(st.sets(st.integers(0, 150)), min_size=1, max_size=5))
def test_bits_hold_any_number_of_codes(sets: list[set[int]]) -> None:
    assert [held_by(row) for row in bits(sets, range(151))] == sets


def test_long_lists_of_codes_are_counted_over_all_their_words() -> None:
    question = a_round(2, 1, 1)
    wide = bits([range(0, 130, 2)], range(130))
    leaders = dataclasses.replace(
        question.leaders, said={"goals": wide}, channels=wide, must_haves=np.zeros((1, 1), np.uint64)
    )
    mentors = dataclasses.replace(
        question.mentors, offered={"goals": bits([range(0, 130, 4)], range(130))}, channels=wide
    )
    worth = all_worth(dataclasses.replace(question, leaders=leaders, mentors=mentors))
    assert worth[0, 0] // STEP == part_points(30, 33, 65)


# --- What has no answer ---


@pytest.mark.parametrize("weight", [-1, float("nan"), float("inf"), 101, 2.5, True, "30", None])
def test_weights_that_are_no_numbers_from_0_to_100_are_refused(weight: Any) -> None:
    with pytest.raises(WeightsDoNotWork):
        solve(a_round(1, 3, 3, weights={**WEIGHTS, "goals": weight}))


def test_weights_of_0_are_left_out_and_all_0_are_refused() -> None:
    answer = solve(a_round(1, 8, 8, weights={**dict.fromkeys(WEIGHTS, 0), "goals": 30}))
    assert answer.pairs
    assert set(answer.points.values()) <= {30 * 100 * shared // said for said in (1, 2, 3, 4) for shared in range(1, 5)}
    with pytest.raises(WeightsDoNotWork):
        solve(a_round(1, 8, 8, weights=dict.fromkeys(WEIGHTS, 0)))


@pytest.mark.parametrize(("leaders", "mentors"), [(0, 3), (3, 0), (0, 0)])
def test_a_round_with_nobody_is_refused(leaders: int, mentors: int) -> None:
    question = a_round(1, 3, 3)
    some = {"leaders": question.leaders.at(slice(0, leaders)), "mentors": question.mentors.at(slice(0, mentors))}
    with pytest.raises(NobodyToMatch):
        solve(dataclasses.replace(question, **some))


def test_mentors_without_places_are_nobodys_match() -> None:
    question = a_round(1, 8, 8)
    full = dataclasses.replace(question, mentors=dataclasses.replace(question.mentors, places=np.zeros(8, np.int64)))
    assert solve(full).pairs == {}


def test_pins_that_cannot_be_kept_are_refused() -> None:
    question = a_round(7, 9, 3, must_haves=0)
    leaders, mentors = question.leaders.ids.tolist(), question.mentors.ids.tolist()
    question = dataclasses.replace(question, mentors=dataclasses.replace(question.mentors, places=np.full(3, 1)))
    may = [leader for leader in leaders if has_pair(question, leader, mentors[0])]
    any_fit = dataclasses.replace(question, floor=0)
    apart = next((leader, mentor) for leader in leaders for mentor in mentors if not has_pair(any_fit, leader, mentor))
    for pins in (
        [(may[0], mentors[0]), (may[1], mentors[0])],  # one place
        [(may[0], mentors[0]), (may[0], mentors[1])],  # one leader
        [(may[0], 999)],
        [(999, mentors[0])],
        [apart],
    ):
        with pytest.raises(PinDoesNotFit):
            solve(dataclasses.replace(question, pins=pins))
    with pytest.raises(PinDoesNotFit):
        solve(dataclasses.replace(question, pins=[(may[0], mentors[0])], barred=[(may[0], mentors[0])]))


def test_whoever_listens_may_end_the_work() -> None:
    def stops(step: str) -> None:
        raise InterruptedError(step)

    with pytest.raises(InterruptedError):
        solve(a_round(1, 3, 3), stops)
