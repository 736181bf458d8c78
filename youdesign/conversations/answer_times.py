"""How soon somebody usually answers: from the last questions asked of them, or not said at all.

The rule: of the last ten questions that were answered or waited fourteen days, more than half were answered in this
many days, counted upwards; one that only waited counts as those fourteen days. Nothing is said where fewer than five
were answered, because so few tell more about one asker than about the person, or where it takes fourteen days or more.
"""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from youdesign.conversations.models import Ask

LAST, LEAST = 10, 5
DAY = datetime.timedelta(days=1)


def usual_days(people: Iterable[int]) -> dict[int, int]:
    """Return the days in which each of these people usually answers; only those of whom it can be said."""
    taken: dict[int, list[datetime.timedelta]] = defaultdict(list)
    for ask in Ask.objects.last_of_each(people, LAST, timezone.now()):
        taken[ask.asked_id].append(min(ask.answered_at - ask.asked_at, Ask.WAITS) if ask.answered_at else Ask.WAITS)
    middle = {person: middle_of(times) for person, times in taken.items()}
    return {person: math.ceil(time / DAY) or 1 for person, time in middle.items() if time < Ask.WAITS}


def middle_of(times: list[datetime.timedelta]) -> datetime.timedelta:
    """Return the time in which more than half of them came; the longest there is where too few were answered."""
    answered = sum(time < Ask.WAITS for time in times)
    return sorted(times)[len(times) // 2] if answered >= LEAST else Ask.WAITS
