"""Adding the next dates to what a group has."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.actions.series import add_turns
from cohorts.keeping_on import mark_of, rhythm_of
from cohorts.models import LearningGroup, SessionSeries
from cohorts.policies import can_run_session_of_group
from cohorts.problems import DatesAddedMeanwhile, GroupEnded, NothingToGoOnFrom
from cohorts.repeating import Turn
from youdesign.people.audit import record
from youdesign.people.models import Person


@transaction.atomic
def keep_going(
    *, by: Person, group: LearningGroup, every_weeks: int, turns: Sequence[Turn], seen: str
) -> SessionSeries:
    """Add these dates, joined as the last ones; where a session was made since `seen`, as by a second press, none."""
    if not can_run_session_of_group(by, group):
        raise PermissionDenied
    group = LearningGroup.objects.select_for_update().get(pk=group.pk)
    if group.state == LearningGroup.State.ENDED:
        raise GroupEnded
    if mark_of(group) != seen:
        raise DatesAddedMeanwhile
    rhythm = rhythm_of(group)
    if rhythm is None:
        raise NothingToGoOnFrom
    series = rhythm.series
    if series is None or series.every_weeks != every_weeks:
        series = SessionSeries.objects.create(group=group, every_weeks=every_weeks)
    record("keep_going", series, by=by, group=group.pk, sessions=len(turns))
    add_turns(series, turns, by=by, **rhythm.how)
    return series
