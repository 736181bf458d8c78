"""Seating people round tables: what counts most, and that nothing is left to chance."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cohorts.balancing import FEWEST, MOST, Facts, Seating, Table, fit, most, propose, sizes

MORNING, EVENING = 0b01, 0b10


def seating_of(people: dict[int, Facts], tables: list[Table]) -> Seating:
    """Return these tables with their sums counted anew."""
    seating = Seating(people, [Table(host=table.host) for table in tables])
    for table, fresh in zip(tables, seating.tables, strict=True):
        for person in table.people:
            seating.seat(person, fresh)
    return seating


@settings(deadline=None)
@given(st.integers(min_value=3, max_value=600))
def test_tables_hold_five_to_eight_wherever_the_number_allows(number: int) -> None:
    found = sizes(number)
    assert sum(found) == number
    assert max(found) <= MOST
    assert min(found) >= FEWEST or number in (3, 4, 9)  # three and four sit together; nine sit five and four


people_of_any_kind = st.dictionaries(
    st.integers(min_value=1, max_value=60),
    st.builds(
        Facts,
        times=st.integers(min_value=0, max_value=2**21 - 1),
        has_needs=st.booleans(),
        is_new=st.booleans(),
        apart=st.frozensets(st.integers(min_value=1, max_value=60), max_size=3),
    ),
    min_size=3,
    max_size=30,
)


@settings(deadline=None, max_examples=40)
@given(people_of_any_kind)
def test_everybody_sits_once_and_the_same_question_gets_the_same_answer(people: dict[int, Facts]) -> None:
    tables = propose(people, [99])
    assert sorted(person for table in tables for person in table.people) == sorted(people)
    assert sorted(len(table.people) for table in tables) == sorted(sizes(len(people)))
    shuffled = dict(reversed(people.items()))
    assert [table.people for table in propose(shuffled, [99])] == [table.people for table in tables]


@settings(deadline=None, max_examples=40)
@given(people_of_any_kind)
def test_the_sums_of_a_table_are_those_of_the_people_at_it(people: dict[int, Facts]) -> None:
    for table, fresh in zip(tables := propose(people), seating_of(people, tables).tables, strict=True):
        assert (table.times, table.said, table.needs, table.new) == (fresh.times, fresh.said, fresh.needs, fresh.new)


def test_people_who_can_meet_sit_together() -> None:
    people = {pk: Facts(times=EVENING if pk % 2 else MORNING) for pk in range(1, 17)}
    assert [most(table.times) for table in propose(people)] == [8, 8]


def test_needs_and_newcomers_are_shared_out() -> None:
    people = {pk: Facts(has_needs=pk <= 4, is_new=pk % 4 == 0) for pk in range(1, 17)}
    tables = propose(people)
    assert [table.needs for table in tables] == [2, 2]
    assert [table.new for table in tables] == [2, 2]


def test_those_kept_apart_do_not_sit_together_though_only_they_can_meet() -> None:
    people = {pk: Facts(times=EVENING if pk <= 8 else MORNING) for pk in range(1, 17)}
    people[1], people[2] = replace(people[1], apart=frozenset({2})), replace(people[2], apart=frozenset({1}))
    tables = propose(people)
    assert not any({1, 2} <= table.people for table in tables)


def test_nobody_sits_with_a_facilitator_they_are_kept_apart_from() -> None:
    people = {pk: Facts() for pk in range(1, 17)} | {3: Facts(apart=frozenset({91}))}
    hers = next(table for table in propose(people, [91, 92]) if table.host == 91)
    assert 3 not in hers.people


def test_fitting_again_moves_nobody_who_sits_well_enough() -> None:
    people = {pk: Facts(times=EVENING) for pk in range(1, 17)}
    there = [set(range(1, 8)), set(range(8, 17))]  # seven, and nine: one too many
    tables, met, meets = fit(people, [(0, table) for table in there])
    assert (met, meets) == (0, 0)
    assert sorted(len(table.people) for table in tables) == [8, 8]
    assert sum(len(table.people - before) for table, before in zip(tables, there, strict=True)) == 1


def test_somebody_who_comes_later_fills_a_group_and_not_a_table_left_empty() -> None:
    people = {pk: Facts() for pk in range(1, 8)}
    tables, _, _ = fit(people, [(0, []), (0, range(1, 7))])
    assert [len(table.people) for table in tables] == [0, 7]


def test_those_who_cannot_be_kept_apart_are_seated_all_the_same() -> None:
    people = {1: Facts(apart=frozenset({2})), 2: Facts(apart=frozenset({1})), 3: Facts()}
    tables, met, meets = fit(people, [(0, [1, 2, 3])])
    assert (len(tables), met, meets) == (1, 2, 2)
