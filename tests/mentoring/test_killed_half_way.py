"""A worker that is killed while it works out a round: real processes, and what is left of it."""

import datetime
import sys
from collections.abc import Callable, Iterator
from subprocess import Popen
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cohorts.models import Programme
from mentoring.actions import rounds
from mentoring.actions.working_out import work_out
from mentoring.models import Match, MatchingRound, MentorOffer, RoundLeader, RoundMentor
from mentoring.models.rounds import LEASE
from tests.mentoring.test_rounds import begin, matched, mentors, people
from tests.servers import start_process, wait_until
from youdesign.people.models import Person

__all__ = ("mentors", "people")
START = 60  # seconds for a process to start on a machine that does much else
WORKER = ("-m", "celery", "-A", "youdesign", "worker", "-P", "solo", "-l", "warning")
# Where the worker has to wait, and is killed: before it has read anything; with half of its answer written.
READING = "LOCK TABLE mentoring_roundleader IN ACCESS EXCLUSIVE MODE"
WRITING = "SELECT id FROM mentoring_roundmentor FOR UPDATE"


@pytest.fixture
def start(transactional_db: None) -> Iterator[Callable[[], Popen[str]]]:
    """Return a function that starts a worker, as in production; all are gone at the end."""
    started: list[Popen[str]] = []

    def start_one() -> Popen[str]:
        started.append(start_process(*WORKER, smtp_port=1))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        sys.stdout.write(process.communicate()[0])  # pytest shows it when the test failed


@pytest.fixture
def published(programme: Programme, coordinator: Person, people: list[Person], mentors: list[MentorOffer]) -> list[Any]:
    """An earlier round is published, one of its leaders has said hello to both mentors, and the others look again."""
    earlier = begin(programme, coordinator)
    work_out(earlier.pk, now=timezone.now())
    earlier.refresh_from_db()
    rounds.publish_round(round=earlier, by=coordinator, turn=earlier.turn)
    Match.objects.filter(leader=people[0]).update(state="chosen", chosen_at=timezone.now())
    Match.objects.filter(leader__in=people[1:]).update(state="not_chosen")
    return everything(earlier)


def everything(found: MatchingRound) -> list[Any]:
    """All that is kept of a published round, and every match there is."""
    return [
        *MatchingRound.objects.filter(pk=found.pk).values(),
        *RoundLeader.objects.filter(round=found).order_by("pk").values(),
        *RoundMentor.objects.filter(round=found).order_by("pk").values(),
        *Match.objects.order_by("pk").values(),
    ]


def somebody_waits() -> bool:
    """Whether another process waits for a lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else it says for ever what it said first
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return cursor.fetchone() is not None


@pytest.mark.parametrize("held", [READING, WRITING])
def test_a_round_whose_worker_is_killed_keeps_nothing_and_is_taken_over(
    held: str, start: Callable[[], Popen[str]], published: list[Any], programme: Programme, coordinator: Person
) -> None:
    earlier = MatchingRound.objects.get()
    asked = begin(programme, coordinator)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(held)
        worker = start()
        wait_until(somebody_waits, "the worker at the lock", START)
        worker.kill()
        worker.wait()
    asked.refresh_from_db()
    assert (asked.worked_out_at, asked.report, asked.is_being_worked_out) == (None, {}, True)
    assert asked.step == ("" if held == READING else "looking for what would help those left over")
    assert matched(asked) == {}
    assert not asked.leaders.exclude(shown=[]).exists()
    start()  # in its lease nobody else may have it; later somebody takes it over
    dead_since = timezone.now() - LEASE - datetime.timedelta(minutes=1)
    MatchingRound.objects.filter(pk=asked.pk).update(claimed_at=dead_since)
    rounds.bell.ring()
    wait_until(lambda: MatchingRound.objects.filter(pk=asked.pk, worked_out_at__isnull=False), "the answer", START)
    assert len(matched(asked)) == 2
    assert everything(earlier) == published
