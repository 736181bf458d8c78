"""How fast a calendar program gets a person's 200 dates, and the answer that nothing is new, for the benchmarks."""

import datetime
import logging
import statistics
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort, DebriefSession, GroupMembership, LearningGroup, Programme
from youdesign.conversations.models import Room
from youdesign.involvement.models import Host, Involvement, InvolvementEvent
from youdesign.notices.actions import make_feed
from youdesign.people.models import Code, Person

PEOPLE = 50
SESSIONS, EVENTS = 120, 80
LOOKS = 25  # of each kind: one address may be read 60 times in an hour
OK, UNCHANGED = 200, 304


class Command(BaseCommand):
    """python manage.py measure_feed, in a database that is thrown away afterwards."""

    help = "Prints how long a feed of 200 dates takes among 10,000, and how long when nothing is new."

    def handle(self, *args: Any, **options: Any) -> None:
        """Give everybody 200 dates, and read one person's."""
        logging.disable()  # stdout is for the figures
        people = Person.objects.bulk_create(Person(name=f"Person {n}", email=f"{n}@feed.test") for n in range(PEOPLE))
        fill(people)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        path = f"/feeds/{make_feed(by=people[0])}.ics"
        first = browser().get(path, secure=True)
        if (dates := first.content.count(b"BEGIN:VEVENT")) != SESSIONS + EVENTS:
            raise CommandError(f"The feed has {dates} dates, so this is no measurement.")
        self.stdout.write(f"# The feed: {dates} dates, {len(first.content)} bytes.")
        self.stdout.write(f"notices.feed_p50_ms {middle_ms(path, OK):.1f}")
        mark = {"if-none-match": first.headers["ETag"]}
        self.stdout.write(f"notices.feed_unchanged_p50_ms {middle_ms(path, UNCHANGED, headers=mark):.1f}")


def browser() -> Client:
    """Return a calendar program, which keeps nothing between two looks."""
    return Client(headers={"host": "localhost"})


def middle_ms(path: str, status: int, **how: Any) -> float:
    """Return the milliseconds that half of the answers take at most; the others may have waited for what else runs."""
    took = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        answer = browser().get(path, secure=True, **how)
        took.append(time.perf_counter() - began)
        if answer.status_code != status:
            raise CommandError(f"The feed answered {answer.status_code}, so this is no measurement.")
    return statistics.median(took) * 1000


def fill(people: list[Person]) -> None:
    """Give everybody a group of their own with a session a day, and work with a date a day."""
    programme = Programme.objects.create(name="Bench", coordinator=people[0], state="running")
    cohort = Cohort.objects.create(programme=programme, name="Bench", starts_on=timezone.localdate())
    kind = Code.objects.create(listing="host_kind", slug="bench", label="Bench")
    host = Host.objects.create(name="Bench", kind=kind)
    now = timezone.now() - datetime.timedelta(days=30)
    days = [now + datetime.timedelta(days=n) for n in range(max(SESSIONS, EVENTS))]
    hour = datetime.timedelta(hours=1)
    how = {"online_link": "https://meet.example.org/tuesday", "phone_in": "0117 496 0118", "phone_code": "4471"}
    for person in people:
        facts = {"cohort": cohort, "name": person.name, "facilitator": people[1]}
        group = LearningGroup.objects.create(room=Room.objects.create(title=""), **facts)
        GroupMembership.objects.create(group=group, person=person)
        work = Involvement.objects.create(leader=person, host=host, title="Bench")
        sessions = (DebriefSession(group=group, starts_at=at, ends_at=at + hour, **how) for at in days[:SESSIONS])
        DebriefSession.objects.bulk_create(sessions)
        InvolvementEvent.objects.bulk_create(
            InvolvementEvent(involvement=work, title="Bench", starts_at=at) for at in days[:EVENTS]
        )
