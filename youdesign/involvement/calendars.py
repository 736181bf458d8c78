"""Dates of involvements in calendars: that there is one, never with whom, about what or where; others may see it."""

import datetime

from django.conf import settings
from django.urls import reverse

from youdesign.involvement.models import InvolvementEvent
from youdesign.notices.calendar import CalendarDate
from youdesign.people.models import Person


def dates_of(person: Person, since: datetime.datetime) -> list[CalendarDate]:
    """Return the dates of this person's own work that begin after a moment, cancelled ones too."""
    events = InvolvementEvent.objects.visible_to(person).filter(starts_at__gte=since)
    return [calendar_date(event) for event in events]


def calendar_date(event: InvolvementEvent) -> CalendarDate:
    """Return an event as calendars read it. Nobody can move one, so its number rises only when it is cancelled."""
    is_cancelled = event.state == InvolvementEvent.State.CANCELLED
    return CalendarDate(
        uid=f"event-{event.pk}",
        sequence=int(is_cancelled),
        summary="You Design date",
        starts_at=event.starts_at,
        zone=event.zone,
        description="What it is and where stands on its page.",
        url=settings.SITE_URL + reverse("event-detail", args=[event.pk]),
        is_cancelled=is_cancelled,
    )
