"""Whatever fails, everybody hears everything once and in order. `make bench ONLY=rooms` does the same for longer."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversations.conftest import in_a_thread
from tests.conversations.faults.oracle import ALL_WELL
from tests.conversations.faults.stage import Stage
from tests.conversations.faults.storm import Crowd, Size, storm

SIZE = Size(callers=8, hung=2, away=2)


@pytest.fixture
def stage(transactional_db: None, tmp_path: Path) -> Iterator[Stage]:
    """Two web processes and what may fail beneath them."""
    with Stage(tmp_path) as stage:
        yield stage


def test_whatever_fails_everybody_hears_everything_once_and_in_order(stage: Stage) -> None:
    crowd = Crowd(stage, SIZE)
    assert in_a_thread(asyncio.run, storm(crowd, print)) == ALL_WELL
