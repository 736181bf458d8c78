"""The acts of a live debrief: who may do which, at which step, and what each leaves behind."""

import datetime
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.debrief_acts import ACTS, moved
from cohorts.debrief_problems import (
    FloorIsTaken,
    GroupHasMovedOn,
    NeedsTwo,
    NotAtTheTable,
    NotThisStep,
    StillLed,
    YoursToDecide,
)
from cohorts.debriefing import LOBBY, Call, Now, Step, steps_of
from cohorts.models import DebriefStep
from cohorts.problems import Problem

How = DebriefStep.How
AT = datetime.datetime(2026, 11, 28, 18, 0, tzinfo=datetime.UTC)
LEAD, ANN, BEN, CAT = 1, 2, 3, 4
TABLE = frozenset({LEAD, ANN, BEN, CAT})
HOWS = (How.TOGETHER, How.ROUND, How.TURN, How.QUESTIONS, How.LISTEN, How.WRITING, How.STEPS, How.REST)


def steps(*hows: str) -> list[Step]:
    rows = [DebriefStep(name=how, minutes=5, who="all", prompt="?", how=how) for how in hows]
    return steps_of(rows)


ALL = steps(*HOWS)


def call(by: int, who: int | None = None, *, moves: int = 0, minutes: float = 0, **facts: Any) -> Call:
    at = AT + datetime.timedelta(minutes=minutes)
    return Call(by, by if who is None else who, at, facts.pop("steps", ALL), moves, table=TABLE, **facts)


def lobby(here: Iterable[int] = (LEAD, ANN, BEN)) -> Now:
    return Now(session=7, facilitator=LEAD, here=tuple(here))


def begun(here: Iterable[int] = (LEAD, ANN, BEN), **facts: Any) -> Now:
    return moved(lobby(here), "begin", call(LEAD, **facts))


def at(how: str, here: Iterable[int] = (LEAD, ANN, BEN), **facts: Any) -> Now:
    now = begun(here, **facts)
    while ALL[now.step].how != how:
        now = moved(now, "next", call(LEAD, moves=now.moves, **facts))
    return now


def test_whoever_comes_first_opens_it_and_it_takes_two_to_begin() -> None:
    empty = lobby(())
    one = moved(empty, "here", call(LEAD))
    with pytest.raises(NeedsTwo):
        moved(one, "begin", call(LEAD))
    two = moved(one, "here", call(LEAD, ANN))  # who is on the phone
    assert two.here == (LEAD, ANN)
    assert moved(two, "begin", call(LEAD)).step == 0


def test_nobody_acts_who_has_not_come_in_and_nobody_comes_who_has_no_seat() -> None:
    with pytest.raises(NotAtTheTable):
        moved(begun(), "hand", call(CAT))
    with pytest.raises(NotAtTheTable):
        moved(begun(), "here", call(99))
    with pytest.raises(NotAtTheTable):
        moved(begun(), "floor", call(LEAD, CAT))


@pytest.mark.parametrize("name", sorted(name for name, act in ACTS.items() if act.is_leading))
def test_leading_is_for_whoever_leads(name: str) -> None:
    now = lobby() if name == "begin" else at(How.WRITING)
    with pytest.raises(YoursToDecide):
        moved(now, name, call(ANN, moves=now.moves))


@pytest.mark.parametrize("name", sorted(name for name, act in ACTS.items() if act.moves))
def test_a_press_on_an_older_page_does_nothing(name: str) -> None:
    now = at(How.ROUND)
    with pytest.raises(GroupHasMovedOn):
        moved(now, name, call(LEAD, moves=now.moves - 1))
    back = moved(now, "back", call(LEAD, moves=now.moves))
    again = moved(back, "next", call(LEAD, moves=back.moves))
    with pytest.raises(GroupHasMovedOn):  # at the same step as then, and still an older page
        moved(again, "next", call(LEAD, moves=now.moves))


def test_acts_belong_to_their_step() -> None:
    with pytest.raises(NotThisStep):
        moved(lobby(), "hand", call(ANN))
    with pytest.raises(NotThisStep):
        moved(begun(), "begin", call(LEAD, moves=1))
    now = at(How.TURN)
    for name in ("pass", "speak"):
        with pytest.raises(NotThisStep):
            moved(now, name, call(ANN, moves=now.moves))
    with pytest.raises(NotThisStep):
        moved(now, "show", call(LEAD, moves=now.moves))
    last = at(How.REST)
    with pytest.raises(NotThisStep):
        moved(last, "next", call(LEAD, moves=last.moves))


