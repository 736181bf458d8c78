"""A month as a page shows it: its weeks, its days, and the months beside it."""

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from youdesign.coming_up.dates import Date

MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
YEARS = range(2000, 2101)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Month:
    """One month of the calendar, with no more in it than its year and its number."""

    year: int
    number: int

    @classmethod
    def of(cls, day: datetime.date) -> "Month":
        """Return the month of a day."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, typed: str) -> "Month | None":
        """Return the month that an address names as 2027-03, or nothing when it names none we can show."""
        found = MONTH.fullmatch(typed)
        return cls(int(found[1]), int(found[2])) if found and int(found[1]) in YEARS else None

    @property
    def first(self) -> datetime.date:
        """Return its first day."""
        return datetime.date(self.year, self.number, 1)

    @property
    def before(self) -> "Month | None":
        """Return the month before, or nothing at the edge of what we show."""
        return self.beside(-1)

    @property
    def after(self) -> "Month | None":
        """Return the month after, or nothing at the edge of what we show."""
        return self.beside(1)

    def beside(self, step: int) -> "Month | None":
        """Return a month so many later."""
        year, number = divmod(self.year * 12 + self.number - 1 + step, 12)
        return Month(year, number + 1) if year in YEARS else None

    def begins(self, zone: ZoneInfo) -> datetime.datetime:
        """Return when it begins by a clock."""
        return datetime.datetime.combine(self.first, datetime.time(), zone)

    def ends(self, zone: ZoneInfo) -> datetime.datetime:
        """Return when the next one begins by a clock."""
        last = calendar.monthrange(self.year, self.number)[1]
        return datetime.datetime.combine(self.first + datetime.timedelta(days=last), datetime.time(), zone)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True)
class Day:
    """One day of a month, with what is on it."""

    on: datetime.date
    is_in_month: bool
    is_today: bool
    dates: tuple[Date, ...]


def weeks_of(month: Month, dates: Iterable[Date], today: datetime.date) -> list[list[Day]]:
    """Return the weeks of a month, Monday first, the days beside it left empty."""
    by_day: dict[datetime.date, list[Date]] = {}
    for date in dates:
        for on in date.days:
            by_day.setdefault(on, []).append(date)
    return [
        [Day(on, on.month == month.number, on == today, tuple(by_day.get(on, ()))) for on in week]
        for week in calendar.Calendar().monthdatescalendar(month.year, month.number)
    ]
