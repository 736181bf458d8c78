"""What the demo people said together: how their group is, what they learned, and what came of what they asked for."""

import datetime
from typing import Any

from cohorts import actions as cohorts
from cohorts.models import CohortDecision, DebriefSession, LearningGroup
from cohorts.next_steps import IfThen
from cohorts.pulse import pulses, statements
from cohorts.rating import question_of
from cohorts.times import today
from youdesign.demo import story


def let_them_say_how_it_is(group: LearningGroup, now: datetime.datetime) -> None:
    """Answer the last pulse on the day after its session, so that the group reads what it said."""
    asked = pulses(group, now)[0]
    items = [code.pk for code in statements()]
    for person, values in zip(group.members(), story.PULSE, strict=False):
        cohorts.answer_pulse(
            session=asked,
            by=person,
            answers=dict(zip(items, values, strict=False)),
            now=asked.ends_at + datetime.timedelta(days=1),
        )


def say_what_came_of_it(group: LearningGroup) -> None:
    """Write down what the coordinator did, and what she did not do and why."""
    for days, said, did, because in story.DECISIONS:
        CohortDecision.objects.create(
            cohort=group.cohort,
            said=said,
            did=did,
            because=because,
            decided_on=today() - datetime.timedelta(days=days),
        )


def say_what_they_learned(group: LearningGroup, now: datetime.datetime) -> None:
    """Write down what came of the two sessions that were: the first stands, the second is being checked."""
    first, second = group.sessions.filter(state=DebriefSession.State.HELD)
    for session, words in ((first, story.LEARNED[0]), (second, story.LEARNED[1])):
        cohorts.write_recap(session=session, by=group.facilitator, seen=0, now=session.ends_at, **words)
        for person in group.members()[1 : 5 if session == first else 3]:
            cohorts.check_recap(session=session, by=person, seen=1, is_right=True, words="", now=now)
        say_how_it_was(session)
    cohorts.agree_recap(session=first, by=group.facilitator, seen=1, now=now)
    asif = group.members().first()
    if asif:
        cohorts.check_recap(session=second, by=asif, seen=1, is_right=False, words=story.WOULD_CHANGE, now=now)


def take_something_with_them(group: LearningGroup) -> None:
    """Write down what people took from the last session, and the steps they set there."""
    session = group.sessions.filter(state__in=DebriefSession.HELD).order_by("-starts_at")[0]
    about: dict[str, Any] = {"session": session, "now": session.ends_at}
    leader = group.members().get(email=story.LEADER.email)
    others = list(group.members().exclude(pk=leader.pk))
    for person, text in zip(others, story.TAKEN, strict=False):
        cohorts.write_note(by=person, kind="learning", text=text, **about)
    for person, text in zip(others, story.WRITTEN_QUIETLY, strict=False):
        cohorts.write_note(by=person, kind="writing", step=2, text=text, **about)
    cohorts.show_writing(by=group.facilitator, step=2, **about)
    cohorts.write_note(by=leader, kind="learning", text=story.LEADER_TAKES, **about)
    cohorts.write_note(by=group.facilitator, kind="private", text=story.NOTES_OF_FACILITATOR, **about)
    for person, words in zip(others, story.OTHERS_STEPS, strict=False):
        cohorts.set_next_step(by=person, words=IfThen(*words), **about)
    first, _, last = (cohorts.set_next_step(by=leader, words=IfThen(*words), **about) for words in story.LEADERS_STEPS)
    cohorts.move_next_step(step=last, by=leader, to="done", now=session.ends_at)
    cohorts.change_next_step(
        step=first, by=leader, words=IfThen(*story.LEADERS_STEPS[0]), is_shared=False, version=1, now=session.ends_at
    )


def say_how_it_was(session: DebriefSession) -> None:
    """Answer the one question about a session, while it was asked."""
    question = question_of(session)
    for person, value in zip(session.group.members(), story.RATING, strict=False):
        if question and person.name != story.LEADER.name:
            answers = {question.pk: value}
            cohorts.rate_session(session=session, by=person, answers=answers, now=session.ends_at)
