"""GET changes nothing in Django admin; tests/site/test_access.py asks the same of every other address."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import world
from tests.rows import rows_written, written_since
from youdesign.people.models import Person


def written_by_get(client: Client, path: str) -> dict[str, int]:
    """Return what one GET writes, by table."""
    before = rows_written()
    client.get(path)
    return written_since(before)


@pytest.mark.django_db
def test_get_changes_nothing_in_admin(coordinator: Person, group: LearningGroup, match: Match) -> None:
    world.build(group, match)
    coordinator.is_superuser = True
    coordinator.save()
    client = Client()
    client.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    paths = [reverse("admin:index")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        paths += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        row = model._default_manager.first()
        paths += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete") if row]
    assert len(paths) > 20
    assert {path: written for path in paths if (written := written_by_get(client, path))} == {}


@pytest.mark.django_db
def test_the_count_sees_a_write(leader: Person) -> None:
    before = rows_written()
    leader.save()
    assert written_since(before) == {"people_person": 1}
