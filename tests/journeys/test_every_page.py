"""Every page, as everybody who may open it, in a real browser at 320 and 1280 px: axe, policy, width."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import BrowserContext

from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import pages, world
from tests.site.test_access import TABLE
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]
# The leader opens every page; of the others, the pages that show them something else.
SEEN_DIFFERENTLY = {
    "home",
    "group-mine",
    "group-detail",
    "session-detail",
    "mentor-suggestions",
    "match-detail",
    "reflection-detail",
}
# Walks are cut into shares, so that all processes have work to the end.
WALKERS = {"anonymous": 2, "leader": 5, "mentor": 1, "coordinator": 1}
STAFF_SHARES = 6
NO_PAGES = {
    "colleague-photo",
    "draft-detail",
    "feed-file",
    "file-detail",
    "file-small",
    "room-events",
    "session-calendar",
    "livez",
    "readyz",
    "push-worker",
    "reflection-save",
    "reflection-save-pdf",
    "reflections-save",
    "reflections-save-pdf",
    "gallery",
}  # the gallery has tests of its own


def pages_of(role: str, arguments: dict[str, dict[str, object]]) -> list[str]:
    """Return the addresses that answer this kind of person with a page, by the access table."""
    column = world.ROLES.index(role) + 1
    names = [name for name, row in TABLE.items() if row.startswith("GET") and row.split()[column] == "200"]
    wanted = set(names) - NO_PAGES if role in {"anonymous", "leader"} else set(names) & SEEN_DIFFERENTLY
    return [reverse(name, kwargs=arguments.get(name)) for name in sorted(wanted)]


@pytest.mark.parametrize(
    ("role", "share"), [(role, share) for role, shares in WALKERS.items() for share in range(shares)]
)
def test_every_page_is_sound(
    role: str,
    share: int,
    starter_content: None,
    signed_in: OpenWindow,
    leader: Person,
    mentor: Person,
    coordinator: Person,
    group: LearningGroup,
    match: Match,
) -> None:
    arguments = world.build(group, match)
    person = {"anonymous": None, "leader": leader, "mentor": mentor, "coordinator": coordinator}[role]
    paths = [*pages_of(role, arguments), "/no-such-page/"]
    assert len(paths) > 4
    window = signed_in(person).new_page()
    found = [fault for path in paths[share :: WALKERS[role]] for fault in pages.visit(window, path)[0]]
    faults = [fault for fault in found if "status of 404" not in fault]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("share", range(STAFF_SHARES))
def test_every_staff_page_is_sound(
    share: int,
    starter_content: None,
    signed_in: OpenWindow,
    coordinator: Person,
    group: LearningGroup,
    match: Match,
) -> None:
    world.build(group, match)
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    coordinator.is_superuser = True
    coordinator.save()
    names = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]
    names += ["admin:index", "admin:cohorts_invitation_add", "admin:cohorts_invitation_list"]
    window = signed_in(coordinator).new_page()
    paths = [reverse(name) for name in names[share::STAFF_SHARES]]
    assert len(paths) > 4
    faults = [fault for path in paths for fault in pages.visit(window, path)[0]]
    assert not faults, "\n".join(faults)
