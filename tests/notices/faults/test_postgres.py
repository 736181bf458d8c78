"""PostgreSQL crashes three times while workers and deliver loops send: nothing is lost, or doubled beyond that."""

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from tests.notices.faults.servers import OwnPostgres
from tests.notices.senders import senders
from tests.notices.storm import Tally, owe_all, tally
from tests.notices.test_rules import NOW, fresh, owe
from tests.servers import environment, wait_until
from youdesign.notices.drain import LEASE, drain
from youdesign.people.models import Person

NOTICES, CRASHES = 90, 3
LONG = 120
TO_COME = "state = 'waiting' AND (lease_until IS NULL OR lease_until > %s)"  # the rest was claimed before that
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
SENT = "state = 'sent'"
# Two minutes and more pass for what was being claimed at the moment of a crash.
LATER = "UPDATE notices_notice SET lease_until = NULL, next_try_at = now() WHERE state = 'waiting'"


@pytest.fixture
def post() -> Iterator[Tally]:
    """A mail server that counts."""
    with tally() as post:
        yield post


@pytest.fixture
def own() -> Iterator[OwnPostgres]:
    """A PostgreSQL to crash."""
    postgres = OwnPostgres()
    yield postgres
    postgres.remove()


def count(url: str, which: str, *values: object) -> int:
    """Return how many notices are so."""
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM notices_notice WHERE {which}", values or None)
        found: int = cursor.fetchone()[0]
    connection.close()
    return found


def let_time_pass(url: str) -> None:
    """Let every lease run out."""
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(LATER)
    connection.close()


class Saboteur(Tally):
    """A mail server that cuts every connection to a database once it has taken a mail."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take it, and cut."""
        with psycopg2.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute(CUT)
        connection.close()
        return await super().handle_DATA(server, session, envelope)


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_is_taken_while_the_database_is_lost_is_marked_when_it_is_back(leader: Person) -> None:
    notice = owe(leader)
    with tally(Saboteur(environment(smtp_port=0)["DATABASE_URL"])) as post:
        assert drain(now=NOW) == 1
    assert (fresh(notice).state, fresh(notice).tries, len(post.arrived)) == ("sent", 1, 1)


@pytest.mark.django_db(transaction=True)
def test_three_crashes_of_postgresql_lose_nothing_and_double_no_more_than_three(
    own: OwnPostgres, post: Tally, tmp_path: Path
) -> None:
    people = owe_all(NOTICES)
    env = environment(smtp_port=post.port, DJANGO_SETTINGS_MODULE="tests.notices.settings_with_kinds")
    own.copy(env["DATABASE_URL"])
    with senders(env | {"DATABASE_URL": own.url}, tmp_path / "log") as crew:
        for what in ("deliver", "worker", "worker", "beat"):
            crew.start(what)
        for turn in range(1, CRASHES + 1):
            step = NOTICES * turn // (CRASHES + 1)
            wait_until(lambda step=step: len(post.arrived) >= step, f"mail {step}", LONG)
            own.crash()
        back = timezone.now() + LEASE
        wait_until(lambda: count(own.url, TO_COME, back) == 0, "what no crash disturbed", LONG)
        wait_until(lambda: count(own.url, SENT) == len(set(post.arrived)), "what was taken to be marked", LONG)
        let_time_pass(own.url)
        wait_until(lambda: count(own.url, SENT) == NOTICES, "what was held at a crash", LONG)
    assert {address for address, _ in post.arrived} == set(people)
    assert len(set(post.arrived)) == NOTICES
    assert len(post.arrived) - NOTICES <= CRASHES
