"""The reminders owed about a session: rows made with the fact that causes them, never edited, only replaced."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from cohorts.models import DebriefSession
from cohorts.rhythm import AFTER, BEFORE, Beat
from youdesign.notices.actions import Promise, owe_notices
from youdesign.people.models import Person


def owe_reminders(
    session: DebriefSession, people: Iterable[Person], *, now: datetime.datetime, is_news: bool = False
) -> None:
    """Owe each person the reminders that are not due yet; when the date is news to them, the latest due one too."""
    owe_reminders_of([session], people, now=now, is_news=is_news)


def owe_reminders_of(
    sessions: Sequence[DebriefSession], people: Iterable[Person], *, now: datetime.datetime, is_news: bool = False
) -> None:
    """The same for several sessions, in as many questions as for one; what goes on unplanned asks for none."""
    everybody, sessions = list(people), [session for session in sessions if not session.is_straight_after]
    owe_notices(
        [
            promise(session, beat, person)
            for session in sessions
            for beat in beats_to_come(session, now, is_news=is_news)
            for person in everybody
        ]
    )
    owe_after(sessions, everybody, now=now)


def owe_after(sessions: Sequence[DebriefSession], people: Iterable[Person], *, now: datetime.datetime) -> None:
    """Owe each member what comes after sessions of a group; who runs it has their pages. Owing twice is owing once."""
    runs = set(sessions[0].group.who_run()) if sessions else set()
    members = [person for person in people if person not in runs]
    owe_notices(
        [
            promise(session, beat, person)
            for session in sessions
            for beat in AFTER
            if beat.useful_until(session) > now
            for person in members
        ]
    )


def beats_to_come(session: DebriefSession, now: datetime.datetime, *, is_news: bool) -> Iterator[Beat]:
    """Yield what is not due yet, and what was due last where it would be the first to say that there is a session."""
    if session.starts_at <= now:
        return
    due_already = [beat for beat in BEFORE if beat.due(session) <= now]
    left_out = due_already[:-1] if is_news else due_already
    yield from (beat for beat in BEFORE if beat not in left_out)


def promise(session: DebriefSession, beat: Beat, person: Person) -> Promise:
    """Return one reminder to one person."""
    return Promise(
        beat.kind,
        person,
        str(session.pk),
        f"{beat.step}.{session.calendar_sequence}",
        beat.due(session),
        beat.useful_until(session),
    )
