"""Everything there is and every form of it, once in each test process; the files share the load."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.bad_input.trying import Answer, Found, tried
from tests.bad_input.visitors import House, build, found_forms
from tests.undone import shared


@pytest.fixture(scope="package")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """Everything there is."""
    with shared(django_db_blocker):
        yield build()


@pytest.fixture(scope="package")
def forms(house: House) -> Found:
    """Every form, with the window of whoever meets it first."""
    return list(found_forms(house))


@pytest.fixture(scope="package")
def honest(forms: Found) -> dict[object, Answer]:
    """What comes of each form that is filled in honestly."""
    return {form.key: tried(client, form, form.filled(), follows=True) for client, form in forms}
