"""Which sessions of a series go together: all of them, and those that change along with one."""

import datetime
from dataclasses import dataclass

from cohorts.models import DebriefSession, SeriesDay
from youdesign.people.models import Person


def day_of(session: DebriefSession) -> SeriesDay | None:
    """Return the day of its series that a session stands for, if it is in one."""
    return SeriesDay.objects.select_related("series").filter(session=session).first()


def those_after(day: SeriesDay | None, now: datetime.datetime) -> list[DebriefSession]:
    """Return the sessions that change along with the one of this day when that is wanted, by their days."""
    if day is None:
        return []
    later = SeriesDay.objects.filter(series=day.series, on__gt=day.on, moved_alone_at__isnull=True)
    sessions = DebriefSession.objects.filter(series_day__in=later, starts_at__gt=now).exclude(state="cancelled")
    return list(sessions.select_related("group", "series_day", "template").order_by("series_day__on"))


@dataclass(frozen=True)
class InSeries:
    """Where one session stands among those of its series that somebody can see."""

    number: int
    many: int
    every: str
    others: list[DebriefSession]


def in_series(session: DebriefSession, person: Person) -> InSeries | None:
    """Return where a session stands in its series, unless it is the only one left of it, or in none."""
    day = day_of(session)
    if day is None:
        return None
    found = DebriefSession.objects.visible_to(person).filter(series_day__series=day.series)
    sessions = list(found.order_by("series_day__on"))
    if session not in sessions or len(sessions) == 1:
        return None
    others = [each for each in sessions if each != session]
    return InSeries(sessions.index(session) + 1, len(sessions), day.series.get_every_weeks_display().lower(), others)
