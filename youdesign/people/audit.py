"""The one way to write an audit row: called by actions, inside their transaction."""

from django.db import models, transaction

from youdesign.people.models import AuditEntry, Person


def record(
    verb: str, row: models.Model, *, by: Person | None, about: Person | None = None, **facts: str | int | bool | None
) -> None:
    """Add the row that says who did what; facts hold states and ids, never words that people wrote.

    Raises RuntimeError outside a transaction, so that no change can land without its row.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit row is written inside the transaction of the change.")
    AuditEntry.objects.create(
        by=by, verb=verb, noun=row._meta.label_lower, noun_id=str(row.pk), about=about, facts=facts
    )
