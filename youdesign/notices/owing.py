"""Promising a message, and holding one back: rows that come and go with the fact that causes them.

They write no audit row: the notice is itself the record of what is owed to whom, why and since when.
"""

import datetime
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from youdesign.notices import nudges
from youdesign.notices.kinds import all_kinds
from youdesign.notices.models import Notice
from youdesign.people.models import Person


class UnknownKind(Exception):
    """No app lists this kind of notice."""


@dataclass
class Heard:
    """What was owed, by key, and how many were held back."""

    owed: list[int] = field(default_factory=list)
    held_back: int = 0


_listening: ContextVar[Heard | None] = ContextVar("listening", default=None)


@contextmanager
def overheard() -> Iterator[Heard]:
    """Note what is owed and held back within this block, for a rehearsal."""
    heard = Heard()
    mark = _listening.set(heard)
    try:
        yield heard
    finally:
        _listening.reset(mark)


@transaction.atomic
def owe_notice(
    kind_code: str,
    *,
    object_id: object,
    due_at: datetime.datetime,
    person: Person | None = None,
    email: str = "",
    occurrence: str = "once",
    useful_until: datetime.datetime | None = None,
) -> Notice:
    """Promise one message, inside the caller's transaction; promising the same one again gives the first row."""
    if kind_code not in all_kinds():
        raise UnknownKind(kind_code)
    notice, is_new = Notice.objects.get_or_create(
        kind=kind_code,
        person=person,
        email="" if person else email.strip().lower(),
        object_id=str(object_id),
        occurrence=occurrence,
        defaults={"due_at": due_at, "next_try_at": due_at, "useful_until": useful_until},
    )
    if is_new and (heard := _listening.get()):
        heard.owed.append(notice.pk)
    if is_new and due_at <= timezone.now():
        nudges.after_commit()
    return notice


@dataclass(frozen=True)
class Promise:
    """One message that is to be owed to somebody with an account."""

    kind: str
    person: Person
    object_id: str
    occurrence: str
    due_at: datetime.datetime
    useful_until: datetime.datetime | None = None


@transaction.atomic
def owe_notices(promises: Sequence[Promise]) -> None:
    """Promise many messages in a few questions, as `owe_notice` does one: those that are there already stay."""
    if unknown := {promise.kind for promise in promises} - all_kinds().keys():
        raise UnknownKind(", ".join(sorted(unknown)))
    about = {promise.object_id for promise in promises}
    those = Notice.objects.filter(object_id__in=about, kind__in={promise.kind for promise in promises}).order_by()
    heard = _listening.get()
    before = set(those.values_list("pk", flat=True)) if heard else set()
    Notice.objects.bulk_create([row_of(promise) for promise in promises], ignore_conflicts=True)
    if heard:
        heard.owed.extend(those.exclude(pk__in=before).values_list("pk", flat=True))
    if any(promise.due_at <= timezone.now() for promise in promises):
        nudges.after_commit()


def row_of(promise: Promise) -> Notice:
    """Return the row that a promise is."""
    return Notice(
        kind=promise.kind,
        person=promise.person,
        object_id=promise.object_id,
        occurrence=promise.occurrence,
        due_at=promise.due_at,
        next_try_at=promise.due_at,
        useful_until=promise.useful_until,
    )


@transaction.atomic
def withdraw_notices(kind_code: str, *, object_id: object, reason: str) -> int:
    """Withhold what is not sent yet about this object, and say why in words its person may read."""
    return withdraw_all_notices([kind_code], about=[str(object_id)], reason=reason)


@transaction.atomic
def withdraw_all_notices(kinds: Collection[str], *, about: Collection[str], reason: str) -> int:
    """The same for several kinds and objects, in one question."""
    to_come = [Notice.State.WAITING, Notice.State.GATHERED, Notice.State.PARKED]
    waiting = Notice.objects.filter(kind__in=kinds, object_id__in=about, state__in=to_come)
    count = waiting.update(state=Notice.State.WITHHELD, reason=reason)
    if heard := _listening.get():
        heard.held_back += count
    return count
