"""Planning, moving and cancelling a session, with the notices each owes."""

import datetime
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cohorts.actions.reminders import owe_reminders
from cohorts.models import DebriefSession, LearningGroup, SessionMessage, SessionTime
from cohorts.policies import can_run_session_of_group, is_open_session
from cohorts.problems import GroupEnded, SessionOver
from cohorts.rhythm import KINDS_BEFORE, drafts
from youdesign.notices.actions import owe_notice, withdraw_notices
from youdesign.notices.models import Notice
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.people.states import check_move

SAYABLE = {*DebriefSession.HOW, *DebriefSession.WHAT}
TOLD_OF = {"starts_at", "ends_at", "time_zone", *DebriefSession.HOW}  # what mails and calendars say, beside the page


@transaction.atomic
def plan_session(
    *,
    by: Person,
    group: LearningGroup,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    time_zone: str = "Europe/London",
    **said: str,
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
    owe_reminders(session, group.people(), now=timezone.now(), is_news=True)
    return session


def only_sayable(said: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is said about a session; raises TypeError for anything else, which is not set by words."""
    if unknown := said.keys() - SAYABLE:
        raise TypeError(f"A session does not say {', '.join(sorted(unknown))}.")
    return said


def lock(session: DebriefSession) -> DebriefSession:
    """Return the row locked, after its group's, so that nobody joins or moves it meanwhile."""
    LearningGroup.objects.select_for_update().get(pk=session.group_id)
    return DebriefSession.objects.select_for_update(of=("self",)).select_related("group").get(pk=session.pk)


@transaction.atomic
def move_session(
    *,
    session: DebriefSession,
    by: Person,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    time_zone: str | None = None,
    **said: str,
) -> DebriefSession:
    """Change a session: where it is when or how, reminders are replaced, and those who had one are told."""
    session, now = lock(session), timezone.now()
    if not can_run_session_of_group(by, session.group):
        raise PermissionDenied
    if not is_open_session(session, now):
        raise SessionOver
    asked = {"starts_at": starts_at, "ends_at": ends_at, "time_zone": time_zone, **only_sayable(said)}
    changed = {name: value for name, value in asked.items() if value is not None and value != getattr(session, name)}
    if changed:
        change(session, changed, by=by, now=now)
    return session


def change(session: DebriefSession, changed: Mapping[str, object], *, by: Person, now: datetime.datetime) -> None:
    """Set the new facts, and see that everyone hears once of those they had been told."""
    is_news = bool(TOLD_OF & changed.keys())
    if is_news:
        keep_time(session)
    for name, value in changed.items():
        setattr(session, name, value)
    session.changed_at = now
    session.save(update_fields=[*changed, "calendar_sequence", "changed_at"])
    record("move", session, by=by, sequence=session.calendar_sequence, changed=", ".join(changed))
    if "starts_at" in changed:
        session.attendances.all().delete()  # an answer was about the old time
    if is_news:
        tell_of_change(session, now=now)


def keep_time(session: DebriefSession) -> None:
    """Write down when it was to be until now, under the number that the next one leaves behind."""
    SessionTime.objects.create(
        session=session,
        sequence=session.calendar_sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )
    session.calendar_sequence += 1


def tell_of_change(session: DebriefSession, *, now: datetime.datetime) -> None:
    """Replace what is owed, and owe those whom a mail had reached the news of what is different."""
    told = told_about(session)
    withdraw_all(session, "The session was changed.")
    people = list(session.group.people())
    owe_reminders(session, [person for person in people if person.pk in told], now=now)
    owe_reminders(session, [person for person in people if person.pk not in told], now=now, is_news=True)
    for person in people:
        if person.pk in told:
            owe_notice(
                "session_changed",
                object_id=str(session.pk),
                due_at=now,
                person=person,
                occurrence=str(session.calendar_sequence),
                useful_until=session.starts_at,
            )


def told_about(session: DebriefSession) -> set[int]:
    """Return the people whom a mail about this session reached, or is being sent to at this moment."""
    mails = Notice.objects.filter(
        kind__in=(*KINDS_BEFORE, "session_changed"), object_id=str(session.pk), person__isnull=False
    )
    reached = mails.filter(Q(state=Notice.State.SENT) | Q(lease_until__gt=timezone.now()))
    return set(reached.values_list("person_id", flat=True))


def withdraw_all(session: DebriefSession, reason: str) -> None:
    """Hold back every mail about this session that was not sent yet."""
    for kind in (*KINDS_BEFORE, "session_changed"):
        withdraw_notices(kind, object_id=str(session.pk), reason=reason)


@transaction.atomic
def cancel_session(*, session: DebriefSession, by: Person) -> None:
    """Call a session off, hold back its reminders and tell everyone, with a file that takes it out of calendars."""
    session, now = lock(session), timezone.now()
    if not can_run_session_of_group(by, session.group):
        raise PermissionDenied
    if not is_open_session(session, now):
        raise SessionOver
    check_move(DebriefSession.MOVES, session.state, DebriefSession.State.CANCELLED)
    session.state = DebriefSession.State.CANCELLED
    session.calendar_sequence += 1
    session.changed_at = now
    session.save(update_fields=["state", "calendar_sequence", "changed_at"])
    record("cancel", session, by=by)
    withdraw_all(session, "The session was cancelled.")
    for person in session.group.people():
        owe_notice(
            "session_cancelled",
            object_id=str(session.pk),
            due_at=now,
            person=person,
            useful_until=session.ends_at,
        )
