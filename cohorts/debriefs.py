"""The steps of a debrief, with the minute at which each begins."""

import datetime
from collections.abc import Iterator

from cohorts.models import DebriefSession, DebriefStep, DebriefTemplate

MINUTE = datetime.timedelta(minutes=1)


def timed(template: DebriefTemplate) -> Iterator[tuple[int, int, DebriefStep]]:
    """Give each step with the minutes at which it begins and ends."""
    begins = 0
    for step in template.steps.all():
        ends = begins + step.minutes
        yield begins, ends, step
        begins = ends


def minutes_short(session: DebriefSession) -> int:
    """Return how many minutes the steps of a session take beyond its time; 0 where they fit, or where it has none."""
    if session.template is None:
        return 0
    return max(session.template.minutes - (session.ends_at - session.starts_at) // MINUTE, 0)
