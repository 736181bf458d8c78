"""Talks and dates of a buddy in calendars: that there is one, never with whom or where; others may see it."""

import datetime

from django.conf import settings
from django.urls import reverse

from mentoring.models import BuddyRequest, BuddyRequestQuerySet, TakenOut, Talk, TalkQuerySet
from youdesign.notices.calendar import CalendarDate, calendar_file
from youdesign.people.models import Person


def talks_of(person: Person) -> TalkQuerySet:
    """Return the talks of this person that have, or had, a time which both knew."""
    return Talk.objects.visible_to(person).filter(booked_at__isnull=False)


def dates_of(person: Person, since: datetime.datetime) -> list[CalendarDate]:
    """Return talks and dates as a buddy that end after a moment, moved and called off ones too."""
    talks = [calendar_date(talk) for talk in talks_of(person).filter(ends_at__gte=since)]
    buddies = [buddy_date(request) for request in buddies_of(person).filter(event__starts_at__gte=since)]
    gone = TakenOut.objects.visible_to(person).filter(starts_at__gte=since)
    return [*talks, *buddies, *(date_taken_out(each) for each in gone)]


def date_taken_out(date: TakenOut) -> CalendarDate:
    """Return a date that is gone as the calendar of whoever is left reads it: cancelled."""
    return CalendarDate(
        uid=date.calendar_uid,
        sequence=date.calendar_sequence,
        summary=date.get_what_display(),
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        zone=date.zone,
        is_cancelled=True,
    )


def buddies_of(person: Person) -> BuddyRequestQuerySet:
    """Return the dates of others at which this person is, or was to be, the meeting buddy."""
    return BuddyRequest.objects.visible_to(person).as_buddy(person).with_all()


def buddy_date(request: BuddyRequest) -> CalendarDate:
    """Return a date of somebody else's as the calendar of their buddy reads it."""
    is_cancelled = request.state == BuddyRequest.State.CANCELLED
    return CalendarDate(
        uid=f"buddy-{request.pk}",
        sequence=int(is_cancelled),
        summary="You Design meeting buddy",
        starts_at=request.event.starts_at,
        zone=request.event.zone,
        description="What it is and where stands on its page.",
        url=settings.SITE_URL + reverse("buddy-detail", args=[request.pk]),
        is_cancelled=is_cancelled,
    )


def calendar_date(talk: Talk) -> CalendarDate:
    """Return a talk as calendars read it."""
    if talk.starts_at is None:
        raise ValueError("A talk without a time is in nobody's calendar.")
    return CalendarDate(
        uid=talk.calendar_uid,
        sequence=talk.calendar_sequence,
        summary="You Design talk",
        starts_at=talk.starts_at,
        ends_at=talk.ends_at,
        zone=talk.zone,
        description="How to join stands on its page.",
        url=settings.SITE_URL + reverse("talk-detail", args=[talk.pk]),
        is_cancelled=talk.is_off,
    )


def talk_file(talk: Talk) -> bytes:
    """Return the .ics file that adds, changes or takes out this talk."""
    return calendar_file(calendar_date(talk))


def way_to_join(talk: Talk) -> str:
    """Say how the two talk, in a line."""
    return f"{talk.get_channel_display()}: {talk.where}" if talk.where else str(talk.get_channel_display())
