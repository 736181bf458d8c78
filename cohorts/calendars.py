"""The calendar file of a session: it names the product, never the group, because others may see a calendar."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar

from cohorts.joining import ways_to_join
from cohorts.models import DebriefSession
from youdesign.notices.calendar import calendar_file


def session_file(session: DebriefSession) -> bytes:
    """Return the .ics file that adds, changes or takes out this session."""
    return calendar_file(
        uid=session.calendar_uid,
        sequence=session.calendar_sequence,
        summary="You Design group session",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=session.zone,
        location=session.place or session.online_link,
        description="\n".join(ways_to_join(session)),
        url=settings.SITE_URL + reverse("session-detail", args=[session.pk]),
        cancelled=session.is_cancelled,
    )


def sessions_file(sessions: Sequence[DebriefSession]) -> bytes:
    """Return one .ics file for several sessions; REQUEST and CANCEL are for one date, so it is PUBLISH with states."""
    calendar, *others = (Calendar.from_ical(session_file(session)) for session in sessions)
    for other in others:
        zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
        for part in other.subcomponents:
            if part.name != "VTIMEZONE" or str(part["TZID"]) not in zones:
                calendar.add_component(part)
    calendar["METHOD"] = "PUBLISH"
    content: bytes = calendar.to_ical()
    return content
