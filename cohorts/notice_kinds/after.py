"""A session is over: what comes the day after and a week after, to those who were there and those who were not."""

from typing import TypeAlias

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cohorts.missing import has_missed, is_nothing_to_them
from cohorts.models import DebriefSession, RecapCheck, SessionMessage, SessionRecap
from cohorts.next_steps import has_open_steps
from cohorts.notice_kinds.care import recap_of
from cohorts.notice_kinds.owed import (
    CHANGED,
    GONE,
    LEFT,
    greeting,
    is_paused,
    is_round_a_table,
    name_sessions,
    still_theirs,
)
from cohorts.rhythm import message_of
from cohorts.times import day
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.notices.quiet import PAUSED
from youdesign.people.models import Person

Step: TypeAlias = SessionMessage.Step
Links: TypeAlias = list[tuple[str, str]]
SWITCHED_OFF = Withheld("Whoever runs the session chose not to send this one.")
NOTHING_TO_ASK = Withheld("You were not there, so there is nothing to ask.")
ANOTHER_SAYS_SO = Withheld("The words were changed again, and another message says so.")
SAID_ALREADY = Withheld("You have said what you think of it already.")
ASKED_ALREADY = Withheld("The message of the day after asked you already.")
CHANGED_SINCE = Withheld("The words were changed since.")
RIGHT_AFTER_ALL = Withheld("They said since that it is right.")


def after_session(notice: Notice) -> Mail | Withheld:
    """Write to a member after a session; who was not there reads other words, and is asked nothing a week later."""
    owed = still_theirs(notice)
    if isinstance(owed, Withheld):
        return owed
    session, person = owed
    if is_nothing_to_them(session, person):
        return NOTHING_TO_ASK
    owed_step, _, sequence = notice.occurrence.partition(".")
    if sequence != str(session.calendar_sequence):
        return CHANGED
    step = Step(owed_step)
    if has_missed(session, person):
        if step == Step.WEEK_AFTER and not has_open_steps(session, person):
            return NOTHING_TO_ASK
        step = step if step == Step.WEEK_AFTER else Step.MISSED
    message = message_of(session, step)
    return SWITCHED_OFF if message.is_off else mail_of(session, person, message)


def mail_of(session: DebriefSession, person: Person, message: SessionMessage) -> Mail:
    """Return one message with its facts as they stand, and where to go on."""
    step = Step(message.step)
    (text, link), *more = links_for(session, step)
    parts = (greeting(person), *facts_for(session, step), message.words, str(session.group.facilitator))
    return Mail(
        subject=subject_of(session, step),
        body="\n\n".join(filter(None, parts)),
        link=link,
        link_text=text,
        more=tuple(more),
    )


def subject_of(session: DebriefSession, step: Step) -> str:
    """Say which session; never what about, because others see subjects."""
    on = day(session.starts_at, timezone.get_current_timezone())
    if step == Step.MISSED:
        return f"What you missed on {on}"
    return f"After your group on {on}" if step == Step.DAY_AFTER else "Your next step: how is it going?"


def facts_for(session: DebriefSession, step: Step) -> list[str]:
    """Return what is true now: for those who were not there the recap, and when the group meets next."""
    if step == Step.MISSED:
        return recap_of(session)
    on = day(session.starts_at, timezone.get_current_timezone())
    return [f"{session.group} {'met' if session.is_held else 'was to meet'} on {on}."]


def links_for(session: DebriefSession, step: Step) -> Links:
    """Return the links, the most wanted first."""
    room = ("Read your group's room", full("room-detail", session.group.room_id))
    recap, rung = ("Read what we learned", full("session-recap", session.pk)), full("session-ring", session.pk)
    if step == Step.MISSED:
        change = ("Change something", f"{full('group-detail', session.group_id)}#help")
        return [recap, room, ("Take a pause", full("care-pause")), ("Ring me", rung), change]
    if step == Step.WEEK_AFTER:
        return [("Done, changed or let go: say so", full("next-step-list")), recap, room]
    return [recap, ("Say how it was", full("session-rate", session.pk)), ("I would like a call", rung)]


def full(name: str, *args: int) -> str:
    """Return the full address of a page."""
    return settings.SITE_URL + reverse(name, args=args)


def recap_to_check(notice: Notice) -> Mail | Withheld:
    """Ask one of the group whether what was written is right; the words themselves stay on the page."""
    found = SessionRecap.objects.select_related("session__group", "written_by").filter(session__pk=notice.object_id)
    recap, person = found.first(), notice.person
    if recap is None or person is None:
        return GONE
    session = recap.session
    if not session.group.has_member(person):
        return LEFT
    if is_paused(person, session.group):
        return PAUSED
    if str(recap.version) != notice.occurrence:
        return ANOTHER_SAYS_SO
    if recap.checks.current().filter(person=person).exists():
        return SAID_ALREADY
    after = Notice.objects.filter(kind="session_after", person=person, object_id=notice.object_id)
    if after.filter(state=Notice.State.SENT, sent_at__gte=recap.written_at).exists():
        return ASKED_ALREADY
    on = day(session.starts_at, timezone.get_current_timezone())
    return Mail(
        subject="What your group learned: is it right?",
        body="\n\n".join(
            [
                greeting(person),
                f"{recap.written_by or session.group.facilitator} wrote down what {session.group} did and learned "
                f"on {on}. It takes a minute to read.",
                "Say that it is right, or what you would change. If something is too much about you, say so: it goes.",
            ]
        ),
        link=full("session-recap", session.pk),
        link_text="Read it",
    )


def recap_change_wanted(notice: Notice) -> Mail | Withheld:
    """Tell who can change the words that somebody would; what they said stays on the page."""
    key, _, version = notice.occurrence.partition(".")
    if notice.person is None:
        return GONE
    readable = RecapCheck.objects.visible_to(notice.person).select_related("recap__session__group")
    check = readable.filter(pk=key).first()
    if check is None:
        return LEFT
    session = check.recap.session
    if is_paused(notice.person, session.group):
        return PAUSED
    if str(check.recap.version) != version:
        return CHANGED_SINCE
    if check.is_right:
        return RIGHT_AFTER_ALL
    on = day(session.starts_at, timezone.get_current_timezone())
    return Mail(
        subject="Somebody would change what your group learned",
        body="\n\n".join(
            [
                greeting(notice.person),
                f"Somebody in {session.group} read what was written about {on}, and would change something.",
                "It may be too much about them, so please look soon. Only whoever wrote it and who runs the group "
                "can read what they said.",
            ]
        ),
        link=full("session-recap", session.pk),
        link_text="Read what they would change",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        code="session_after",
        title="The day after your group met",
        because="Your learning group met.",
        compose=after_session,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
    Kind(
        code="session_later",
        title="Your next step, a week after your group met",
        because="Your learning group met a week ago.",
        compose=after_session,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
    Kind(
        code="recap_to_check",
        title="What your group learned, to check",
        because="Somebody wrote down what your group learned, or changed it.",
        compose=recap_to_check,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
    Kind(
        code="recap_change_wanted",
        title="Somebody would change what your group learned",
        because="You wrote it, or you run the group.",
        compose=recap_change_wanted,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
)
