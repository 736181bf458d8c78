"""Measures rooms with a million messages in the database: a room's page, and catching up after being away."""

import asyncio
import gc
import logging
import statistics
import time
from contextlib import AsyncExitStack
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from youdesign.conversations.hub import FAR_BEHIND
from youdesign.conversations.management.measuring.history import a_million_messages
from youdesign.conversations.management.measuring.sockets import cookie_of, full_room, join, socket_to
from youdesign.conversations.management.measuring.webs import web
from youdesign.conversations.models import Room
from youdesign.people.models import Person

ROUNDS = 40
WARM_UP = 5


class Command(BaseCommand):
    """python manage.py measure_rooms_history, in a database that is thrown away afterwards."""

    help = "Prints what a room's page and catching up take with a million messages in the database."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the messages, then look at the longest room and come back to it."""
        logging.disable()  # stdout is for the figures
        began = time.perf_counter()
        _, people = full_room("history", 60)
        room = a_million_messages(people)[0]
        self.stdout.write(f"# a million messages made in {time.perf_counter() - began:.0f} s")
        gc.collect()
        gc.freeze()  # as a web process does
        page, queries = page_of(room, people[0])
        self.stdout.write(f"rooms.page_p95_ms {page}")
        self.stdout.write(f"rooms.page_queries {queries}")
        self.stdout.write(f"rooms.catch_up_500_p95_ms {asyncio.run(catch_up(room, cookie_of(people[0])))}")


def page_of(room: Room, person: Person) -> tuple[float, int]:
    """Return the milliseconds that all but the slowest two in forty views of a room's page take, and its queries."""
    client = Client(headers={"host": "localhost"})
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = client.get(f"/rooms/{room.pk}/", secure=True)
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200  # noqa: S101  or it is another page that was measured
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/rooms/{room.pk}/", secure=True)
    return statistics.quantiles(took[WARM_UP:], n=20)[-1], len(queries)


async def catch_up(room: Room, cookie: str) -> float:
    """Return the milliseconds from saying hello to having the last 500 events, in all but the slowest of twenty."""
    took = []
    async with AsyncExitStack() as stack:
        served = stack.enter_context(web())
        await served.until_open()
        for _ in range(ROUNDS):
            async with socket_to(served.port, f"/rooms/{room.pk}/live", cookie) as line:
                began = time.perf_counter()
                await join(line, room.last_seq - FAR_BEHIND)
                took.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(took[WARM_UP:], n=20)[-1]
