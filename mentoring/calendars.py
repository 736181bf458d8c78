"""Talks in calendars: that there is one, never with whom or where; others may see a calendar."""

import datetime

from django.conf import settings
from django.urls import reverse

from mentoring.models import Talk, TalkQuerySet
from youdesign.notices.calendar import CalendarDate, calendar_file
from youdesign.people.models import Person


def talks_of(person: Person) -> TalkQuerySet:
    """Return the talks of this person that have, or had, a time which both knew."""
    return Talk.objects.visible_to(person).filter(booked_at__isnull=False)


def dates_of(person: Person, since: datetime.datetime) -> list[CalendarDate]:
    """Return the talks of this person that end after a moment, moved and called off ones too."""
    return [calendar_date(talk) for talk in talks_of(person).filter(ends_at__gte=since)]


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
