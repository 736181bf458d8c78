"""Sending a form in a way that leaves no trace, and saying all that is wrong with what came of it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from redis import Redis

from tests.bad_input.boxes import Box, Form, Pairs, as_bytes, forms_of, send
from tests.rows import rows_written, written_since
from tests.undone import undone
from youdesign.people.addresses import plain_address
from youdesign.people.models import Person

PLANTED = "<b class=planted>"
LETTERS = "Zoë\u0301\u0323 \u202eevil\u202c 👩‍👩‍👧‍👦\u200b"  # marks that pile up, a turn to the left, a family
OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in ("youdesign", "cohorts", "mentoring")]
TABLES = sorted({model._meta.db_table for model in OURS})
SECRET_KINDS = {"password", "hidden", "file"}
Found = list[tuple[Client, Form]]  # every form, with the window of whoever meets it first


@dataclass
class Answer:
    """What came of one form, and of the page that it led to."""

    status: int = 0
    is_page: bool = False  # and neither a file nor what only a script reads
    faults: list[str] = field(default_factory=list)
    written: dict[str, int] = field(default_factory=dict)
    location: str = ""
    html: str = ""
    seen: Any = None

    @property
    def is_accepted(self) -> bool:
        """Whether it was done: the browser sent on, or given what was asked for."""
        return self.status == 302 or (self.status == 200 and not self.is_page)


class Errors(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.said.append(f"{record.name}: {str(record.msg)[:120]}")


@contextmanager
def errors_logged() -> Iterator[list[str]]:
    """Yield the errors that are logged meanwhile."""
    handler = Errors()
    logging.getLogger().addHandler(handler)
    try:
        yield handler.said
    finally:
        logging.getLogger().removeHandler(handler)


def forget_limits() -> None:
    """Let nobody be limited by what was tried before."""
    if keys := list(the_redis().scan_iter(f"{settings.CACHES['default']['KEY_PREFIX']}:*", count=1000)):
        the_redis().delete(*keys)


@cache
def the_redis() -> Redis:
    """Return the one connection that all tries share."""
    return Redis.from_url(settings.REDIS_URL)


def tried(
    client: Client,
    form: Form,
    pairs: Pairs,
    *,
    meanwhile: Callable[[], object] = lambda: None,
    look: Callable[[], object] = lambda: None,
    follows: bool = False,
) -> Answer:
    """Send the form after what happened meanwhile; look at what is asked, and at where it leads; undo it all."""
    answer = Answer()
    forget_limits()
    with errors_logged() as logged, undone(client):
        try:
            meanwhile()
            before = rows_written()
            response = send(client, form, pairs)
            answer.status = response.status_code
            answer.location = response.headers.get("Location", "")
            answer.html = page_of(response)
            answer.is_page = bool(answer.html)
            answer.written = written_since(before)
            answer.faults += faults_of(answer, form, pairs)
            if follows and answer.location.startswith("/"):
                answer.html += page_of(client.get(answer.location))
            answer.faults += ["shown unescaped"] if PLANTED in answer.html else []
            answer.seen = look()
            if answer.written:
                connection.check_constraints()
        except Exception as error:  # noqa: BLE001  whatever it is, it is a fault, and the next form is tried
            answer.faults.append(f"{type(error).__name__}: {error}"[:300])
    answer.faults += [f"logged {line}" for line in logged]
    if answer.written and not answer.is_accepted and has_changed(client, form, pairs, meanwhile):
        answer.faults.append(f"answered {answer.status}, yet wrote {answer.written}")
    return answer


def has_changed(client: Client, form: Form, pairs: Pairs, meanwhile: Callable[[], object]) -> bool:
    """Return whether any row is another one afterwards: PostgreSQL also counts what was written and taken back."""
    forget_limits()
    with undone(client):
        meanwhile()
        before = rows()
        send(client, form, pairs)
        return rows() != before


def rows() -> str:
    """Return something that is the same as long as every row of ours is."""
    each = (f"SELECT '{name}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{name}\" AS t" for name in TABLES)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return str(sorted(cursor.fetchall()))  # PostgreSQL may look at several tables at once, and answers in any order


def page_of(response: Any) -> str:
    """Return the page, or nothing where the answer is something else."""
    return response.content.decode() if response.headers.get("Content-Type", "").startswith("text/html") else ""


def faults_of(answer: Answer, form: Form, pairs: Pairs) -> Iterator[str]:
    """Yield what is wrong with an answer by itself."""
    if answer.status >= 500:
        yield f"answered {answer.status}"
    if form.method == "post" and answer.is_page and answer.status in (200, 422):
        yield from lost(answer.html, form, pairs)
    if "people_person" in answer.written and is_one_address_twice():
        yield "two accounts with one address"


def is_one_address_twice() -> bool:
    """Return whether two people have what is read as one address."""
    addresses = [plain_address(email) for email in Person.objects.values_list("email", flat=True)]
    return len(addresses) != len(set(addresses))


def lost(html: str, form: Form, pairs: Pairs) -> Iterator[str]:
    """Yield the boxes of a refused form in which no longer stands what was typed, and that nothing says why."""
    visible = {box.name for box in form.boxes if box.is_text and box.kind not in SECRET_KINDS}
    typed = {name: as_bytes(value).decode(errors="replace") for name, value in pairs if name in visible}
    found = forms_of(form.page, html)
    again = [each for each in found if each.action.partition("?")[0] == form.action.partition("?")[0]]
    shown = {box.name: box.values for each in again for box in each.boxes}
    for name, value in typed.items():
        kept = " ".join(shown.get(name, []))
        if one_line(value) != one_line(kept):
            yield f"“{name}” came back as {kept[:40]!r}"
    if "<title>Error: " not in html and visible == set(typed):
        yield "refused without a sentence"


def one_line(text: str) -> str:
    """Return the text with each run of white space as one blank: a box of one line has no others."""
    return " ".join(text.replace("\0", "\N{REPLACEMENT CHARACTER}").split())


def tables_that_hold(word: str) -> list[str]:
    """Return the tables of which a row holds the word, letter for letter."""
    return those_with({table: f'"{table}" AS t WHERE position(%(word)s in t::text) > 0' for table in TABLES}, word=word)


def those_with(sources: dict[str, str], **values: Any) -> list[str]:
    """Return the names of those sources that have a row, in one question to the database."""
    each = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {source})" for name, source in sources.items()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each), values)
        return [row[0] for row in cursor.fetchall()]


def boxes_of(form: Form) -> list[Box]:
    """Return the boxes that something can be put in."""
    return [box for box in form.boxes if box.name != "csrfmiddlewaretoken" and box.kind != "file"]


def told(form: Form, answer: Answer) -> list[str]:
    """Return the faults of an answer, each with its form."""
    return [f"{form}: {fault}" for fault in answer.faults]
