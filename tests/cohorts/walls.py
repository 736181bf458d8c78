"""Wall times, pauses at some time, and what somebody is to be reminded of: for the tests of sessions."""

import datetime
from zoneinfo import ZoneInfo

import time_machine

from cohorts.actions import pause_place, resume_place
from cohorts.models import Membership
from cohorts.times import at_wall
from youdesign.notices.models import Notice
from youdesign.people.models import Person

LONDON = ZoneInfo("Europe/London")
DUBLIN = ZoneInfo("Europe/Dublin")
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
NOVEMBER = datetime.datetime(2026, 11, 10, 12, tzinfo=datetime.UTC)


def wall(text: str, zone: ZoneInfo = LONDON) -> datetime.datetime:
    return at_wall(datetime.datetime.fromisoformat(text), zone)


def reminders(person: Person, state: str = "waiting") -> dict[str, datetime.datetime]:
    rows = Notice.objects.filter(kind="session_reminder", person=person, state=state)
    return {row.occurrence: row.due_at for row in rows}


def paused(place: Membership, *, since: datetime.datetime, until: datetime.datetime | None = None) -> None:
    """Take a pause at one time, and perhaps come back at another."""
    with time_machine.travel(since, tick=False):
        pause_place(membership=place, by=place.person)
    if until:
        with time_machine.travel(until, tick=False):
            resume_place(membership=place, by=place.person)
