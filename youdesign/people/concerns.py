"""Who answers when somebody tells us something, by when, and the link for somebody without an account."""

import datetime
import hashlib
import secrets
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Max

from youdesign.people.models import Concern, Person

RESPONDERS = "Safeguarding leads"  # the group of staff who answer; the first who can sign in is named
NOBODY_YET = "Programme staff will read this. Nobody is named to answer yet."
WORKING_DAYS = 2
# A complaint about personal information: the Data Protection Act 2018, section 164A (put there by the Data (Use and
# Access) Act 2025), says that we acknowledge it within 30 days. We do so at once, and promise the answer by then too.
COMPLAINT_DAYS = 30
OFFICE = ZoneInfo("Europe/London")
LINK_LIVES = datetime.timedelta(days=90)  # after the last word of either
END_OF_DAY = datetime.time(17)
SATURDAY = 5


def responder(*but: Person | None) -> Person | None:
    """Return who answers: the first safeguarding lead, else a superuser, else nobody; never who tells or said it."""
    away = [person.pk for person in but if person is not None]
    active = Person.objects.filter(is_active=True).exclude(pk__in=away).order_by("pk")
    return active.filter(groups__name=RESPONDERS).first() or active.filter(is_superuser=True).first()


def complaint_answer_by(now: datetime.datetime) -> datetime.datetime:
    """Return 5pm thirty days from today."""
    day = now.astimezone(OFFICE).date() + datetime.timedelta(days=COMPLAINT_DAYS)
    return datetime.datetime.combine(day, END_OF_DAY, tzinfo=OFFICE)


def answer_by(now: datetime.datetime, working_days: int = WORKING_DAYS) -> datetime.datetime:
    """Return 5pm on the second working day after today, or another; Saturday and Sunday do not count."""
    day, left = now.astimezone(OFFICE).date(), working_days
    while left:
        day += datetime.timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return datetime.datetime.combine(day, END_OF_DAY, tzinfo=OFFICE)


def is_address(contact: str) -> bool:
    """Whether what somebody gave to be reached by is an email address and nothing else."""
    try:
        validate_email(contact)
    except ValidationError:
        return False
    return True


def new_token(concern: Concern) -> str:
    """Return a token for the link to one concern; only its hash is kept, and an older link stops working."""
    token = secrets.token_urlsafe(32)
    Concern.objects.filter(pk=concern.pk).update(token_hash=_hash(token))
    return token


def concern_of(token: str) -> Concern | None:
    """Return the concern that a link leads to."""
    return Concern.objects.select_related("responder").filter(token_hash=_hash(token)).first()


def link_ends_at(concern: Concern) -> datetime.datetime:
    """Return until when its link works: whoever finds an old mail does not read what somebody told us."""
    last: datetime.datetime | None = concern.replies.aggregate(last=Max("at"))["last"]
    return (last or concern.raised_at) + LINK_LIVES


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
