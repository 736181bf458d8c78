"""How fast one person may change what was said, counted by each process: it stops a machine, not a person."""

import time
from collections import deque
from threading import Lock

from youdesign.conversations.problems import SendingTooFast

MOST = 30
WITHIN = 10.0  # seconds
PEOPLE = 1000  # of whom it remembers before it forgets those who have rested

_lock = Lock()
_lately: dict[int, deque[float]] = {}


def count_change(person_pk: int) -> None:
    """Count one change of this person's. Raises SendingTooFast."""
    now = time.monotonic()
    with _lock:
        if len(_lately) > PEOPLE:
            for pk in [pk for pk, times in _lately.items() if now - times[-1] > WITHIN]:
                del _lately[pk]
        times = _lately.setdefault(person_pk, deque(maxlen=MOST))
        if len(times) == MOST and now - times[0] < WITHIN:
            raise SendingTooFast
        times.append(now)
