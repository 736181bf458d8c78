"""What the demo's leader and mentor have done so far: agreed, talked once, written things down, and booked a talk."""

import datetime
from typing import Any

from mentoring import actions as mentoring
from mentoring.agreements import Agreement
from mentoring.load import week_for
from mentoring.models import Match
from mentoring.reviews import questions_after_talk
from youdesign.people.models import Person

DAY = datetime.timedelta(days=1)
WORDED = (
    (
        "purpose",
        "To say what I came to say at the discharge board, without my voice going. To know when to stop being polite. "
        "And to ask for the travel money before the meeting, not after it.",
    ),
    ("how", "By video if I am well, by phone if I am not. If it breaks, Ruth rings me."),
    ("changes", "An hour before is fine. Neither of us says why."),
)
WHERE = "https://meet.example.org/maureen-and-ruth"
NOTE = (
    "She laughed at the thing about the biscuits, so I told her the rest. Ask her how she said no to the second panel."
)
LOADS = (4, 4, 3, 5)  # the newest first
STEP = {"if_words": "they thank me and move on", "then_words": "I will ask who is going to do what, and by when"}


def let_them_begin(match: Match, now: datetime.datetime) -> None:
    """Let the two agree, talk once, review it, write down a step, and book the next talk."""
    leader, mentor = match.leader, match.offer.mentor
    Match.objects.filter(pk=match.pk).update(answered_at=now - 5 * DAY)
    for clause, text in WORDED:
        word(match, clause, text, leader, now - 4 * DAY)
    for person in (leader, mentor):
        mentoring.sign_agreement(match=match, by=person, mark=Agreement(match).mark, now=now - 3 * DAY)
    let_them_talk(match, now)
    soon = (now + 6 * DAY).replace(hour=11, minute=0, second=0, microsecond=0)
    talk = mentoring.offer_times(match=match, by=mentor, starts=[soon, soon + DAY], **how(now - DAY))
    mentoring.pick_time(talk=talk, by=leader, starts_at=soon, now=now)


def let_her_mentor_say_how_it_is(match: Match, now: datetime.datetime) -> None:
    """Let the mentor be asked each week how their load is, and have said so a few times."""
    offer, mentor = match.offer, match.offer.mentor
    mentoring.choose_load_check(offer=offer, by=mentor, asked="mine")
    for weeks, value in enumerate(LOADS, start=1):
        at = now - weeks * 7 * DAY
        mentoring.say_load(offer=offer, by=mentor, week=week_for(mentor, at), value=value, now=at)


def word(match: Match, clause: str, text: str, by: Person, now: datetime.datetime) -> None:
    """Put a clause into words."""
    shown = next(each for each in Agreement(match).clauses if each.clause == clause)
    mentoring.word_clause(match=match, clause=clause, by=by, text=text, mark=shown.mark, now=now)


def let_them_talk(match: Match, now: datetime.datetime) -> None:
    """Let the first talk have been two days ago, with what came of it."""
    leader, mentor, at = match.leader, match.offer.mentor, now.replace(minute=0, second=0, microsecond=0) - 2 * DAY
    talk = mentoring.offer_times(match=match, by=mentor, starts=[at], **how(at - DAY))
    talk = mentoring.pick_time(talk=talk, by=leader, starts_at=at, now=at - DAY)
    talk = mentoring.say_what_came_of_it(talk=talk, by=leader, was_held=True, now=at + DAY)
    mentoring.write_note(talk=talk, by=leader, text=NOTE, version=0, now=at + DAY)
    mentoring.set_step(match=match, by=mentor, whose=leader, now=at + DAY, **STEP)
    answers: dict[int, int | None] = {item.pk: 5 for item in questions_after_talk(match, leader)}
    mentoring.review_talk(talk=talk, by=leader, answers=answers, choice="carry_on", words="", now=at + DAY)


def how(now: datetime.datetime) -> dict[str, Any]:
    """Return how long and by what they talk."""
    return {"minutes": 45, "channel": "video", "where": WHERE, "now": now}
