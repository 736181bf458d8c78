"""How long a search takes with a million messages in the rooms of one person, for the benchmarks."""

import logging
import re
import statistics
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.management.base import BaseCommand
from django.test import Client

from youdesign.conversations.management.measuring.history import a_million_messages
from youdesign.conversations.models import Room
from youdesign.people.models import Person

ROUNDS = 40
WARM_UP = 5
OLDER = re.compile(rb"before=(\d+)")
WORDS = ("150123", "kidney", "thank", "kidney clinic", "moved -voucher", "nowhere")  # once, often, very often, never


class Command(BaseCommand):
    """python manage.py measure_search, in a database that is thrown away afterwards."""

    help = "Prints what the slowest of several searches takes, in all rooms and in one, with a million messages."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the messages, then look for rare and for common words."""
        logging.disable()  # stdout is for the figures
        people = Person.objects.bulk_create(Person(name=f"Person {n}", email=f"{n}@search.test") for n in range(20))
        room = a_million_messages(people)[0]
        slowest = 0.0
        for words in WORDS:
            for where in (None, room):
                took = p95_of(people[0], words, where)
                self.stdout.write(f"# “{words}” in {'one room' if where else 'all rooms'}: {took:.0f} ms")
                slowest = max(slowest, took)
        self.stdout.write(f"rooms.search_p95_ms {slowest:.1f}")


def p95_of(person: Person, words: str, room: Room | None) -> float:
    """Return the milliseconds that all but the slowest views of the results take, page after page back in time."""
    client = Client(headers={"host": "localhost"})
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    asked: dict[str, Any] = {"room": room.pk} if room else {}
    sent = client.post("/rooms/search/", asked | {"words": words}, secure=True)
    asked["look"] = parse_qs(urlsplit(sent["Location"]).query)["look"][0]
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = client.get("/rooms/search/", asked, secure=True)
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200  # noqa: S101  or it is another page that was measured
        if older := OLDER.search(answer.content):
            asked["before"] = int(older[1])
    return statistics.quantiles(took[WARM_UP:], n=20)[-1]
