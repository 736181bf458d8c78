"""From what is typed about when a session meets to its instants, or to what is wrong with it in words."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cohorts.models import DebriefSession
from cohorts.times import at_wall, is_missing
from youdesign.people.clock import clock

YEARS_AHEAD = 5


@dataclass(frozen=True)
class Meeting:
    """When it begins and ends; `is_twice` when the clock shows its beginning twice, and the first was meant."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    is_twice: bool = False


@dataclass(frozen=True)
class Later:
    """The times to offer in place of what the clocks skip."""

    starts: datetime.time
    ends: datetime.time

    def __str__(self) -> str:
        return f"{self.starts:%H:%M} {self.ends:%H:%M}"


class NotATime(Exception):
    """What is wrong, at which box, and the later times to offer when the clocks skip what was typed."""

    def __init__(self, box: str, words: str, later: Later | None = None) -> None:
        super().__init__(words)
        self.box, self.words, self.later = box, words, later


def meeting(
    on: datetime.date, starts: datetime.time, ends: datetime.time, zone: ZoneInfo, now: datetime.datetime
) -> Meeting:
    """Return the instants of a wall time of one day, or of a night; raises NotATime."""
    check_day(on, now, zone)
    begins, is_over = walls(on, starts, ends)
    check_not_skipped(begins, is_over, zone)
    found = Meeting(at_wall(begins, zone), at_wall(is_over, zone), is_doubled(begins, zone))
    check_length(found)
    if found.starts_at <= now:
        raise NotATime("on", "Choose a day and a time to come. This one has passed.")
    return found


def walls(on: datetime.date, starts: datetime.time, ends: datetime.time) -> tuple[datetime.datetime, datetime.datetime]:
    """Return when it begins and ends on the wall: an end before the beginning is the next day's, where a night fits."""
    begins, is_over = (datetime.datetime.combine(on, at) for at in (starts, ends))
    next_day = is_over + datetime.timedelta(days=1)
    is_night = is_over < begins and next_day - begins <= DebriefSession.LONGEST
    return begins, next_day if is_night else is_over


def check_day(on: datetime.date, now: datetime.datetime, zone: ZoneInfo) -> None:
    """Raise NotATime for a day that has passed, and for years that can only be a slip of the finger."""
    today = now.astimezone(zone).date()
    if on < today:
        raise NotATime("on", "Choose a day to come. This one has passed.")
    if on.year > today.year + YEARS_AHEAD:
        raise NotATime("on", f"Check the year: it can be {today.year + YEARS_AHEAD} at the latest.")


def check_not_skipped(begins: datetime.datetime, is_over: datetime.datetime, zone: ZoneInfo) -> None:
    """Raise NotATime, with the later times, where the clocks skip one as they go forward."""
    for box, wall in (("starts", begins), ("ends", is_over)):
        if is_missing(wall, zone):
            offer = later_times(begins, is_over, zone)
            why = f"{clock(wall.time())} does not exist that night: the clocks go forward."
            raise NotATime(box, f"{why} Choose {clock(getattr(offer, box))}, or another time.", offer)


def later_times(begins: datetime.datetime, is_over: datetime.datetime, zone: ZoneInfo) -> Later:
    """Return what the clocks show in place of skipped times; the end moves along where it would come too early."""
    starts = at_wall(begins, zone).astimezone(zone).replace(tzinfo=None)
    ends = at_wall(is_over, zone).astimezone(zone).replace(tzinfo=None)
    return Later(starts.time(), max(ends, starts + (is_over - begins)).time())


def check_length(found: Meeting) -> None:
    """Raise NotATime for a session that takes no time, ends before it begins, or is too long."""
    lasts = found.ends_at - found.starts_at
    if not lasts:
        raise NotATime("ends", "It would be over as it begins. Choose a later time to end.")
    if lasts < datetime.timedelta():
        raise NotATime("ends", "It would end before it begins. Choose a later time to end.")
    if lasts > DebriefSession.LONGEST:
        hours = round(DebriefSession.LONGEST.total_seconds() / 3600)
        raise NotATime("ends", f"That is more than {hours} hours. Choose an earlier time to end.")


def is_doubled(wall: datetime.datetime, zone: ZoneInfo) -> bool:
    """Return whether the clock shows this time twice, because it goes back that night."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
    return first < second and not is_missing(wall, zone)
