"""Planning, moving and cancelling a session, with the notices each owes."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.actions.carrying_over import bring_along, carry_over, put_back_what_does_not_fit
from cohorts.actions.reminders import owe_reminders
from cohorts.actions.telling import tell_of_changes, withdraw_all
from cohorts.debrief_problems import DebriefGoesOn
from cohorts.models import DebriefSession, LearningGroup, SeriesDay, SessionMessage, SessionTime
from cohorts.policies import can_run_session_of_group, is_open_session
from cohorts.problems import GroupEnded, SessionOver
from cohorts.rhythm import drafts
from youdesign.notices.actions import owe_notice
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.people.states import check_move

SAYABLE = {*DebriefSession.HOW, *DebriefSession.WHAT, "template"}
CALLED_OFF = "The session was cancelled."
WHEN = {"starts_at", "ends_at", "time_zone"}
FITS = {"template", "starts_at", "ends_at"}  # more turns, or fewer
TOLD_OF = {*WHEN, *DebriefSession.HOW}  # what mails and calendars say, beside the page


@transaction.atomic
def plan_session(
    *,
    by: Person,
    group: LearningGroup,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    time_zone: str = "Europe/London",
    **said: Any,
) -> DebriefSession:
    """Give a group a date, and owe everyone round its table their reminders; `said` is how to join and what for."""
    if not can_run_session_of_group(by, group):
        raise PermissionDenied
    group = LearningGroup.objects.select_for_update().get(pk=group.pk)  # somebody joining now gets their reminders once
    if group.state == LearningGroup.State.ENDED:
        raise GroupEnded
    session = DebriefSession.objects.create(
        group=group, starts_at=starts_at, ends_at=ends_at, time_zone=time_zone, **only_sayable(said)
    )
    SessionMessage.objects.bulk_create(drafts(session))
    record("plan", session, by=by, group=group.pk)
    bring_along(session, by=by)
    owe_reminders(session, group.people(), now=timezone.now(), is_news=True)
    return session


def only_sayable(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is said about a session; raises TypeError for anything else, which is not set by words."""
    if unknown := said.keys() - SAYABLE:
        raise TypeError(f"A session does not say {', '.join(sorted(unknown))}.")
    return said


def lock(session: DebriefSession, *, from_answers: bool = False) -> DebriefSession:
    """Return the row locked, after its group's, so that nobody joins or moves it meanwhile.

    What belongs to it may be written meanwhile, as words in its room are; `from_answers` holds that up too.
    """
    LearningGroup.objects.select_for_update().get(pk=session.group_id)
    rows = DebriefSession.objects.select_for_update(of=("self",), no_key=not from_answers)
    return rows.select_related("group", "template").get(pk=session.pk)


@transaction.atomic
def move_session(
    *,
    session: DebriefSession,
    by: Person,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    time_zone: str | None = None,
    **said: Any,
) -> DebriefSession:
    """Change a session: where it is when or how, reminders are replaced, and those who had one are told."""
    session, now = lock(session, from_answers=True), timezone.now()
    if not can_run_session_of_group(by, session.group):
        raise PermissionDenied
    if not is_open_session(session, now):
        raise SessionOver
    check_rests(session)
    asked = {"starts_at": starts_at, "ends_at": ends_at, **only_sayable(said)}
    asked |= {"time_zone": time_zone} if time_zone else {}
    changed = {name: value for name, value in asked.items() if value != getattr(session, name)}
    if WHEN & changed.keys():
        SeriesDay.objects.filter(session=session).update(moved_alone_at=now)
    if changed and change(session, changed, by=by, now=now):
        tell_of_changes([session], now=now)
    return session


def check_rests(session: DebriefSession) -> None:
    """Raise DebriefGoesOn where people are in its room now: it is ended there first."""
    if session.is_in_its_room:
        raise DebriefGoesOn


def change(session: DebriefSession, changed: Mapping[str, object], *, by: Person, now: datetime.datetime) -> bool:
    """Set the new facts; return whether they are news to those who had been told others."""
    is_news = bool(TOLD_OF & changed.keys())
    if is_news:
        keep_time(session)
    for name, value in changed.items():
        setattr(session, name, value)
    session.changed_at = now
    session.save(update_fields=[*changed, "calendar_sequence", "changed_at"])
    record("move", session, by=by, sequence=session.calendar_sequence, changed=", ".join(changed))
    if FITS & changed.keys():
        put_back_what_does_not_fit(session, by=by)
    if "starts_at" in changed:
        session.attendances.all().delete()  # an answer was about the old time
    return is_news


def keep_time(session: DebriefSession) -> None:
    """Write down when it was to be until now, under the number that the next one leaves behind."""
    SessionTime.objects.create(
        session=session,
        sequence=session.calendar_sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )
    session.calendar_sequence += 1


@transaction.atomic
def cancel_session(*, session: DebriefSession, by: Person) -> None:
    """Call a session off, hold back its reminders and tell everyone, with a file that takes it out of calendars."""
    session, now = lock(session), timezone.now()
    if not can_run_session_of_group(by, session.group):
        raise PermissionDenied
    if not is_open_session(session, now):
        raise SessionOver
    check_rests(session)
    call_off(session, by=by, now=now)
    withdraw_all([session], CALLED_OFF)
    for person in session.group.people():
        owe_notice(
            "session_cancelled",
            object_id=str(session.pk),
            due_at=now,
            person=person,
            useful_until=session.ends_at,
        )


def call_off(session: DebriefSession, *, by: Person | None, now: datetime.datetime) -> None:
    """Let a session be cancelled; nobody is told here."""
    check_move(DebriefSession.MOVES, session.state, DebriefSession.State.CANCELLED)
    session.state = DebriefSession.State.CANCELLED
    session.calendar_sequence += 1
    session.changed_at = now
    session.save(update_fields=["state", "calendar_sequence", "changed_at"])
    SeriesDay.objects.filter(session=session).delete()
    record("cancel", session, by=by)
    carry_over(session, by=by, now=now)
