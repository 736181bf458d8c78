"""The group pulse: asked after the second, fourth and sixth session, and shown when it is over.

It is shown once, when nobody can answer any more: numbers that grew one answer at a time would tell who said what.
"""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from cohorts.models import DebriefSession, LearningGroup, PulseAnswer
from youdesign.people.models import Code

LISTING = "group_pulse"
ASKED_AFTER = (2, 4, 6)
OPEN_FOR = datetime.timedelta(days=7)
ENOUGH = 4
AGREE = 4


@dataclass(frozen=True)
class Line:
    """One statement, and how many of how many agree."""

    statement: str
    agree: int
    of: int


def statements(listing: str = LISTING) -> QuerySet[Code]:
    """Return what is asked; staff can reword it."""
    return Code.objects.filter(listing=listing, is_on=True).order_by("position", "pk")


def pulses(group: LearningGroup, now: datetime.datetime) -> list[DebriefSession]:
    """Return the sessions after which the group was asked, the latest first."""
    begun = DebriefSession.objects.arranged().filter(group=group, starts_at__lte=now).exclude(state="cancelled")
    in_order = enumerate(begun.order_by("starts_at", "pk"), start=1)
    return [session for number, session in in_order if number in ASKED_AFTER][::-1]


def is_open_pulse(session: DebriefSession, now: datetime.datetime) -> bool:
    """Whether people can still answer after this session."""
    return session.starts_at <= now < session.starts_at + OPEN_FOR


def open_pulse(group: LearningGroup, now: datetime.datetime) -> DebriefSession | None:
    """Return the session after which the group is asked now."""
    return next((session for session in pulses(group, now) if is_open_pulse(session, now)), None)


def shown_pulse(group: LearningGroup, now: datetime.datetime) -> DebriefSession | None:
    """Return the latest session whose answers are all in."""
    return next((session for session in pulses(group, now) if not is_open_pulse(session, now)), None)


def lines_of(session: DebriefSession, listing: str = LISTING) -> list[Line]:
    """Return the statements that four people or more answered."""
    asked, agree = Counter[int](), Counter[int]()
    answers = PulseAnswer.objects.filter(session=session, item__listing=listing)
    for item, value in answers.values_list("item", "value"):
        asked[item] += 1
        agree[item] += value >= AGREE
    return [
        Line(code.label, agree[code.pk], asked[code.pk]) for code in statements(listing) if asked[code.pk] >= ENOUGH
    ]
