"""How fast what is due is claimed and sent while a million other notices lie in the table, for the benchmarks."""

import datetime
import json
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from cohorts.models import Cohort, DebriefSession, GroupMembership, LearningGroup, Programme
from youdesign.celery import app
from youdesign.conversations.models import Room
from youdesign.notices.drain import next_due
from youdesign.notices.models import Notice
from youdesign.notices.nudges import bell
from youdesign.people.models import Person

OTHERS = 1_000_000
DUE = 5_000
SEATS = 8
WORKERS = 2
LOOKS = 200
PATIENCE = 300  # seconds, then it is no measurement but a fault
INDEX = "notice_to_send"
# Seven in ten were sent in the last year, a quarter wait for the next three months, the rest was withheld.
FILL = """
INSERT INTO notices_notice (kind, person_id, email, object_id, occurrence, due_at, next_try_at, made_at, state, sent_at,
                            reason, tries, subject)
SELECT 'session_reminder', %(first)s + n %% %(people)s, '', 'other ' || n, 'once', due, due, due, state,
       CASE state WHEN 'sent' THEN due END, CASE state WHEN 'withheld' THEN 'It was over.' ELSE '' END, 0, ''
FROM (SELECT n, CASE WHEN n %% 20 < 14 THEN 'sent' WHEN n %% 20 < 19 THEN 'waiting' ELSE 'withheld' END AS state,
             now() + (CASE WHEN n %% 20 BETWEEN 14 AND 18 THEN 1 + n %% 90 ELSE -n %% 365 END) * interval '1 day' AS due
      FROM generate_series(1, %(others)s) AS n) AS each
"""


class Command(BaseCommand):
    """python manage.py measure_notices, in a database that is thrown away afterwards."""

    help = "Prints how long a claim takes, and how long two Celery workers take to send what is due in one minute."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill the table, measure the claim, then let two workers as in production send everything that is due."""
        people = Person.objects.bulk_create(Person(name=f"Person {n}", email=f"{n}@bench.test") for n in range(DUE))
        with connection.cursor() as cursor:
            cursor.execute(FILL, {"first": people[0].pk, "people": DUE, "others": OTHERS})
        owe_all(people, due_at=timezone.now() - datetime.timedelta(seconds=1))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE notices_notice")
        self.stdout.write(f"notices.claim_ms {self.claim_ms():.2f}")
        mine = Notice.objects.filter(occurrence="2d.0")
        mine.update(next_try_at=timezone.now() + datetime.timedelta(days=1))
        with ExitStack() as running:
            start_workers(running)
            mine.update(next_try_at=timezone.now())
            self.stdout.write(f"notices.send_5000_s {seconds_to_send():.1f}")

    def claim_ms(self) -> float:
        """Return what the query itself takes, planned and run, all but its slowest in twenty; first show its plan."""
        with transaction.atomic():
            plan = next_due(timezone.now())[:1].explain(analyze=True, buffers=True)
            for line in (f"The claim among {OTHERS:,} notices:", *plan.splitlines()):
                self.stdout.write(f"# {line}")
            if INDEX not in plan:
                raise CommandError(f"The claim does not use the index {INDEX}.")
        own, whole = [own_ms() for _ in range(LOOKS)], [whole_ms() for _ in range(LOOKS)]
        self.stdout.write(f"# The query itself, planned and run: {spread(own)}")
        self.stdout.write(f"# With Django, and the way there and back: {spread(whole)}")
        return p95(own)


def own_ms() -> float:
    """Return what PostgreSQL says that planning and running the query took; the row is let go again."""
    with transaction.atomic():
        [told] = json.loads(next_due(timezone.now())[:1].explain(format="json", analyze=True))
    return float(told["Planning Time"] + told["Execution Time"])


def whole_ms() -> float:
    """Return what the claim of one row takes a worker; the row is let go again."""
    with transaction.atomic():
        began = time.perf_counter()
        if next_due(timezone.now()).first() is None:
            raise CommandError("Nothing was due, so nothing was measured.")
        return (time.perf_counter() - began) * 1000


def spread(times: list[float]) -> str:
    """Say the middle of many times, and what all but the slowest stay under."""
    return f"median {statistics.median(times):.2f} ms, p95 {p95(times):.2f} ms"


def p95(times: list[float]) -> float:
    """Return what all but the slowest in twenty stay under."""
    return statistics.quantiles(times, n=20)[-1]


def owe_all(people: list[Person], *, due_at: datetime.datetime) -> None:
    """Owe everybody the reminder of their group's session, with its calendar file, at the same moment."""
    programme = Programme.objects.create(name="Bench", coordinator=people[0], state="running")
    cohort = Cohort.objects.create(programme=programme, name="Bench", starts_on=timezone.localdate())
    starts_at = timezone.now() + datetime.timedelta(days=2)
    for at in range(0, len(people), SEATS):
        facts = {
            "cohort": cohort,
            "name": f"Group {at}",
            "facilitator": people[0],
            "room": Room.objects.create(title=""),
        }
        group = LearningGroup.objects.create(**facts)
        session = DebriefSession.objects.create(
            group=group,
            starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(hours=1),
            online_link="https://meet.example.org/tuesday",
            phone_in="0117 496 0118",
        )
        members = people[at : at + SEATS]
        GroupMembership.objects.bulk_create(GroupMembership(group=group, person=person) for person in members)
        Notice.objects.bulk_create(
            Notice(
                kind="session_reminder",
                person=person,
                object_id=str(session.pk),
                occurrence="2d.0",
                due_at=due_at,
                next_try_at=due_at,
                useful_until=starts_at,
            )
            for person in members
        )


def start_workers(running: ExitStack) -> None:
    """Start beat and two workers with the command of production, and wait until they answer."""
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "youdesign"]
    worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    commands = [[*worker, "--hostname", f"bench{n}@%h"] for n in range(WORKERS)]
    beat = [*celery, "beat", "--scheduler", "celery.beat:Scheduler", "--pidfile="]
    for command in (*commands, beat):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  our own
        running.callback(process.wait)
        running.callback(process.terminate)
    deadline = time.monotonic() + PATIENCE
    while len(app.control.ping(timeout=1) or []) < WORKERS:
        if time.monotonic() > deadline:
            raise CommandError("The workers did not start.")


def seconds_to_send() -> float:
    """Return how long it takes from the knock until the mail server has taken all."""
    began = time.monotonic()
    bell.ring()
    while Notice.objects.filter(occurrence="2d.0", state="sent").count() < DUE:
        if time.monotonic() - began > PATIENCE:
            raise CommandError("They did not send all that was due.")
        time.sleep(0.2)
    return time.monotonic() - began
