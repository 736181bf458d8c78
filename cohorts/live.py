"""What can be asked about live debriefs: when the room opens, by which steps it goes, whether somebody leads it."""

import datetime
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from cohorts.debriefing import Now
from cohorts.models import Attendance, DebriefSession, DebriefTemplate, LearningGroup, LiveDebrief
from youdesign.people.models import Block, Person

STRAIGHT_AFTER = "after_event_30"
GONE_AFTER = datetime.timedelta(seconds=60)
FORGOTTEN_AFTER = datetime.timedelta(hours=3)


def live_now(session: DebriefSession, now: datetime.datetime) -> str:
    """Return "on" while it goes on in our room, "open" while people may come in, else nothing."""
    if session.state == DebriefSession.State.LIVE:
        return "on"
    if session.state in DebriefSession.DONE:
        return ""
    return "open" if session.room_opens_at <= now <= session.room_closes_at else ""


def nobody_began(session: DebriefSession, now: datetime.datetime) -> bool:
    """Return whether its room has closed without a debrief; one straight after an event is called off by that."""
    if session.is_cancelled:
        return session.is_straight_after
    return not session.is_held and not live_now(session, now) and session.room_closes_at < now


def template_for(session: DebriefSession) -> DebriefTemplate | None:
    """Return the steps a session goes by: those that were chosen, else the longest for groups that fits its time."""
    if session.template is not None:
        return session.template
    minutes = (session.ends_at - session.starts_at) // datetime.timedelta(minutes=1)
    together = DebriefTemplate.objects.filter(is_on=True, is_written=False)
    fits = together.filter(minutes__lte=minutes).order_by("-minutes", "position").first()
    return fits or together.order_by("minutes", "position").first()


def template_straight_after() -> DebriefTemplate | None:
    """Return the steps of a debrief straight after an event; where staff took them away, the shortest for groups."""
    together = DebriefTemplate.objects.filter(is_on=True, is_written=False)
    return together.filter(slug=STRAIGHT_AFTER).first() or together.order_by("minutes", "position").first()


def goes_on_in(group: LearningGroup, now: datetime.datetime) -> DebriefSession | None:
    """Return the debrief of a group that goes on, else the one whose room is open, if one is."""
    soon = group.sessions.exclude(state__in=DebriefSession.DONE).filter(starts_at__lte=now + DebriefSession.LOBBY)
    found = [session for session in soon.select_related("group__room") if live_now(session, now)]
    return min(found, key=lambda session: session.state != DebriefSession.State.LIVE, default=None)


def come_in(sessions: Iterable[DebriefSession], now: datetime.datetime) -> DebriefSession | None:
    """Return the first of these that goes on, else whose room is open.

    Where this person said that they cannot come, it comes last, and only once it goes on: they may come after all.
    Each session carries `my_answer`.
    """
    found = [each for each in sessions if live_now(each, now) == "on" or (live_now(each, now) and not said_no(each))]
    return min(found, key=lambda each: (said_no(each), each.state != DebriefSession.State.LIVE), default=None)


def said_no(session: DebriefSession) -> bool:
    """Return whether this person said that they cannot come."""
    return session.my_answer == Attendance.Answer.CANNOT


def is_led(live: LiveDebrief, session: DebriefSession, now: datetime.datetime) -> bool:
    """Return whether the facilitator's page was open within the last minute; before the start nobody is missed."""
    since = max(live.led_at or live.opened_at, min(session.starts_at, now))
    return now - since < GONE_AFTER


def forgotten(now: datetime.datetime) -> QuerySet[LiveDebrief]:
    """Return those that nobody ended, long after their time, and rooms that have closed before anybody began."""
    late = Q(session__ends_at__lt=now - FORGOTTEN_AFTER)
    not_begun = ~Q(session__state=DebriefSession.State.LIVE) & Q(session__ends_at__lt=now - DebriefSession.LOBBY)
    found = LiveDebrief.objects.filter(late | not_begun, ended_at__isnull=True)
    return found.select_related("session__group__room", "session__group__facilitator").order_by("pk")


def who_can_check_in(session: DebriefSession, leaver: Person) -> QuerySet[Person]:
    """Return whom somebody who leaves early can choose: those round the table, but who is kept apart."""
    apart = Block.objects.keep_apart(leaver)
    return session.group.people().exclude(pk__in={leaver.pk, *apart})


def stands_in(live: LiveDebrief) -> Now | None:
    """Return where it stands, or None once it is over."""
    facts = getattr(getattr(live.session.group.room, "state", None), "facts", {})
    is_here = live.ended_at is None and facts.get("session") == live.session_id
    return Now.from_facts(facts) if is_here else None
