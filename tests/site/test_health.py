"""What probes are told: alive without anything else, ready when the database is."""

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone

from youdesign.health import known_migrations
from youdesign.notices.models import Notice
from youdesign.people.models import Person

BOTH = pytest.mark.parametrize("address", ["/livez", "/readyz"])


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that refuses every connection, as when it is down."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("connection refused")

    connection.close()
    monkeypatch.setattr(connection, "get_new_connection", refuse)


@BOTH
@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head"])
def test_probes_ask_without_signing_in(client: Client, settings: Any, address: str, method: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    for host in ("localhost", "127.0.0.1:8000", "localhost:8000"):
        answer = getattr(client, method)(address, headers={"host": host})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/json"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers


@BOTH
@pytest.mark.django_db
def test_probes_change_nothing(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_alive_asks_nobody(client: Client) -> None:
    assert client.get("/livez").json() == {"alive": True}  # without the database mark, any query fails this test


@pytest.mark.django_db
def test_ready_when_database_and_redis_answer(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(2):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "redis": "ok"})


@pytest.mark.django_db
def test_ready_without_redis_which_may_go_at_any_moment(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "redis": "unknown"})


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    app, name = max(known_migrations())
    MigrationRecorder(connection).record_unapplied(app, name)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "not migrated")


@pytest.mark.django_db
@pytest.mark.usefixtures("nowhere")
def test_not_ready_but_alive_without_a_database(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "down")
    assert client.get("/livez").status_code == 200


@pytest.mark.parametrize(("minutes", "leased", "is_overdue"), [(11, False, True), (11, True, False), (9, False, False)])
def test_deliver_is_healthy_while_nothing_waits_too_long(
    leader: Person, minutes: int, leased: bool, is_overdue: bool
) -> None:
    now = timezone.now()
    due = now - datetime.timedelta(minutes=minutes)
    lease = now + datetime.timedelta(minutes=1) if leased else None
    Notice.objects.create(kind="letter", object_id="1", person=leader, due_at=due, next_try_at=due, lease_until=lease)
    if is_overdue:
        with pytest.raises(CommandError, match="Overdue: 1"):
            call_command("overdue")
    else:
        call_command("overdue")
