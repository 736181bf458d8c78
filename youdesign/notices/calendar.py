"""Calendar files and feeds: each date keeps its wall time, its name (UID) and its rising number wherever it is read."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from youdesign.notices.calendar_lines import file_of, moment, quoted, words
from youdesign.notices.calendar_zones import lines_of_zone

PRODUCT = "-//You Design//Calendar//EN"
READ_AGAIN = "PT1H"  # how often a calendar program may well read a feed


@dataclass(frozen=True)
class CalendarDate:
    """One date as calendars read it; its name and number are the same in a file and in a feed.

    The summary shows on lock screens and in shared calendars, so callers keep it free of anything sensitive.
    """

    uid: object
    sequence: int
    summary: str
    starts_at: datetime.datetime
    zone: ZoneInfo
    ends_at: datetime.datetime | None = None
    location: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False


def calendar_file(date: CalendarDate) -> bytes:
    """Return an .ics file that adds the date, moves it (same uid, higher sequence) or takes it away."""
    return calendar_of([date], f"METHOD:{'CANCEL' if date.is_cancelled else 'REQUEST'}")


def feed_file(dates: Sequence[CalendarDate]) -> bytes:
    """Return what a calendar program reads again and again: every date, the cancelled ones too."""
    return calendar_of(
        dates,
        "METHOD:PUBLISH",
        "NAME:You Design",
        "X-WR-CALNAME:You Design",
        f"REFRESH-INTERVAL;VALUE=DURATION:{READ_AGAIN}",
        f"X-PUBLISHED-TTL:{READ_AGAIN}",
    )


def calendar_of(dates: Sequence[CalendarDate], *head: str) -> bytes:
    """Return the dates as one calendar that explains the zones it uses."""
    now, us = datetime.datetime.now(datetime.UTC), organizer()
    events = [line for date in dates for line in event_lines(date, now, us)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", *head, *zone_lines(dates), *events, "END:VCALENDAR"]
    return file_of(lines)


def event_lines(date: CalendarDate, now: datetime.datetime, us: str) -> Iterator[str]:
    """Yield the lines of one date."""
    yield "BEGIN:VEVENT"
    yield f"UID:{date.uid}@{host()}"
    yield f"SEQUENCE:{date.sequence}"
    yield moment("DTSTAMP", now)
    yield moment("DTSTART", wall_time(date.starts_at, date.zone))
    if date.ends_at is not None:
        yield moment("DTEND", wall_time(date.ends_at, date.zone))
    yield f"SUMMARY:{'Cancelled: ' if date.is_cancelled else ''}{words(date.summary)}"
    yield f"STATUS:{'CANCELLED' if date.is_cancelled else 'CONFIRMED'}"
    yield us
    for name, value in (("LOCATION", date.location), ("DESCRIPTION", date.description)):
        if value:
            yield f"{name}:{words(value)}"
    if date.url:
        yield f"URL:{date.url}"
    yield "END:VEVENT"


def zone_lines(dates: Sequence[CalendarDate]) -> list[str]:
    """Return what each zone that is used means, from a year before the first date to two years after the last."""
    if not dates:
        return []
    first, last = min(date.starts_at for date in dates).year - 1, max(date.starts_at for date in dates).year + 3
    return [line for key in sorted({date.zone.key for date in dates}) for line in lines_of_zone(key, first, last)]


def wall_time(at: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """Return the time on the wall in its zone; in UTC when the wall shows it twice, so that none takes the other."""
    local = at.astimezone(zone)
    comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return at.astimezone(datetime.UTC) if comes_twice else local


def organizer() -> str:
    """Return the line that says who keeps the dates: we do."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"ORGANIZER;CN={quoted(name)}:mailto:{address}"


def host() -> str:
    """Return the site's host name, which makes a UID the world's only one."""
    return urlsplit(settings.SITE_URL).hostname or "youdesign"
