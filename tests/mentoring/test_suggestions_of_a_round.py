"""What a round shows to each leader: their match first, spread over the mentors, and no mentor hidden."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.matching.pairs import NO_PAIR, Pairs
from mentoring.matching.question import Question
from mentoring.matching.rounds import solve
from mentoring.matching.shown import suggestions
from tests.mentoring.making_rounds import a_round


def could_be(question: Question) -> dict[int, set[int]]:
    """The mentors with a place whom each leader could have."""
    question = question.in_order()
    leaders, mentors = question.leaders.ids, question.mentors.ids
    worth = Pairs(question).worth(slice(0, len(leaders)), slice(0, len(mentors)))
    open_ = (worth > NO_PAIR) & (question.mentors.places > 0)
    return {int(leader): set(mentors[row].tolist()) for leader, row in zip(leaders, open_, strict=True)}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), leaders=st.integers(1, 20), mentors=st.integers(1, 12))
def test_each_leader_sees_their_match_first_and_nobody_they_could_not_have(
    seed: int, leaders: int, mentors: int
) -> None:
    question = a_round(seed, leaders, mentors)
    answer, may = solve(question), could_be(question)
    shown = suggestions(answer)
    assert shown.keys() == may.keys()
    for leader, mine in shown.items():
        assert set(mine) <= may[leader]
        assert len(mine) == len(set(mine)) <= 3
        assert len(mine) == min(3, len(may[leader]))
        if leader in answer.pairs:
            assert mine[0] == answer.pairs[leader]


def test_no_mentor_with_a_place_is_shown_to_nobody_and_first_choices_can_be_granted() -> None:
    question = a_round(11, 600, 200)
    answer = solve(question)
    shown = suggestions(answer)
    places = dict(zip(question.mentors.ids.tolist(), question.mentors.places.tolist(), strict=True))
    could = set.union(*could_be(question).values())
    assert {mentor for mine in shown.values() for mentor in mine} == could
    firsts = Counter(mine[0] for mine in shown.values() if mine)
    granted = sum(min(number, places[mentor]) for mentor, number in firsts.items())
    assert granted >= 0.95 * len(answer.pairs)
    raw = Counter(
        int(answer.question.mentors.ids[np.argmax(row)])
        for _, worth in Pairs(answer.question).blocks()
        for row in worth
        if row.max() > NO_PAIR
    )
    assert sum(min(number, places[mentor]) for mentor, number in raw.items()) < 0.8 * len(answer.pairs)
