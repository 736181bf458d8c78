"""The reminders owed about a session: rows made with the fact that causes them, never edited, only replaced."""

import datetime
from collections.abc import Iterable

from cohorts.models import DebriefSession
from cohorts.times import days_before
from youdesign.notices.actions import owe_notice
from youdesign.people.models import Person


def reminder_times(session: DebriefSession) -> list[tuple[str, datetime.datetime]]:
    """Return which reminders a session has and when: days count on the wall clock, hours on a stopwatch."""
    return [
        ("2d", days_before(session.starts_at, session.zone, 2)),
        ("2h", session.starts_at - datetime.timedelta(hours=2)),
    ]


def owe_reminders(
    session: DebriefSession, people: Iterable[Person], *, now: datetime.datetime, is_news: bool = False
) -> None:
    """Owe each person the reminders that are not due yet; when the date is news to them, the latest due one too."""
    if session.starts_at <= now:
        return
    times = reminder_times(session)
    due_already = [which for which, due_at in times if due_at <= now]
    left_out = due_already[:-1] if is_news else due_already
    for person in people:
        for which, due_at in times:
            if which not in left_out:
                owe_notice(
                    "session_reminder",
                    object_id=str(session.pk),
                    due_at=due_at,
                    person=person,
                    occurrence=f"{which}.{session.calendar_sequence}",
                    useful_until=session.starts_at,
                )
