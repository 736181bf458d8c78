"""The feed of a person's dates: apps above say them in `dates_of(person, since)`, see settings.CALENDARS."""

import datetime
import hashlib
from operator import attrgetter

from django.conf import settings

from youdesign.notices.calendar import CalendarDate
from youdesign.people.composed import modules
from youdesign.people.models import Person

BACK = datetime.timedelta(days=92)  # three months, so that a calendar does not forget at once
WRITTEN = 1  # raise it when the same dates are written differently


def dates_of(person: Person, now: datetime.datetime) -> list[CalendarDate]:
    """Return everything that is coming up for a person, and the last three months."""
    dates = [date for module in modules("CALENDARS") for date in module.dates_of(person, now - BACK)]
    return sorted(dates, key=attrgetter("starts_at"))


def mark_of(dates: list[CalendarDate]) -> str:
    """Return what tells these dates from any others, as a weak ETag: the time of writing in a feed is no news."""
    facts = repr((WRITTEN, settings.SITE_URL, settings.DEFAULT_FROM_EMAIL, dates))
    return f'W/"{hashlib.sha256(facts.encode()).hexdigest()[:32]}"'
