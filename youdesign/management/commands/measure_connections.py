"""What a page pays for opening its own database connection, for the benchmarks; nothing of it is kept."""

import logging
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client

from youdesign.people.models import Person

ROUNDS = 60


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long the work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


class Command(BaseCommand):
    """Print a page's median time with a connection of its own, and the part of it that opening one takes."""

    help = "Measures what opening a database connection for each request costs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Take turns, so that a noisy machine is as unkind to the one as to the other."""
        logging.disable()  # stdout is for the figures
        person = Person.objects.create_user("bench@bench.invalid", name="Bench")
        client = Client(headers={"host": "localhost"})
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        kept, opened = [], []
        for _ in range(ROUNDS):
            connection.ensure_connection()
            kept.append(milliseconds(lambda: client.get("/", secure=True)))
            connection.close()
            opened.append(milliseconds(lambda: client.get("/", secure=True)))
        person.delete()
        share = 1 - statistics.median(kept) / statistics.median(opened)
        self.stdout.write(f"site.home_p50_ms {statistics.median(opened)}")
        self.stdout.write(f"site.connection_share_pct {share * 100}")
