"""Whatever answers GET answers HEAD alike and writes as little: programs that look whether a page is there ask so."""

import pytest
from django.urls import reverse

from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import world
from tests.rows import rows_written, written_since
from tests.site.test_access import ASKED_WITH, TABLE, said, window_of
from tests.undone import undone
from youdesign.people.models import Person


@pytest.mark.django_db
def test_head_is_answered_like_get(leader: Person, group: LearningGroup, match: Match) -> None:
    arguments = world.build(group, match)
    client, column = window_of(leader), world.ROLES.index("leader") + 1
    expected = {name: (row.split()[column], {}) for name, row in TABLE.items() if row.startswith("GET")}
    found = {}
    for name in expected:
        with undone(client):
            before = rows_written()
            answer = said(client.head(reverse(name, kwargs=arguments.get(name)) + ASKED_WITH.get(name, "")))
            found[name] = answer, written_since(before)
    assert found == expected
