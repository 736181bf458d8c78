"""How long somebody's journal of 1,000 debriefs takes among 50,000, for the benchmarks; nothing of it is kept."""

import logging
import resource
import statistics
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.utils import timezone

from cohorts.models import Reflection
from cohorts.reflections import plain, seal_words
from youdesign.people.models import Person

DEBRIEFS, OTHERS, LOOKS = 1_000, 49, 40
OK = 200
LINE = "They began without me and I said so, and the ward sister wrote it down before the chair moved on. "
TEXT = LINE * 15  # 1,470 characters
SEARCHES = ("ward sister", "zebra", "CHAIR moved", "number 977")


class Command(BaseCommand):
    """python manage.py measure_debriefs, in a database that is thrown away afterwards."""

    help = "Prints how long 1,000 debriefs take: a page, a search, keeping what is being written, and a PDF."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill 50 journals, and read one."""
        logging.disable()  # stdout is for the figures
        writer, *others = Person.objects.bulk_create(
            Person(name=f"Person {at}", email=f"{at}@debriefs.test") for at in range(OTHERS + 1)
        )
        write(writer, others)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        browser = Client(headers={"host": "localhost"})
        browser.force_login(writer, "django.contrib.auth.backends.ModelBackend")
        pages = [partial(page, browser, page=str(at % 50 + 1)) for at in range(LOOKS)]
        searches = [partial(look, browser, SEARCHES[at % len(SEARCHES)]) for at in range(LOOKS)]
        marks = [""]
        self.stdout.write(f"debriefs.timeline_p95_ms {p95(pages):.1f}")
        self.stdout.write(f"debriefs.search_p95_ms {p95(searches):.1f}")
        self.stdout.write(f"debriefs.autosave_p95_ms {p95([partial(keep, browser, marks)] * LOOKS):.1f}")
        seconds, megabytes = paper(browser)
        self.stdout.write(f"debriefs.pdf_cpu_s {seconds:.2f}")
        self.stdout.write(f"debriefs.pdf_mb {megabytes:.0f}")


def write(writer: Person, others: list[Person]) -> None:
    """Give the writer her debriefs, and everybody else as many, which nobody opens."""
    now = timezone.now()
    hers = [Reflection(id=uuid.uuid4(), author=writer, written_at=now - timedelta(hours=at)) for at in range(DEBRIEFS)]
    for at, reflection in enumerate(hers):
        reflection.body = seal_words(reflection, plain(f"{TEXT}This is number {at}."))
    Reflection.objects.bulk_create(hers)
    for other in others:
        Reflection.objects.bulk_create(Reflection(author=other, body=hers[0].body) for _ in range(DEBRIEFS))


def page(browser: Client, **asked: str) -> None:
    """Read the journal."""
    answer = browser.get("/reflections/", asked, secure=True)
    if answer.status_code != OK or b"My debriefs" not in answer.content:
        raise CommandError(f"The journal answered {answer.status_code}, so this is no measurement.")


def look(browser: Client, words: str) -> None:
    """Look for words in it."""
    answer = browser.post("/reflections/", {"q": words}, secure=True, follow=True)
    if answer.status_code != OK or b"Show everything" not in answer.content:
        raise CommandError(f"Looking for words answered {answer.status_code}, so this is no measurement.")


def keep(browser: Client, marks: list[str]) -> None:
    """Keep what is being written, as the page's script does while somebody types."""
    said = {"form": f"text={LINE}{len(marks)}", "version": "", "mark": marks[-1]}
    answer = browser.post("/drafts/reflection-new/keep/", said, secure=True)
    if answer.status_code != OK:
        raise CommandError(f"Keeping answered {answer.status_code}, so this is no measurement.")
    marks.append(answer.json()["mark"])


def paper(browser: Client) -> tuple[float, float]:
    """Take all of it as a PDF; return the seconds of work, and the memory over what this process has ever held."""
    held, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    answer = browser.get("/reflections/save-pdf/1/", secure=True)
    worked = time.process_time() - began
    if answer.status_code != OK or browser.get("/reflections/save-pdf/2/", secure=True).status_code == OK:
        raise CommandError(f"The PDF answered {answer.status_code} or was not whole, so this is no measurement.")
    return worked, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024


def p95(acts: Sequence[Callable[[], None]]) -> float:
    """Return the milliseconds within which nineteen of twenty are done."""
    took = []
    for act in acts:
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return statistics.quantiles(took, n=20)[-1] * 1000
