"""Where a group could go on from: the rhythm, the time on the wall and the way to join of its last sessions."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Any

from django.db.models import Max

from cohorts.models import DebriefSession, LearningGroup, SessionSeries
from cohorts.repeating import Pattern, Turn, pattern_of, turn_on

WEEKS = tuple(SessionSeries.Every.values)


@dataclass(frozen=True)
class Rhythm:
    """How a group meets: the session that the next ones are like, the day to go on from, and how often."""

    like: DebriefSession
    last_on: datetime.date
    every_weeks: int
    series: SessionSeries | None = None

    @property
    def pattern(self) -> Pattern:
        """Return when it meets."""
        return pattern_of(self.like)

    @property
    def how(self) -> dict[str, Any]:
        """Return how the next ones are joined, and which debrief they are."""
        return {name: getattr(self.like, name) for name in (*DebriefSession.HOW, "template")}


def rhythm_of(group: LearningGroup) -> Rhythm | None:
    """Return how the group has met lately, a series before what was planned once; nothing where it never has."""
    arranged = group.sessions.filter(is_straight_after=False).exclude(state="cancelled")
    sessions = arranged.select_related("series_day__series", "group", "template")
    latest = list(sessions.order_by("-starts_at", "-pk")[:6])
    if not latest:
        return None
    of_series = [session for session in latest if hasattr(session, "series_day")]
    if not of_series:
        last = latest[0]
        return Rhythm(last, last.starts_at.astimezone(last.zone).date(), weeks_between(latest))
    series = of_series[0].series_day.series
    last_on = series.days.latest("on").on  # another series keeps other days
    in_step = [session for session in of_series if session.series_day.moved_alone_at is None]
    return Rhythm((in_step or of_series)[0], last_on, series.every_weeks, series)


def weeks_between(latest: Sequence[DebriefSession]) -> int:
    """Return how many weeks lay between the last two, where that is how often a series can come; else two."""
    days = [session.starts_at.astimezone(session.zone).date() for session in latest[:2]]
    weeks, rest = divmod((days[0] - days[-1]).days, 7)
    return weeks if weeks in WEEKS and not rest else SessionSeries.Every.TWO_WEEKS


def next_turns(rhythm: Rhythm, every_weeks: int, times: int, now: datetime.datetime) -> list[Turn]:
    """Return the next dates to come in this rhythm, those that have passed left out; raises NotATime."""
    step = datetime.timedelta(weeks=every_weeks)
    today = now.astimezone(rhythm.pattern.zone).date()
    missed = max((today - rhythm.last_on) // step, 0)
    days = (rhythm.last_on + step * number for number in count(missed or 1))
    turns = (turn_on(rhythm.pattern, on) for on in days)
    return list(islice((turn for turn in turns if turn.starts_at > now), times))


def beside(group: LearningGroup, turns: Sequence[Turn]) -> list[Turn]:
    """Return the dates with what the group has at those times already: they begin without a tick."""
    if not turns:
        return []
    near = group.sessions.filter(starts_at__lt=turns[-1].ends_at, ends_at__gt=turns[0].starts_at).order_by()
    there = list(near.values_list("starts_at", "ends_at", "state"))
    return [with_note(turn, there) for turn in turns]


def with_note(turn: Turn, there: Sequence[tuple[datetime.datetime, datetime.datetime, str]]) -> Turn:
    """Return a date with a note where a session is at its time, or was called off."""
    states = {state for starts_at, ends_at, state in there if starts_at < turn.ends_at and ends_at > turn.starts_at}
    if not states:
        return turn
    is_off = states == {DebriefSession.State.CANCELLED}
    note = "you called this date off" if is_off else "your group meets at this time already"
    return replace(turn, notes=(*turn.notes, note), is_free=False)


def mark_of(group: LearningGroup) -> str:
    """Return which was the last session made for the group, so that the same dates are not added twice."""
    newest = group.sessions.aggregate(newest=Max("pk"))["newest"]
    return str(newest or "")