def test_a_round_goes_from_one_to_the_next_until_each_has_spoken_or_passed() -> None:
    now = at(How.ROUND)
    assert now.floor == LEAD
    with pytest.raises(FloorIsTaken):
        moved(now, "done", call(ANN))
    now = moved(now, "pass", call(BEN, moves=now.moves))
    assert now.floor == LEAD
    now = moved(now, "done", call(LEAD))
    assert now.floor == ANN
    now = moved(now, "here", call(CAT))  # late, and at the end of the round
    now = moved(now, "done", call(LEAD, ANN))  # said by whoever leads: Ann is on the phone
    assert now.floor == CAT
    now = moved(now, "done", call(CAT))
    assert (now.floor, now.said, now.passed) == (None, (LEAD, ANN, CAT), (BEN,))
    late = moved(moved(now, "leave", call(CAT)), "here", call(CAT))
    assert late.floor == CAT  # whoever comes when all have spoken has their moment
    back = moved(now, "speak", call(BEN, moves=now.moves))
    assert (back.floor, back.passed) == (BEN, ())
    with pytest.raises(NotThisStep):
        moved(now, "pass", call(CAT, moves=now.moves))


def test_the_turn_is_its_owners_and_others_raise_a_hand() -> None:
    now = at(How.TURN, turns=(BEN,))
    assert now.floor == BEN
    now = moved(now, "hand", call(ANN))
    assert moved(now, "hand", call(ANN)) == now
    given = moved(now, "floor", call(LEAD, ANN))
    assert (given.floor, given.hands) == (ANN, ())
    assert at(How.LISTEN, turns=(BEN,)).floor is None
    assert at(How.QUESTIONS, turns=(CAT,)).floor is None  # whose turn it is is not here


def test_a_turn_that_was_told_keeps_its_number_when_it_is_withdrawn() -> None:
    two = steps(How.TURN, How.LISTEN, How.TURN)
    facts: dict[str, Any] = {"steps": two}
    now = moved(lobby(), "begin", call(LEAD, turns=(BEN, ANN), **facts))
    now = moved(now, "next", call(LEAD, moves=1, turns=(ANN,), **facts))  # Ben took his turn back
    assert now.turns == (BEN, ANN)
    now = moved(now, "next", call(LEAD, moves=2, turns=(ANN,), **facts))
    assert (now.turns, now.floor) == ((BEN, ANN), ANN)


def test_the_second_telling_begins_the_second_turn() -> None:
    two = steps(How.ROUND, How.TURN, How.LISTEN, How.STEPS, How.TURN, How.QUESTIONS, How.ROUND)
    assert [step.turn for step in two] == [None, 0, 0, 0, 1, 1, None]


def test_the_time_is_a_help_and_stands_still_for_a_minute() -> None:
    now = begun()
    assert now.ends_at == (AT + datetime.timedelta(minutes=5)).isoformat()
    still = moved(now, "minute", call(ANN, minutes=2))
    assert (still.minute, still.left) == (ANN, 180.0)
    assert moved(still, "minute", call(BEN, minutes=3)) == still
    with pytest.raises(YoursToDecide):
        moved(still, "go_on", call(BEN, minutes=3))
    with pytest.raises(NotThisStep):
        moved(still, "extend", call(BEN, moves=1))
    again = moved(still, "go_on", call(ANN, minutes=10))
    assert again.ends_at == (AT + datetime.timedelta(minutes=13)).isoformat()
    more = moved(again, "extend", call(BEN, moves=1, minutes=20))  # after its end, from now on
    assert more.ends_at == (AT + datetime.timedelta(minutes=22)).isoformat()
    page = {"moves": 1, "minutes": 20, "extended": 0}
    twice = moved(moved(again, "extend", call(BEN, **page)), "extend", call(ANN, **page))
    assert twice == more  # two who press at once add two minutes
    gone = moved(still, "leave", call(ANN))
    assert moved(gone, "go_on", call(BEN)).minute is None  # nobody waits for who has left


