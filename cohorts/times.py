"""Wall times: what "two days before" means across a clock change, and how times are said."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import dateformat, timezone

from youdesign.people.clock import clock as said
from youdesign.people.clock import said_span


def today() -> datetime.date:
    """Return the day it is where our programmes are run."""
    return timezone.localdate(timezone=ZoneInfo(settings.TIME_ZONE))


def at_wall(wall: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """Return the instant of a wall time: a missing one moves later by the gap, a doubled one is the first."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(datetime.UTC)


def is_missing(wall: datetime.datetime, zone: ZoneInfo) -> bool:
    """Return whether the clocks skip this wall time."""
    return at_wall(wall, zone).astimezone(zone).replace(tzinfo=None) != wall


def days_before(at: datetime.datetime, zone: ZoneInfo, days: int) -> datetime.datetime:
    """Return the instant that many days earlier at the same time on the wall."""
    return at_wall(at.astimezone(zone).replace(tzinfo=None) - datetime.timedelta(days=days), zone)


def clock(at: datetime.datetime, zone: datetime.tzinfo) -> str:
    """Return a time as we write it: 5:30pm, 6pm, noon."""
    return said(at.astimezone(zone))


def day(at: datetime.datetime, zone: datetime.tzinfo) -> str:
    """Return a day as we write it: Tuesday 24 November 2026."""
    return dateformat.format(at.astimezone(zone), "l j F Y")


def span(starts_at: datetime.datetime, ends_at: datetime.datetime, zone: datetime.tzinfo) -> str:
    """Return a day and its times: Tuesday 24 November 2026, 6pm to 7pm; past midnight it names both days."""
    return said_span(starts_at.astimezone(zone), ends_at.astimezone(zone))
