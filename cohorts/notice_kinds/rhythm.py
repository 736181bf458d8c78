"""A session comes: the messages before it, with time and place as they stand, and the facilitator's words."""

from typing import TypeAlias
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cohorts.links import answer_token, unwell_token
from cohorts.models import Attendance, DebriefSession, SessionMessage
from cohorts.notice_kinds.owed import (
    CHANGED,
    attachment,
    greeting,
    how,
    is_round_a_table,
    name_sessions,
    page_of,
    still_owed,
)
from cohorts.rhythm import message_of
from cohorts.times import clock, day, span
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person

CANNOT_COME = Withheld("You said that you can't come this time.")
SWITCHED_OFF = Withheld("Whoever runs the session chose not to send this one.")
Answer: TypeAlias = Attendance.Answer
Step: TypeAlias = SessionMessage.Step
Links: TypeAlias = list[tuple[str, str]]


def before_session(notice: Notice) -> Mail | Withheld:
    """Write to somebody who may come to a session, while it is to come."""
    owed = still_owed(notice)
    if isinstance(owed, Withheld):
        return owed
    session, person = owed
    step, _, sequence = notice.occurrence.partition(".")
    if sequence != str(session.calendar_sequence):
        return CHANGED
    if session.attendances.filter(person=person, answer=Answer.CANNOT).exists():
        return CANNOT_COME
    message = message_of(session, step)
    if message.is_off:
        return SWITCHED_OFF
    (text, link), *more = links_for(session, person, Step(step))
    return Mail(
        subject=subject_of(session, Step(step)),
        body="\n\n".join(filter(None, paragraphs(session, person, message))),
        link=link,
        link_text=text,
        more=tuple(more),
        attachments=attachment(session),
    )


def subject_of(session: DebriefSession, step: Step) -> str:
    """Say when, as near as the message is to it; never what about, because others see subjects."""
    zone = timezone.get_current_timezone()
    if step in (Step.WEEK, Step.TWO_DAYS):
        return f"Your group meets on {day(session.starts_at, zone)}"
    if step == Step.OPEN:
        return "Your group's room is open"
    return f"Your group meets at {clock(session.starts_at, zone)}"


def paragraphs(session: DebriefSession, person: Person, message: SessionMessage) -> list[str]:
    """Return the mail in paragraphs: when and how, as they stand, then her words, and who says them."""
    zone = timezone.get_current_timezone()
    about = f"What it is about: {session.title}." if session.title else ""
    return [
        greeting(person),
        f"{session.group} meets on {span(session.starts_at, session.ends_at, zone)}. {about}".strip(),
        how(session),
        *(what_for(session) if message.step in (Step.WEEK, Step.TWO_DAYS) else ()),
        message.words,
        expecting(session, person),
        "The file with this message puts it in your calendar.",
    ]


def expecting(session: DebriefSession, person: Person) -> str:
    """Say who runs the session, to whom it is not themselves."""
    who = session.group.who_run()
    if person in who:
        return ""
    run, are = ("runs", "is") if len(who) == 1 else ("run", "are")
    return f"{session.group.run_in_words}, who {run} the session and {are} expecting you."


def what_for(session: DebriefSession) -> list[str]:
    """Return the plan, and what to bring."""
    said = (("What we will do:", session.agenda), ("What to bring:", session.bring))
    return [f"{label}\n{text}" for label, text in said if text]


def links_for(session: DebriefSession, person: Person, step: Step) -> Links:
    """Return the links, the most wanted first; whoever runs it is not asked whether they come."""
    page = ("See the session", page_of(session))
    if session.group.is_run_by(person):
        return [("See who is coming", page_of(session)), *going_on(session, step)]
    answers = [(str(answer.label), answer_link(session, person, answer)) for answer in Answer]
    unwell = ("Unwell today? Say so in one tap", unwell_link(person))
    turn = ("Offer a turn", settings.SITE_URL + reverse("turn-offer", args=[session.pk]))
    if step == Step.WEEK:
        return [*answers, page, turn]
    if step == Step.TWO_DAYS:
        return [*answers, page, turn, unwell]
    room = ("Come into our room", settings.SITE_URL + reverse("debrief-live", args=[session.pk]))
    if step == Step.OPEN:
        page = room
    door = ("Open the video room", session.online_link) if session.online_link else page
    return [door, *([page] if door != page else []), unwell]


def going_on(session: DebriefSession, step: Step) -> Links:
    """Return the link to add the next dates, some days before a session that none follows."""
    later = session.group.sessions.filter(starts_at__gt=session.starts_at).exclude(state="cancelled")
    if step not in (Step.WEEK, Step.TWO_DAYS) or later.exists():
        return []
    href = settings.SITE_URL + reverse("group-keep-going", args=[session.group_id])
    return [("This is your last date. Keep going: add the next ones", href)]


def answer_link(session: DebriefSession, person: Person, answer: Answer) -> str:
    """Return the address that shows this answer chosen, without signing in; pressing the button there keeps it."""
    path = reverse("session-answer-link", args=[answer_token(session, person)])
    return f"{settings.SITE_URL}{path}?{urlencode({'answer': answer.value})}"


def unwell_link(person: Person) -> str:
    """Return the address by which this person says that they are unwell today, without signing in."""
    return f"{settings.SITE_URL}{reverse('care-unwell-link', args=[unwell_token(person)])}"


KINDS: tuple[Kind, ...] = (
    Kind(
        code="session_week",
        title="What your group will do, a week before",
        because="Your learning group meets in a week.",
        compose=before_session,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
    Kind(
        code="session_reminder",
        title="Reminders of your group's sessions",
        because="Your learning group meets soon.",
        compose=before_session,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
    Kind(
        code="session_open",
        title="Your group's room is open",
        because="Your learning group meets in a quarter of an hour.",
        compose=before_session,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
)
