"""The reminders owed about a session: rows made with the fact that causes them, never edited, only replaced."""

import datetime
from collections.abc import Iterable

from cohorts.models import DebriefSession
from cohorts.rhythm import BEFORE
from youdesign.notices.actions import owe_notice
from youdesign.people.models import Person


def owe_reminders(
    session: DebriefSession, people: Iterable[Person], *, now: datetime.datetime, is_news: bool = False
) -> None:
    """Owe each person the reminders that are not due yet; when the date is news to them, the latest due one too."""
    if session.starts_at <= now:
        return
    due_already = [beat for beat in BEFORE if beat.due(session) <= now]
    left_out = due_already[:-1] if is_news else due_already
    beats = [beat for beat in BEFORE if beat not in left_out]
    for person in people:
        for beat in beats:
            owe_notice(
                beat.kind,
                object_id=str(session.pk),
                due_at=beat.due(session),
                person=person,
                occurrence=f"{beat.step}.{session.calendar_sequence}",
                useful_until=beat.useful_until(session),
            )
