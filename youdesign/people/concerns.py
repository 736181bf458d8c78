"""Who answers when somebody tells us something, and by when."""

import datetime
from zoneinfo import ZoneInfo

from youdesign.people.models import Person

RESPONDERS = "Safeguarding leads"  # the group of staff who answer; the first who can sign in is named
NOBODY_YET = "Programme staff will read this. Nobody is named to answer yet."
WORKING_DAYS = 2
OFFICE = ZoneInfo("Europe/London")
END_OF_DAY = datetime.time(17)
SATURDAY = 5


def responder() -> Person | None:
    """Return who answers: the first safeguarding lead, else the first superuser, else nobody."""
    active = Person.objects.filter(is_active=True).order_by("pk")
    return active.filter(groups__name=RESPONDERS).first() or active.filter(is_superuser=True).first()


def answer_by(now: datetime.datetime, working_days: int = WORKING_DAYS) -> datetime.datetime:
    """Return 5pm on the second working day after today, or another; Saturday and Sunday do not count."""
    day, left = now.astimezone(OFFICE).date(), working_days
    while left:
        day += datetime.timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return datetime.datetime.combine(day, END_OF_DAY, tzinfo=OFFICE)
