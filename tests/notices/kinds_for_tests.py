"""Kinds of notice that do what a test asks by their object's id."""

import datetime
import uuid
from zoneinfo import ZoneInfo

from youdesign.notices.calendar import CalendarDate, calendar_file
from youdesign.notices.kinds import Attachment, Kind, Mail, Withheld
from youdesign.notices.models import Notice

STARTS = datetime.datetime(2026, 12, 1, 18, 0, tzinfo=datetime.UTC)


def compose_reminder(notice: Notice) -> Mail | Withheld:
    """Write a reminder, withhold one that is no longer true, or fall over."""
    if notice.object_id == "cancelled":
        return Withheld("The session was cancelled.")
    if notice.object_id == "broken":
        raise RuntimeError("a bug in a kind")
    return Mail(
        subject=f"Your session\r\nBcc: somebody@else.test {notice.object_id}",
        body="Hello & welcome.\n\nYour session is on Tuesday at 6pm.\nYou can phone in.",
        link="/sessions/1/",
        link_text="See the session",
        attachments=(Attachment("session.ics", calendar(), "text/calendar"),),
    )


def compose_letter(notice: Notice) -> Mail:
    """Write a letter that has to reach people."""
    return Mail(subject="A letter", body="We have news for you.")


def calendar() -> bytes:
    """Return a calendar file for the reminder."""
    date = CalendarDate(
        uid=uuid.UUID(int=7),
        sequence=2,
        summary="Learning group",
        starts_at=STARTS,
        ends_at=STARTS + datetime.timedelta(hours=1),
        zone=ZoneInfo("Europe/London"),
    )
    return calendar_file(date)


KINDS = (
    Kind("reminder", "Reminders of sessions", "You are in a learning group.", compose_reminder),
    Kind("letter", "Letters about your place", "You have a place in a programme.", compose_letter, can_be_off=False),
)
