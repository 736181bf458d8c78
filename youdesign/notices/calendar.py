"""Calendar files: one event that keeps its wall time, its name (UID) and its rising number wherever it is opened."""

import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText, vUri

PRODUCT = "-//You Design//Calendar//EN"


def calendar_file(
    *,
    uid: object,
    sequence: int,
    summary: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    zone: ZoneInfo,
    location: str = "",
    description: str = "",
    url: str = "",
    cancelled: bool = False,
) -> bytes:
    """Return an .ics file that adds the event, moves it (same uid, higher sequence) or takes it away.

    The summary shows on lock screens and in shared calendars, so callers keep it free of anything sensitive.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    event = Event()
    event.add("uid", f"{uid}@{host()}")
    event.add("sequence", sequence)
    event.add("dtstamp", datetime.datetime.now(datetime.UTC))
    event.add("dtstart", wall_time(starts_at, zone))
    event.add("dtend", wall_time(ends_at, zone))
    event.add("summary", summary)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", organizer())
    for name, value in (("location", vText(location)), ("description", vText(description)), ("url", vUri(url))):
        if value:
            event.add(name, value)
    calendar.add_component(event)
    calendar.add_missing_timezones(
        first_date=starts_at.date() - datetime.timedelta(days=366),
        last_date=ends_at.date() + datetime.timedelta(days=731),
    )
    content: bytes = calendar.to_ical()
    return content


def wall_time(at: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """Return the time on the wall in its zone; the second of two same times in autumn can only be named in UTC."""
    local = at.astimezone(zone)
    return at.astimezone(datetime.UTC) if local.fold else local


def organizer() -> vCalAddress:
    """Return us, as who keeps the date."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    us = vCalAddress(f"mailto:{address}")
    us.params["CN"] = vText(name)
    return us


def host() -> str:
    """Return the site's host name, which makes a UID the world's only one."""
    return urlsplit(settings.SITE_URL).hostname or "youdesign"
