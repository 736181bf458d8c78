"""Whatever answers GET answers HEAD alike and writes as little: programs that look whether a page is there ask so."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import world
from tests.rows import rows_written, written_since
from tests.site.test_access import ASKED_WITH, TABLE, window_of
from tests.undone import undone
from youdesign.people.models import Person


def asked(client: Client, method: str, path: str) -> tuple[int, str, dict[str, int]]:
    """Return the status, where it leads, and what was written; all is undone."""
    with undone(client):
        before = rows_written()
        answer: Any = getattr(client, method)(path)
        return answer.status_code, answer.headers.get("Location", ""), written_since(before)


@pytest.mark.parametrize("role", ["anonymous", "leader", "coordinator"])
@pytest.mark.django_db
def test_head_is_answered_like_get(
    role: str, leader: Person, coordinator: Person, group: LearningGroup, match: Match
) -> None:
    arguments = world.build(group, match)
    client = window_of({"leader": leader, "coordinator": coordinator}.get(role))
    differing = {}
    for name in TABLE:
        path = reverse(name, kwargs=arguments.get(name)) + ASKED_WITH.get(name, "")
        got, headed = asked(client, "get", path), asked(client, "head", path)
        if got != headed:
            differing[name] = (got, headed)
    assert differing == {}
