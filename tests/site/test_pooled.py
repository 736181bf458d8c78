"""Connections are kept for the next request: as good as new, alive, few, and never with the role of staff pages."""

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg2
import pytest
from django.db import OperationalError, connection, transaction

from tests.conversations.conftest import in_a_thread
from youdesign.people.blind import ROLE
from youdesign.pooled import base

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _two_are_kept(settings: Any) -> Iterator[None]:
    """Keep up to two, and close them at the end."""
    connection.ensure_connection()  # this thread's own, so that it takes none of those that a test looks at
    settings.DATABASE_IDLE = 2
    yield
    settings.DATABASE_IDLE = 0
    for waiting in base._idle.values():
        while waiting:
            waiting.pop().close()


def server_process() -> int:
    """Return the number of the server's process behind this thread's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def kept() -> list[Any]:
    """The connections that wait."""
    return [each for waiting in base._idle.values() for each in waiting]


def test_the_next_request_gets_the_connection_of_the_last() -> None:
    assert in_a_thread(server_process) == in_a_thread(server_process)


def leave_a_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")


def leave_settings() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET search_path TO nowhere; SET statement_timeout TO 1")


def stand() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, session_user, current_setting('search_path'), current_setting('statement_timeout'),"
            " current_setting('TimeZone')"
        )
        return tuple(cursor.fetchone())


@pytest.mark.parametrize("leave", [leave_a_role, leave_settings])
def test_nothing_that_one_request_set_reaches_the_next(leave: Callable[[], None]) -> None:
    before = in_a_thread(stand)
    in_a_thread(leave)
    assert len(kept()) == 1
    assert in_a_thread(stand) == before
    assert before[0] == before[1]


def test_what_is_in_the_middle_of_something_is_closed() -> None:
    def stop_half_way() -> None:
        connection.ensure_connection()
        connection.connection.autocommit = False
        server_process()

    in_a_thread(stop_half_way)
    assert kept() == []


def test_a_connection_that_died_is_not_lent() -> None:
    died = in_a_thread(server_process)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [died])
    assert in_a_thread(server_process) not in (died, None)


def test_no_more_are_kept_than_said() -> None:
    together = threading.Barrier(4, timeout=10)

    def use() -> None:
        server_process()
        together.wait()
        connection.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept()) == 2


def test_a_transaction_that_broke_leaves_a_clean_connection() -> None:
    def break_it() -> None:
        with pytest.raises(Exception, match="division by zero"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    in_a_thread(break_it)
    in_a_thread(server_process)


def test_one_that_cannot_be_reset_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        is_closed = False

        def reset(self) -> None:
            raise psycopg2.InterfaceError("gone")

        def close(self) -> None:
            self.is_closed = True

    broken = Broken()
    base._idle[connection._place].append(broken)
    in_a_thread(server_process)
    assert broken.is_closed


@pytest.fixture
def two_more(settings: Any) -> None:
    """Besides the connections that are lent already, this test's own and those of earlier tests, there are two."""
    gc.collect()
    settings.DATABASE_MOST = len(base._lent[connection._place]) + 2


@pytest.fixture
def held(two_more: None) -> Iterator[threading.Event]:
    """Both are in use until the test says so."""
    together, done = threading.Barrier(3, timeout=10), threading.Event()

    def hold() -> None:
        server_process()
        together.wait()
        done.wait(10)
        connection.close()

    threads = [threading.Thread(target=hold) for _ in range(2)]
    for thread in threads:
        thread.start()
    together.wait()
    yield done
    done.set()
    for thread in threads:
        thread.join()


def test_one_too_many_waits_until_another_gives_back(held: threading.Event) -> None:
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(in_a_thread, server_process)
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        held.set()
        assert waiting.result(5)


def test_who_waits_too_long_is_refused_and_holds_no_turn(
    held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "PATIENCE", 0.1)
    with pytest.raises(OperationalError, match="connections are busy"):
        in_a_thread(server_process)
    held.set()
    monkeypatch.undo()
    assert in_a_thread(server_process)


def test_a_server_that_is_away_costs_no_turn(two_more: None) -> None:
    def fail_to_connect() -> None:
        params = {**connection.get_connection_params(), "port": 1}
        with pytest.raises(psycopg2.OperationalError):
            connection.get_new_connection(params)

    for _ in range(5):
        in_a_thread(fail_to_connect)
    assert in_a_thread(server_process)
