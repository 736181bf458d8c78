"""What staff see, made once for all the tests of this folder."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import Cast
from tests.staff import world as staff_world
from tests.undone import shared


@pytest.fixture(scope="package")
def made_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """One row of each thing that staff see, around this cast; each test undoes what it does to them."""
    with shared(django_db_blocker):
        cast = Cast()
        staff_world.build(cast)
        yield cast


@pytest.fixture
def the_cast(made_once: Cast, db: None) -> Cast:
    """The cast of this folder."""
    return made_once.again()


@pytest.fixture
def world(the_cast: Cast) -> None:
    """They are there already."""
