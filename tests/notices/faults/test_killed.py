"""Processes are killed while they send. `make bench ONLY=notices` does the same with 2,000 notices and 70 kills."""

from pathlib import Path

import pytest

from tests.notices.storm import storm

NOTICES, KILLS = 200, 10


@pytest.mark.django_db(transaction=True)
def test_what_killed_processes_held_is_neither_lost_nor_doubled_beyond_the_kill(tmp_path: Path) -> None:
    came = storm(notices=NOTICES, kills=KILLS, log=tmp_path / "log")
    assert (came.lost, came.strange) == (0, 0)
    assert came.doubled <= came.kills
