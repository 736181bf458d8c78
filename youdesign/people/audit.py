"""The one way to write an audit row: called by actions, inside their transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models, transaction

from youdesign.people.models import AuditEntry, Person

_why: ContextVar[str] = ContextVar("why", default="")


@contextmanager
def because(why: str) -> Iterator[None]:
    """Give this reason to everything that is recorded inside.

    Whoever a row is about can read its reason. So what follows from a change for somebody else is recorded inside a
    reason of its own: the first one may say what is not theirs to know.
    """
    before = _why.set(why)
    try:
        yield
    finally:
        _why.reset(before)


def record(
    verb: str, row: models.Model, *, by: Person | None, about: Person | None = None, **facts: str | int | bool | None
) -> None:
    """Add the row that says who did what; facts hold states and ids, never words that people wrote.

    Raises RuntimeError outside a transaction, so that no change can land without its row.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit row is written inside the transaction of the change.")
    AuditEntry.objects.create(
        by=by, verb=verb, noun=row._meta.label_lower, noun_id=str(row.pk), about=about, facts=facts, why=_why.get()
    )
