"""Whether one is coming to a session, being unwell on its day, and what people need there."""

import datetime
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.actions.reminders import owe_after
from cohorts.actions.sessions import lock
from cohorts.attendance import needs_looked_at, needs_of_those_coming, place_of
from cohorts.models import AccessOutcome, Attendance, DebriefSession
from cohorts.policies import (
    can_answer_session,
    can_say_if_needs_were_met,
    can_see_access_needs_of_session,
    is_open_session,
)
from cohorts.problems import SessionOver
from cohorts.times import day
from youdesign.notices.actions import owe_notice
from youdesign.people.actions import note_looks, review_needs
from youdesign.people.actions.needs import note_arranged, tell_needs
from youdesign.people.audit import record
from youdesign.people.models import AccessLog, AccessNeed, Person


@transaction.atomic
def answer_session(*, session: DebriefSession, by: Person, answer: str) -> Attendance:
    """Keep whether the person is coming; the last answer counts."""
    session = lock(session, from_answers=True)
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
    """Say "can't this time" to the sessions of the next 24 hours, and tell whoever runs them."""
    sessions = list(DebriefSession.objects.soon_for_member(by, now).select_related("group__facilitator"))
    for session in sessions:
        attendance = answer_session(session=session, by=by, answer=Attendance.Answer.CANNOT)
        for runs in session.group.who_run():
            owe_notice(
                "cannot_come",
                object_id=str(session.pk),
                due_at=now,
                person=runs,
                occurrence=str(attendance.pk),
                useful_until=session.ends_at,
            )
        owe_after([session], [by], now=now)  # where the session was planned before that was owed to everybody
    return sessions


@transaction.atomic
def be_better_today(*, by: Person, now: datetime.datetime) -> list[DebriefSession]:
    """Say "coming" to the sessions that were called off for being unwell."""
    soon = DebriefSession.objects.soon_for_member(by, now)
    sessions = list(soon.filter(attendances__person=by, attendances__answer=Attendance.Answer.CANNOT))
    for session in sessions:
        answer_session(session=session, by=by, answer=Attendance.Answer.COMING)
    return sessions


@transaction.atomic
def look_at_needs(*, session: DebriefSession, by: Person, now: datetime.datetime) -> None:
    """Let whoever runs the session see what people shared, for half an hour, and let those people see who looked."""
    if not can_see_access_needs_of_session(by, session):
        raise PermissionDenied
    found = needs_of_those_coming(session)
    people = [each.person for each in found]
    why = f"To run the session of {session.group} on {day(session.starts_at, session.zone)}."
    note_looks(by=by, about=people, what=AccessLog.What.NEEDS, why=why, place=place_of(session), now=now)
    tell_needs(needs=[need for each in found for need in each.needs], to=by, now=now)


@transaction.atomic
def say_need_is_arranged(
    *, session: DebriefSession, by: Person, need: int, is_arranged: bool, now: datetime.datetime
) -> None:
    """Keep that whoever runs the session has arranged one need that they have looked at, or cannot after all."""
    if not can_see_access_needs_of_session(by, session):
        raise PermissionDenied
    looked_at = [each for person in needs_looked_at(session, by, now) for each in person.needs if each.pk == need]
    if not looked_at:
        raise PermissionDenied
    note_arranged(needs=looked_at, by=by, is_arranged=is_arranged, now=now)
    record("say a need is arranged", session, by=by, about=looked_at[0].person, arranged=is_arranged)
