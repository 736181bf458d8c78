"""Planning, moving and cancelling a session, with the notices each owes; and answering whether one is coming."""

import datetime
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cohorts.actions.reminders import owe_reminders
from cohorts.models import AccessOutcome, Attendance, DebriefSession, LearningGroup, SessionTime
from cohorts.policies import can_answer_session, can_run_session_of_group, can_say_if_needs_were_met, is_open_session
from cohorts.problems import SessionOver
from youdesign.notices.actions import owe_notice, withdraw_notices
from youdesign.notices.models import Notice
from youdesign.people.actions import review_needs
from youdesign.people.audit import record
from youdesign.people.models import AccessNeed, Person
from youdesign.people.states import check_move


@transaction.atomic
def plan_session(
    *,
    by: Person,
    group: LearningGroup,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    time_zone: str = "Europe/London",
    how_to_join: str = "",
    phone_in: str = "",
) -> DebriefSession:
    """Give a group a date, and owe everyone round its table their reminders."""
    if not can_run_session_of_group(by, group):
        raise PermissionDenied
    group = LearningGroup.objects.select_for_update().get(pk=group.pk)  # somebody joining now gets their reminders once
    session = DebriefSession.objects.create(
        group=group,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=time_zone,
        how_to_join=how_to_join,
        phone_in=phone_in,
    )
    record("plan", session, by=by, group=group.pk)
    owe_reminders(session, group.people(), now=timezone.now(), is_news=True)
    return session


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
    how_to_join: str | None = None,
    phone_in: str | None = None,
) -> DebriefSession:
    """Change when or how a session meets: reminders are replaced, and those who had one are told what changed."""
    session, now = lock(session), timezone.now()
    if not can_run_session_of_group(by, session.group):
        raise PermissionDenied
    if not is_open_session(session, now):
        raise SessionOver
    asked = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "time_zone": time_zone,
        "how_to_join": how_to_join,
        "phone_in": phone_in,
    }
    changed = {name: value for name, value in asked.items() if value is not None and value != getattr(session, name)}
    if changed:
        change(session, changed, by=by, now=now)
    return session


def change(session: DebriefSession, changed: Mapping[str, object], *, by: Person, now: datetime.datetime) -> None:
    """Keep the old time, set the new facts, and see that everyone hears of them once."""
    SessionTime.objects.create(
        session=session,
        sequence=session.calendar_sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )
    for name, value in changed.items():
        setattr(session, name, value)
    session.calendar_sequence += 1
    session.save(update_fields=[*changed, "calendar_sequence"])
    record("move", session, by=by, sequence=session.calendar_sequence, changed=", ".join(changed))
    if "starts_at" in changed:
        session.attendances.all().delete()  # an answer was about the old time
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
        kind__in=("session_reminder", "session_changed"), object_id=str(session.pk), person__isnull=False
    )
    reached = mails.filter(Q(state=Notice.State.SENT) | Q(lease_until__gt=timezone.now()))
    return set(reached.values_list("person_id", flat=True))


def withdraw_all(session: DebriefSession, reason: str) -> None:
    """Hold back every mail about this session that was not sent yet."""
    for kind in ("session_reminder", "session_changed"):
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
    session.save(update_fields=["state", "calendar_sequence"])
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


@transaction.atomic
def answer_session(*, session: DebriefSession, by: Person, answer: str) -> Attendance:
    """Keep whether the person is coming; the last answer counts."""
    session = DebriefSession.objects.select_related("group").get(pk=session.pk)
    if not can_answer_session(by, session):
        raise PermissionDenied
    if not is_open_session(session, timezone.now()):
        raise SessionOver
    attendance, _ = Attendance.objects.update_or_create(
        session=session,
        person=by,
        defaults={"answer": Attendance.Answer(answer), "answered_at": timezone.now()},
    )
    record("answer", attendance, by=by, about=by, session=session.pk)
    return attendance


@transaction.atomic
def say_if_needs_were_met(*, session: DebriefSession, by: Person, outcomes: Mapping[AccessNeed, str]) -> None:
    """Keep what the person says about each of their needs; the last word counts, and the arrangement is reviewed."""
    if not can_say_if_needs_were_met(by, session) or any(need.person_id != by.pk for need in outcomes):
        raise PermissionDenied
    for need, outcome in outcomes.items():
        AccessOutcome.objects.update_or_create(
            session=session,
            person=by,
            need=need.need,
            defaults={"outcome": AccessOutcome.Outcome(outcome), "said_at": timezone.now()},
        )
    review_needs(person=by, by=by, needs=outcomes)
    record("say if needs were met", session, by=by, about=by, needs=len(outcomes))


@transaction.atomic
def be_unwell_today(*, by: Person, now: datetime.datetime) -> list[DebriefSession]:
    """Say "can't this time" to the person's sessions of the next 24 hours, and tell nobody why."""
    sessions = list(DebriefSession.objects.soon_for_member(by, now))
    for session in sessions:
        answer_session(session=session, by=by, answer=Attendance.Answer.CANNOT)
    return sessions
