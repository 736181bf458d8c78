"""Sessions in calendars: they name the product, never the group, because others may see a calendar."""

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from cohorts.joining import ways_to_join
from cohorts.models import DebriefSession
from youdesign.notices.calendar import CalendarDate, calendar_file, calendar_of
from youdesign.people.models import Person


def session_file(session: DebriefSession) -> bytes:
    """Return the .ics file that adds, changes or takes out this session."""
    return calendar_file(calendar_date(session))


def dates_of(person: Person, since: datetime.datetime) -> list[CalendarDate]:
    """Return the sessions of the groups this person has a seat in that end after a moment, cancelled ones too."""
    sessions = DebriefSession.objects.round_the_table_of(person)
    return [calendar_date(session) for session in sessions.filter(ends_at__gte=since)]


def calendar_date(session: DebriefSession) -> CalendarDate:
    """Return a session as calendars read it."""
    return CalendarDate(
        uid=session.calendar_uid,
        sequence=session.calendar_sequence,
        summary="You Design group session",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=session.zone,
        location=session.place or session.online_link,
        description="\n".join(ways_to_join(session)),
        url=settings.SITE_URL + reverse("session-detail", args=[session.pk]),
        is_cancelled=session.is_cancelled,
    )


def sessions_file(sessions: Sequence[DebriefSession]) -> bytes:
    """Return one .ics file for several sessions; REQUEST and CANCEL are for one date, so it is PUBLISH with states."""
    return calendar_of([calendar_date(session) for session in sessions], "METHOD:PUBLISH")
