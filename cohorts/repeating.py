"""The dates of a series, expanded on the wall of its zone: a weekly 10:00 stays 10:00 when the clocks change."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dateutil.rrule import WEEKLY, rrule

from cohorts.meeting_times import NotATime, is_doubled, walls
from cohorts.models import DebriefSession
from cohorts.times import at_wall, day, is_missing, span
from youdesign.people.clock import clock

HOLIDAYS = {(12, 24): "Christmas Eve", (12, 25): "Christmas Day", (12, 26): "Boxing Day", (1, 1): "New Year's Day"}


@dataclass(frozen=True)
class Pattern:
    """When a group meets on a day of its series: two times on the wall of a zone; the end may be the next day's."""

    starts: datetime.time
    ends: datetime.time
    zone: ZoneInfo


@dataclass(frozen=True)
class Turn:
    """One date of a series: the day it stands for, its instants, and what to know about it."""

    on: datetime.date
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    time_zone: str
    notes: tuple[str, ...] = ()
    is_free: bool = True  # nothing else of the group is at its time, as far as was looked

    def __str__(self) -> str:
        return span(self.starts_at, self.ends_at, ZoneInfo(self.time_zone))


def days_of(first: datetime.date, every_weeks: int, times: int) -> list[datetime.date]:
    """Return so many days, so many weeks apart."""
    start = datetime.datetime.combine(first, datetime.time())
    return [at.date() for at in rrule(WEEKLY, interval=every_weeks, count=times, dtstart=start)]


def turns_of(pattern: Pattern, first: datetime.date, every_weeks: int, times: int) -> list[Turn]:
    """Return the dates of a series; raises NotATime where the clocks would make one too long."""
    return [turn_on(pattern, on) for on in days_of(first, every_weeks, times)]


def turn_on(pattern: Pattern, on: datetime.date) -> Turn:
    """Return the date of one day: a time that the clocks skip moves later, one that comes twice is the first."""
    begins, is_over = walls(on, pattern.starts, pattern.ends)
    starts_at, ends_at = at_wall(begins, pattern.zone), at_wall(is_over, pattern.zone)
    if is_missing(begins, pattern.zone):
        ends_at = max(ends_at, starts_at + (is_over - begins))
    if ends_at - starts_at > DebriefSession.LONGEST:
        when = day(starts_at, pattern.zone)
        raise NotATime("ends", f"On {when} the clocks go back, and it would last too long. Choose an earlier end.")
    notes = tuple(notes_on(begins, is_over, starts_at, ends_at, pattern.zone))
    return Turn(on, starts_at, ends_at, pattern.zone.key, notes)


def notes_on(
    begins: datetime.datetime,
    is_over: datetime.datetime,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    zone: ZoneInfo,
) -> list[str]:
    """Say what is special about a date: a holiday, and what the clocks do to it."""
    said = [HOLIDAYS[begins.month, begins.day]] if (begins.month, begins.day) in HOLIDAYS else []
    if is_missing(begins, zone):
        said.append(f"the clocks skip {clock(begins)} that night, so it begins at {clock(starts_at.astimezone(zone))}")
    elif is_missing(is_over, zone):
        said.append(f"the clocks skip {clock(is_over)} that night, so it ends at {clock(ends_at.astimezone(zone))}")
    if is_doubled(begins, zone):
        said.append(f"{clock(begins)} comes twice that night, and it is the first")
    return said


def pattern_of(session: DebriefSession) -> Pattern:
    """Return when a session meets, as the next ones of it would."""
    starts, ends = (at.astimezone(session.zone).time() for at in (session.starts_at, session.ends_at))
    return Pattern(starts.replace(fold=0), ends.replace(fold=0), session.zone)
