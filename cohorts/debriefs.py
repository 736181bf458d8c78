"""The steps of a debrief, with the minute at which each begins."""

from collections.abc import Iterator

from cohorts.models import DebriefStep, DebriefTemplate


def timed(template: DebriefTemplate) -> Iterator[tuple[int, int, DebriefStep]]:
    """Give each step with the minutes at which it begins and ends."""
    begins = 0
    for step in template.steps.all():
        ends = begins + step.minutes
        yield begins, ends, step
        begins = ends
