"""The dates of one person, sessions, talks and their own work together, by the person's own clock."""

import datetime
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Q
from django.urls import reverse

from cohorts.joining import ways_to_join
from cohorts.models import DebriefSession
from mentoring.calendars import buddies_of, talks_of, way_to_join
from mentoring.models import BuddyRequest, Talk
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Person


@dataclass(frozen=True)
class Date:
    """One date as its person reads it."""

    at: datetime.datetime
    ends_at: datetime.datetime | None
    title: str
    what: str
    href: str
    ways: tuple[str, ...]
    is_cancelled: bool

    @property
    def day(self) -> datetime.date:
        """Return the day it is on, by the person's clock."""
        return self.at.date()

    @property
    def days(self) -> list[datetime.date]:
        """Return every day it is on; midnight ends its own day."""
        ends = max(self.at, self.ends_at - datetime.timedelta(microseconds=1)) if self.ends_at else self.at
        return [self.day + datetime.timedelta(days=n) for n in range((ends.date() - self.day).days + 1)]


def dates_of(person: Person, *, begins: datetime.datetime, ends: datetime.datetime | None = None) -> list[Date]:
    """Return what is not over at a moment and begins before another, soonest first; cancelled dates too."""
    before = Q(starts_at__lt=ends) if ends else Q()
    sessions = DebriefSession.objects.visible_to(person).round_the_table_of(person).filter(before, ends_at__gte=begins)
    events = InvolvementEvent.objects.visible_to(person).filter(before, starts_at__gte=begins)
    found = [
        *(date_of_session(session, person) for session in sessions.select_related("group")),
        *(date_of_event(event, person) for event in events.select_related("involvement__host")),
        *(date_of_buddy(each, person) for each in as_buddy(person, begins, ends)),
        *(date_of_talk(talk, person) for talk in talks_of(person).filter(before, ends_at__gte=begins).with_both()),
    ]
    return sorted(found, key=attrgetter("at", "title"))


def as_buddy(person: Person, begins: datetime.datetime, ends: datetime.datetime | None) -> list[BuddyRequest]:
    """Return the dates of others at which this person is the meeting buddy."""
    before = Q(event__starts_at__lt=ends) if ends else Q()
    return list(buddies_of(person).filter(before, event__starts_at__gte=begins))


def date_of_buddy(request: BuddyRequest, person: Person) -> Date:
    """Return somebody else's date as their meeting buddy reads it; once it is cancelled, not where it is."""
    is_cancelled = request.state == BuddyRequest.State.CANCELLED
    return Date(
        at=request.event.starts_at.astimezone(person.zone),
        ends_at=None,
        title=f"Meeting buddy for {request.leader}",
        what=str(request.event),
        href=reverse("buddy-detail", args=[request.pk]),
        ways=(f"Place: {request.event.where}",) if request.event.where and not is_cancelled else (),
        is_cancelled=is_cancelled,
    )


def date_of_session(session: DebriefSession, person: Person) -> Date:
    """Return a session as its person reads it."""
    return Date(
        at=session.starts_at.astimezone(person.zone),
        ends_at=session.ends_at.astimezone(person.zone),
        title=str(session.group),
        what="Session of your group",
        href=reverse("session-detail", args=[session.pk]),
        ways=tuple(ways_to_join(session)),
        is_cancelled=session.is_cancelled,
    )


def date_of_event(event: InvolvementEvent, person: Person) -> Date:
    """Return a date of one's own work as its person reads it."""
    return Date(
        at=event.starts_at.astimezone(person.zone),
        ends_at=None,
        title=str(event),
        what=str(event.involvement.host),
        href=reverse("event-detail", args=[event.pk]),
        ways=(f"Place: {event.where}",) if event.where else (),
        is_cancelled=event.state == InvolvementEvent.State.CANCELLED,
    )


def date_of_talk(talk: Talk, person: Person) -> Date:
    """Return a talk of a mentor and a leader as one of the two reads it."""
    if talk.starts_at is None or talk.ends_at is None:
        raise ValueError("A talk without a time is in nobody's calendar.")
    return Date(
        at=talk.starts_at.astimezone(person.zone),
        ends_at=talk.ends_at.astimezone(person.zone),
        title=f"Talk with {talk.match.other_than(person)}",
        what="Your mentoring",
        href=reverse("talk-detail", args=[talk.pk]),
        ways=(way_to_join(talk),),
        is_cancelled=talk.is_off,
    )
