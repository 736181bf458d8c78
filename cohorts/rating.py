"""How a session was: one question of a list in turn, asked for two weeks, and shown by the rules of the group pulse."""

import datetime

from cohorts.models import DebriefSession, PulseAnswer
from cohorts.pulse import Line, lines_of, statements
from youdesign.people.models import Code

LISTING = "after_debrief"
OPEN_FOR = datetime.timedelta(days=14)


def question_of(session: DebriefSession) -> Code | None:
    """Return what is asked about a session: what people have answered already, else the next in turn."""
    answered = PulseAnswer.objects.filter(session=session, item__listing=LISTING).select_related("item").first()
    if answered:
        return answered.item
    questions = list(statements(LISTING))
    before = DebriefSession.objects.filter(group=session.group_id, starts_at__lt=session.starts_at)
    turn = before.exclude(state=DebriefSession.State.CANCELLED).count()
    return questions[turn % len(questions)] if questions else None


def is_open_rating(session: DebriefSession, now: datetime.datetime) -> bool:
    """Whether people can still answer."""
    return not session.is_cancelled and session.starts_at <= now < session.starts_at + OPEN_FOR


def shown_rating(session: DebriefSession, now: datetime.datetime) -> Line | None:
    """Return how many of how many agree, once nobody can answer any more and four people or more did."""
    if session.starts_at > now or is_open_rating(session, now):
        return None
    return next(iter(lines_of(session, LISTING)), None)