def test_leaving_takes_nothing_along_and_coming_back_is_fine() -> None:
    now = moved(at(How.ROUND), "hand", call(ANN))
    now = moved(moved(now, "floor", call(LEAD, ANN)), "hand", call(ANN))
    left = moved(now, "leave", call(ANN))
    assert (left.here, left.gone, left.hands, left.floor) == ((LEAD, BEN), (ANN,), (), BEN)
    assert moved(left, "here", call(ANN)).gone == ()


def test_handing_over_is_asked_and_answered() -> None:
    asked = moved(begun(), "hand_over", call(LEAD, ANN))
    with pytest.raises(YoursToDecide):
        moved(asked, "take_over", call(BEN))
    assert moved(asked, "not_take_over", call(ANN)).offered is None
    led = moved(asked, "take_over", call(ANN))
    assert led.facilitator == ANN
    with pytest.raises(YoursToDecide):
        moved(led, "next", call(LEAD, moves=led.moves))


def test_another_leads_when_more_than_half_agree_that_the_facilitator_is_gone() -> None:
    now = begun((LEAD, ANN, BEN, CAT))
    with pytest.raises(StillLed):
        moved(now, "stand_in", call(ANN))
    asked = moved(now, "stand_in", call(ANN, is_led=False))
    assert (asked.asks, asked.facilitator) == (ANN, LEAD)
    assert moved(asked, "confirm", call(ANN)).facilitator == LEAD  # twice is once
    assert moved(asked, "rather_not", call(CAT)).asks is None
    assert moved(asked, "hand", call(LEAD)).asks is None  # back again
    assert moved(asked, "confirm", call(BEN)).facilitator == ANN
    alone = moved(begun((LEAD, ANN)), "stand_in", call(ANN, is_led=False))
    assert alone.facilitator == ANN
    left = moved(begun((LEAD, ANN)), "leave", call(LEAD))
    assert moved(left, "stand_in", call(ANN)).facilitator == ANN  # whoever left is not waited for


def test_what_was_written_is_shown_once_and_quiet_again_at_the_next_step() -> None:
    now = at(How.WRITING)
    shown = moved(now, "show", call(LEAD, moves=now.moves))
    assert (now.is_shown, shown.is_shown) == (False, True)
    assert moved(shown, "next", call(LEAD, moves=shown.moves)).is_shown is False


# --- Whatever is pressed, by whomever, whenever ---

PRESS = st.tuples(
    st.sampled_from(sorted(ACTS)),
    st.sampled_from(sorted(TABLE)),
    st.sampled_from(sorted(TABLE)),
    st.booleans(),
    st.integers(0, 30),
    st.booleans(),
)


def press(now: Now, name: str, by: int, who: int, is_own: bool, minutes: int, is_led: bool) -> Now:
    facts = call(by, by if is_own else who, moves=now.moves, minutes=minutes, turns=(BEN,), is_led=is_led)
    try:
        return moved(now, name, facts)
    except Problem:
        return now


def is_whole(now: Now) -> bool:
    here = set(now.here)
    return (
        (now.floor is None or now.floor in here)
        and set(now.hands) <= here
        and not set(now.said) & set(now.passed)
        and not here & set(now.gone)
        and (now.asks is None or now.asks in here)
        and (now.offered is None or now.offered in here)
        and set(now.agreed) <= here
        and LOBBY <= now.step < len(ALL)
        and (now.floor is None or not now.is_lobby)
        and all(len(set(keys)) == len(keys) for keys in (now.here, now.hands, now.said, now.passed))
        and here | set(now.gone) <= TABLE
        and Now.from_facts(now.facts()) == now
    )


@given(st.lists(PRESS, max_size=40))
def test_the_state_is_whole_after_any_presses(presses: list[tuple[Any, ...]]) -> None:
    now = lobby()
    for each in presses:
        now = press(now, *each)
        assert is_whole(now)


@given(st.lists(PRESS, max_size=25), PRESS)
def test_a_step_changes_only_by_whoever_leads_and_counts_its_moves(
    presses: list[tuple[Any, ...]], last: tuple[Any, ...]
) -> None:
    before = lobby()
    for each in presses:
        before = press(before, *each)
    after = press(before, *last)
    if after.step != before.step:
        assert last[1] == before.facilitator
        assert after.moves == before.moves + 1
    else:
        assert after.moves == before.moves
    if after.facilitator != before.facilitator:
        assert last[0] in {"take_over", "stand_in", "confirm", "leave"}
