"""Which sessions of a series go together: those that are to come after one, and were not moved by themselves."""

import datetime

from cohorts.models import DebriefSession, SeriesDay


def day_of(session: DebriefSession) -> SeriesDay | None:
    """Return the day of its series that a session stands for, if it is in one."""
    return SeriesDay.objects.select_related("series").filter(session=session).first()


def those_after(day: SeriesDay | None, now: datetime.datetime) -> list[DebriefSession]:
    """Return the sessions that change along with the one of this day when that is wanted, by their days."""
    if day is None:
        return []
    later = SeriesDay.objects.filter(series=day.series, on__gt=day.on, moved_alone_at__isnull=True)
    sessions = DebriefSession.objects.filter(series_day__in=later, starts_at__gt=now).exclude(state="cancelled")
    return list(sessions.select_related("group", "series_day").order_by("series_day__on"))
