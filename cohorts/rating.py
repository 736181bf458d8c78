"""How a session was: one question in turn, asked for two weeks; shown as the group pulse is, or read by who runs it."""

import datetime

from cohorts.models import ChangeWish, DebriefSession, PulseAnswer
from cohorts.pulse import Line, lines_of, statements
from youdesign.people.models import Code, Person

LISTING = "after_debrief"
IN_WORDS = "after_debrief_words"  # answered in words, after those that are counted
OPEN_FOR = datetime.timedelta(days=14)


def question_of(session: DebriefSession) -> Code | None:
    """Return what is asked about a session: what people have answered already, else the next in turn."""
    counted = PulseAnswer.objects.filter(session=session, item__listing=LISTING).select_related("item").first()
    if answered := counted or session.change_wishes.select_related("item").first():
        return answered.item
    questions = [*statements(LISTING), *statements(IN_WORDS)]
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


def wishes_for(person: Person, session: DebriefSession) -> list[str]:
    """Return what others would change, without their names, for whoever runs the group."""
    wishes = ChangeWish.objects.visible_to(person).filter(session=session).exclude(person=person)
    return [wish.words for wish in wishes]
