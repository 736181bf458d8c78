"""The calendar file of a session: it names the product, never the group, because others may see a calendar."""

from django.conf import settings
from django.urls import reverse

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
