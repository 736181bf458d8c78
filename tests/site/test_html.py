"""Every page, as everybody who may open it, is valid HTML."""

from pathlib import Path

from django.core.management import call_command

from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import world
from tests.journeys.test_every_page import WALKERS, pages_of
from tests.pages import html_faults
from tests.site.test_access import window_of
from youdesign.people.models import Person


def test_every_page_is_valid_html(
    leader: Person, mentor: Person, coordinator: Person, group: LearningGroup, match: Match, tmp_path: Path
) -> None:
    call_command("load_starter_content", verbosity=0)
    arguments = world.build(group, match)
    people = (None, leader, mentor, coordinator)
    seen = []
    for role, person in zip(WALKERS, people, strict=True):
        window = window_of(person)
        for path in [*pages_of(role, arguments), "/no-such-page/"]:
            seen.append((f"{role} {path}", window.get(path).content.decode()))
    assert len(seen) > 100
    assert html_faults(seen, tmp_path) == []
