"""What a zone means, written into each calendar file (VTIMEZONE), for programs that do not know it by its name.

See docs/adr/0013-calendar-lines.md. What goes forward is DAYLIGHT, in Dublin too: many programs know no other way.
"""

import datetime
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
EARLIEST, LATEST = 1970, 2100
Change = tuple[datetime.datetime, datetime.timedelta, datetime.timedelta, str]  # when, from, to, and its name


@lru_cache(maxsize=200)
def lines_of_zone(key: str, first: int, last: int) -> tuple[str, ...]:
    """Return the lines that say what clocks show in a zone, from the beginning of one year to that of another."""
    zone = ZoneInfo(key)
    begin = datetime.datetime(max(first, EARLIEST), 1, 1, tzinfo=datetime.UTC)
    end = datetime.datetime(min(last, LATEST), 1, 1, tzinfo=datetime.UTC)
    now = offset(begin, zone)
    kinds: dict[tuple[datetime.timedelta, datetime.timedelta, str], list[str]] = {}
    first_of_all = (begin, now, now, name(begin, zone))
    for at, before, after, called in (first_of_all, *changes(zone, begin, end)):
        kinds.setdefault((before, after, called), []).append(f"{at + before:%Y%m%dT%H%M%S}")
    lines = [line for kind, times in kinds.items() for line in lines_of_change(times, *kind)]
    return ("BEGIN:VTIMEZONE", f"TZID:{key}", *lines, "END:VTIMEZONE")


def lines_of_change(at: list[str], before: datetime.timedelta, after: datetime.timedelta, called: str) -> Iterator[str]:
    """Yield the lines of one way in which clocks change, and of each time they do, by the clock until then."""
    kind = "DAYLIGHT" if after > before else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{at[0]}"
    if at[1:]:
        yield f"RDATE:{','.join(at[1:])}"
    yield f"TZNAME:{called}"
    yield f"TZOFFSETFROM:{signed(before)}"
    yield f"TZOFFSETTO:{signed(after)}"
    yield f"END:{kind}"


def changes(zone: ZoneInfo, begin: datetime.datetime, end: datetime.datetime) -> Iterator[Change]:
    """Yield each moment at which clocks change."""
    at = begin
    while at < end:
        if (before := offset(at, zone)) != (after := offset(at + DAY, zone)):
            moment = change_within(zone, at, at + DAY)
            yield moment, before, after, name(moment, zone)
        at += DAY


def change_within(zone: ZoneInfo, begin: datetime.datetime, end: datetime.datetime) -> datetime.datetime:
    """Return the minute between two moments at which the clocks change."""
    before = offset(begin, zone)
    while end - begin > MINUTE:
        middle = begin + (end - begin) // MINUTE // 2 * MINUTE
        begin, end = (middle, end) if offset(middle, zone) == before else (begin, middle)
    return end


def offset(at: datetime.datetime, zone: ZoneInfo) -> datetime.timedelta:
    """Return how far clocks are ahead of UTC."""
    return at.astimezone(zone).utcoffset() or datetime.timedelta(0)


def name(at: datetime.datetime, zone: ZoneInfo) -> str:
    """Return what the time is called, such as GMT."""
    return at.astimezone(zone).tzname() or zone.key


def signed(ahead: datetime.timedelta) -> str:
    """Return an offset such as +0100."""
    minutes = ahead // MINUTE
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
