"""Requests that wait for news, kept few: each holds a thread of this process until there is some."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

MOST_HERE = 100
MOST_EACH = 4  # one person's phone and laptop, two rooms on each
COME_BACK_AFTER = 5  # seconds

_lock = Lock()
_waiting: Counter[int] = Counter()


class TooManyWaiting(Exception):
    """This person, or this process, has as many requests waiting as may wait."""


@contextmanager
def place_to_wait(person_pk: int) -> Iterator[None]:
    """Hold one of the places while the block runs, or raise TooManyWaiting."""
    with _lock:
        if _waiting[person_pk] >= MOST_EACH or _waiting.total() >= MOST_HERE:
            raise TooManyWaiting
        _waiting[person_pk] += 1
    try:
        yield
    finally:
        with _lock:
            _waiting[person_pk] -= 1
            if not _waiting[person_pk]:
                del _waiting[person_pk]
