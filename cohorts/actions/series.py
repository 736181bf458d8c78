"""Planning, moving and calling off several sessions of a series at once, each of them a session like any other."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cohorts.actions.carrying_over import bring_along
from cohorts.actions.reminders import owe_reminders_of
from cohorts.actions.sessions import CALLED_OFF, WHEN, call_off, change, lock, only_sayable
from cohorts.actions.telling import tell_news, tell_of_changes, withdraw_all
from cohorts.in_step import day_of, those_after
from cohorts.models import DebriefSession, LearningGroup, SeriesDay, SeriesNews, SessionMessage, SessionSeries
from cohorts.policies import can_run_session_of_group, is_open_session
from cohorts.problems import GroupEnded, MeetsThenAlready, SeriesMeetsThen, SessionOver
from cohorts.repeating import Pattern, Turn, turn_on
from cohorts.rhythm import drafts
from youdesign.people.audit import record
from youdesign.people.models import Person


@transaction.atomic
def plan_series(
    *, by: Person, group: LearningGroup, every_weeks: int, turns: Sequence[Turn], **said: Any
) -> SessionSeries:
    """Give a group several dates, a session each; `said` is how to join and what for, the same for all."""
    if not can_run_session_of_group(by, group):
        raise PermissionDenied
    group = LearningGroup.objects.select_for_update().get(pk=group.pk)  # somebody joining now gets their reminders once
    if group.state == LearningGroup.State.ENDED:
        raise GroupEnded
    series = SessionSeries.objects.create(group=group, every_weeks=every_weeks)
    record("plan", series, by=by, group=group.pk, sessions=len(turns))
    add_turns(series, turns, by=by, **said)
    return series


def add_turns(series: SessionSeries, turns: Sequence[Turn], *, by: Person, **said: Any) -> None:
    """Make a session of each date, and tell everyone round the table of all of them in one message."""
    facts, now = only_sayable(said), timezone.now()
    there = series.group.sessions.filter(starts_at__in=[turn.starts_at for turn in turns])
    if there.exclude(state=DebriefSession.State.CANCELLED).exists():
        raise MeetsThenAlready
    sessions = DebriefSession.objects.bulk_create(
        DebriefSession(
            group=series.group,
            starts_at=turn.starts_at,
            ends_at=turn.ends_at,
            time_zone=turn.time_zone,
            **facts,
        )
        for turn in turns
    )
    SeriesDay.objects.bulk_create(
        SeriesDay(series=series, session=session, on=turn.on) for session, turn in zip(sessions, turns, strict=True)
    )
    SessionMessage.objects.bulk_create(draft for session in sessions for draft in drafts(session))
    for session in sessions:
        record("plan", session, by=by, group=series.group_id, series=series.pk)
    bring_along(sessions[0], by=by)
    people = list(series.group.people())
    owe_reminders_of(sessions, people, now=now)
    tell_news(series, SeriesNews.What.PLANNED, sessions, people)


def series_day(session: DebriefSession) -> SeriesDay:
    """Return the day of its series that a session stands for; raises SessionOver where there is none any more."""
    if day := day_of(session):
        return day
    raise SessionOver


def lock_series(session: DebriefSession, by: Person, now: datetime.datetime) -> DebriefSession:
    """Return the first of those to change; the lock of their group holds them all still."""
    session = lock(session)
    if not can_run_session_of_group(by, session.group):
        raise PermissionDenied
    if not is_open_session(session, now):
        raise SessionOver
    return session


@transaction.atomic
def move_series(
    *, session: DebriefSession, by: Person, on: datetime.date, pattern: Pattern, **said: Any
) -> list[DebriefSession]:
    """Change a session and those after it in one step; return those that are different now.

    What a session says that the first of them did not say was said for it alone, so it stays; and so does the time of
    one that was moved by itself.
    """
    now = timezone.now()
    session, words = lock_series(session, by, now), only_sayable(said)
    day = series_day(session)
    later = those_after(day, now)
    days = {session.pk: day.on, **{each.pk: each.series_day.on for each in later}}
    before, turn = {name: getattr(session, name) for name in words}, turn_on(pattern, on)
    is_moved = when(turn) != {name: getattr(session, name) for name in WHEN}
    shift = on - day.on if is_moved else datetime.timedelta()
    if is_moved:
        shift_days(day, shift)
    changed: list[DebriefSession] = []
    news: list[DebriefSession] = []
    for each in [session, *later]:
        wanted = {name: value for name, value in words.items() if getattr(each, name) == before[name]}
        times = when(turn_on(pattern, days[each.pk] + shift)) if is_moved else {}
        facts = {name: value for name, value in {**wanted, **times}.items() if value != getattr(each, name)}
        if facts:
            changed.append(each)
            news += [each] if change(each, facts, by=by, now=now) else []
    if news:
        tell_of_changes(news, now=now)
    return changed


def when(turn: Turn) -> dict[str, object]:
    """Return what a session holds of a date."""
    return {name: getattr(turn, name) for name in WHEN}


def shift_days(day: SeriesDay, shift: datetime.timedelta) -> None:
    """Let a day and those after it be so much later; raises SeriesMeetsThen where an earlier one is in the way."""
    days = SeriesDay.objects.filter(series=day.series, on__gte=day.on)
    wanted = [on + shift for on in days.values_list("on", flat=True)]
    if SeriesDay.objects.filter(series=day.series, on__lt=day.on, on__in=wanted).exists():
        raise SeriesMeetsThen
    SeriesDay.objects.filter(pk=day.pk).update(moved_alone_at=None)
    days.update(on=F("on") + shift)


@transaction.atomic
def call_off_series(*, session: DebriefSession, by: Person) -> list[DebriefSession]:
    """Call off a session and those after it, and tell everyone in one message with a file that takes them out."""
    now = timezone.now()
    session = lock_series(session, by, now)
    day = series_day(session)
    sessions = [session, *those_after(day, now)]
    for each in sessions:
        call_off(each, by=by, now=now)
    withdraw_all(sessions, CALLED_OFF)
    tell_news(day.series, SeriesNews.What.CANCELLED, sessions, session.group.people())
    return sessions
