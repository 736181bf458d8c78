"""Promising a message, and holding one back: rows that come and go with the fact that causes them.

They write no audit row: the notice is itself the record of what is owed to whom, why and since when.
"""

import datetime
from collections.abc import Iterator
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


@transaction.atomic
def withdraw_notices(kind_code: str, *, object_id: object, reason: str) -> int:
    """Withhold what is not sent yet about this object, and say why in words its person may read."""
    to_come = [Notice.State.WAITING, Notice.State.GATHERED, Notice.State.PARKED]
    waiting = Notice.objects.filter(kind=kind_code, object_id=str(object_id), state__in=to_come)
    count = waiting.update(state=Notice.State.WITHHELD, reason=reason)
    if heard := _listening.get():
        heard.held_back += count
    return count
