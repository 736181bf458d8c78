"""GET changes nothing: every address, every kind of person, and PostgreSQL's own count of rows written."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse

from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import world
from youdesign.people.models import Person


def rows_written() -> dict[str, int]:
    """Return how many rows of each table this transaction has written so far; sessions are the browser's, not ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname <> 'django_session'"
        )
        return {table: written for table, written in cursor.fetchall() if written}


def signed_in(person: Person | None) -> Client:
    """Return a browser in which this person is signed in."""
    client = Client()
    if person is not None:
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def written_by_get(client: Client, path: str) -> dict[str, int]:
    """Return what one GET writes, by table."""
    before = rows_written()
    client.get(path)
    return {
        table: written - before.get(table, 0)
        for table, written in rows_written().items()
        if written != before.get(table, 0)
    }


@pytest.mark.django_db
def test_get_changes_nothing_for_anybody(
    leader: Person,
    stranger: Person,
    mentor: Person,
    coordinator: Person,
    host_contact: Person,
    group: LearningGroup,
    match: Match,
) -> None:
    arguments = world.build(group, match)
    paths = [reverse(name, kwargs=arguments.get(name)) for name in world.addresses() if not name.startswith("admin:")]
    changed = {
        (str(person), path): written
        for person in (None, stranger, leader, mentor, coordinator, host_contact)
        for client in [signed_in(person)]
        for path in paths
        if (written := written_by_get(client, path))
    }
    assert len(paths) > 50
    assert changed == {}


@pytest.mark.django_db
def test_get_changes_nothing_in_admin(coordinator: Person, group: LearningGroup, match: Match) -> None:
    world.build(group, match)
    coordinator.is_superuser = True
    coordinator.save()
    client = signed_in(coordinator)
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
    assert rows_written() != before
