"""The rhythm of a session: which messages go with it, when, and the words each starts with.

What a message says about time and place is put in when it goes. The words here are what the facilitator can change, so
they hold no fact that a move would make untrue.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from cohorts.models import DebriefSession, SessionMessage
from cohorts.times import days_before

Step = SessionMessage.Step


@dataclass(frozen=True)
class Beat:
    """One message of the rhythm: its kind of notice, when it is due, until when it is of use, and its first words."""

    step: Step
    kind: str
    due: Callable[[DebriefSession], datetime.datetime]
    useful_until: Callable[[DebriefSession], datetime.datetime]
    words: str


def before(*, days: int = 0, **time: int) -> Callable[[DebriefSession], datetime.datetime]:
    """Return what works out a time before a session: days count on the wall clock, the rest on a stopwatch."""
    return lambda session: days_before(session.starts_at, session.zone, days) - datetime.timedelta(**time)


def after(*, days: int) -> Callable[[DebriefSession], datetime.datetime]:
    """Return what works out the same time on the wall, so many days after a session began."""
    return before(days=-days)


BEFORE = (
    Beat(
        Step.WEEK,
        "session_week",
        before(days=7),
        before(days=3),  # two days before, the next one comes
        "This is what we plan to do. Would you like a turn? Offer one on its page. Passing is always fine.",
    ),
    Beat(
        Step.TWO_DAYS,
        "session_reminder",
        before(days=2),
        before(),
        "Please say if you are coming, so that the others know whom to expect.\n\n"
        "Is there anything you need to take part? Put it under “What I need”, or tell me. "
        "And if you would like a turn, offer one on its page.",
    ),
    Beat(
        Step.TWO_HOURS,
        "session_reminder",
        before(hours=2),
        before(),
        "It is nearly time. Camera off, breaks and just listening are all fine.",
    ),
    Beat(
        Step.OPEN,
        "session_open",
        before(minutes=15),
        before(),
        "The room is open. If something does not work, phone in, or write in our room and I will help.",
    ),
)
AFTER = (
    Beat(
        Step.DAY_AFTER,
        "session_after",
        after(days=1),
        after(days=6),
        "If you were there, thank you. Read what we learned, and say if it is right for you.\n\n"
        "One question asks how it was. And if you would like to talk about it with somebody, ask for a call.",
    ),
    Beat(
        Step.WEEK_AFTER,
        "session_later",
        after(days=7),
        after(days=14),
        "Your next step: how is it going? Done, changed and let go are all fine. "
        "One tap says so, and nobody is told. Set none? You can still write one down, or tell us in our room.",
    ),
)
IF_MISSED = (
    Beat(  # in place of the first: nobody is owed it, it is what the same notice says to those who were not there
        Step.MISSED,
        "session_after",
        after(days=1),
        after(days=6),
        "You do not need to explain. Come next time, take a pause, ask to be rung, or tell us what to change.",
    )
)
BEATS = (*BEFORE, AFTER[0], IF_MISSED, AFTER[1])
BY_STEP = {beat.step: beat for beat in BEATS}
KINDS_BEFORE = tuple(dict.fromkeys(beat.kind for beat in BEFORE))
KINDS_AFTER = tuple(beat.kind for beat in AFTER)


def drafts(session: DebriefSession) -> list[SessionMessage]:
    """Return each message of the rhythm with its first words, for a session that is being made."""
    return [SessionMessage(session=session, step=beat.step, words=beat.words) for beat in BEATS]


def message_of(session: DebriefSession, step: str) -> SessionMessage:
    """Return a session's message as it stands, or its first words where none was kept."""
    kept = session.messages.filter(step=step).first()
    return kept or SessionMessage(session=session, step=step, words=BY_STEP[Step(step)].words)
