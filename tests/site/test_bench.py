"""Benchmarks say what they measured, choose what is asked for, and can miss."""

import pytest

from youdesign.bench import Bench, Figure, bench

ROOMS = Bench(lambda: {"rooms.join": 12.34567}, (Figure("rooms.join", "ms", 20),))
RUN = Bench(lambda: {"run.start": 9.0, "run.stop": 11.0}, (Figure("run.start", "s", 10), Figure("run.stop", "s", 10)))


@pytest.mark.parametrize(
    ("only", "lines", "all_held"),
    [
        ("rooms", ["BENCH rooms.join 12.35 ms target<=20 held"], True),
        ("run.start", ["BENCH run.start 9 s target<=10 held"], True),
        ("run", ["BENCH run.start 9 s target<=10 held", "BENCH run.stop 11 s target<=10 missed"], False),
        ("roo", ["There is no figure whose name begins with “roo.”"], False),
    ],
)
def test_only_what_is_asked_for_is_measured(only: str, lines: list[str], all_held: bool) -> None:
    said: list[str] = []
    assert bench([ROOMS, RUN], only, said.append) is all_held
    assert "".join(said).splitlines() == lines


def test_without_a_wish_everything_is_measured() -> None:
    said: list[str] = []
    assert not bench([ROOMS, RUN], "", said.append)
    assert len(said) == 3
