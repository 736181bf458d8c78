"""A session took place: who was there, said by whoever ran it."""

import datetime
from collections.abc import Collection, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.actions.carrying_over import carry_over
from cohorts.actions.reminders import owe_after
from cohorts.actions.ringing import look_who_missed_two
from cohorts.actions.session_roles import keep_roles
from cohorts.actions.sessions import lock
from cohorts.actions.turns import note_turn
from cohorts.attendance import expected_at, mark_of
from cohorts.debrief_problems import DebriefGoesOn
from cohorts.models import Attendance, DebriefSession, Pause
from cohorts.policies import can_say_who_was_there, is_open_to_say_who_was_there
from cohorts.problems import NotYetOrTooLate, SaidMeanwhile
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.people.states import check_move


@transaction.atomic
def say_who_was_there(
    *,
    session: DebriefSession,
    by: Person,
    was: Mapping[int, str],
    now: datetime.datetime,
    seen: str | None = None,
    had_turns: Collection[int] = (),
) -> DebriefSession:
    """Write down who was there, by each person's key, and who of them had a turn; the first time it is held by it.

    Raises SaidMeanwhile where something else is written down than the mark `seen` stands for.
    """
    session = lock(session)
    if not can_say_who_was_there(by, session):
        raise PermissionDenied
    if not is_open_to_say_who_was_there(session, now):
        raise NotYetOrTooLate
    if session.is_in_its_room:
        raise DebriefGoesOn
    if seen is not None:
        check_seen(session, was, seen)
    people = list(expected_at(session).filter(pk__in=was))
    for person in people:
        note(session, person, Attendance.Was(was[person.pk]), by=by, now=now)
        look_who_missed_two(session, person, by=by, now=now)
        if person.pk in had_turns:
            note_turn(session, person, by=by)
    owe_after([session], people, now=now)
    if not session.is_held:
        hold(session, by=by, now=now)
    return session


def check_seen(session: DebriefSession, was: Mapping[int, str], seen: str) -> None:
    """Raise SaidMeanwhile when others were written down since; the same once more is a second press."""
    noted = dict(session.attendances.exclude(was="").values_list("person_id", "was"))
    if seen != mark_of(noted) and any(noted.get(key) != what for key, what in was.items()):
        raise SaidMeanwhile


def note(session: DebriefSession, person: Person, was: str, *, by: Person | None, now: datetime.datetime) -> None:
    """Keep it for one person, with an audit row where it is new; a pause at the time of the session counts."""
    first = Attendance(session=session, person=person, answered_at=None)
    attendance = session.attendances.select_for_update().filter(person=person).first() or first
    if attendance.was == was:
        return
    if not attendance.was:
        attendance.was_paused = Pause.objects.during(session).filter(place__person=person).exists()
    before, attendance.was = attendance.was, was
    attendance.noted_at, attendance.noted_by = now, by
    attendance.save()
    record("say_who_was_there", attendance, by=by, about=person, session=session.pk, before=before, after=was)


def hold(session: DebriefSession, *, by: Person | None, now: datetime.datetime) -> None:
    """Move a session on from whatever came before it, with our live room or without; what had no time goes on."""
    before = session.state
    check_move(DebriefSession.MOVES, before, DebriefSession.State.HELD)
    session.state, session.changed_at = DebriefSession.State.HELD, now
    session.save(update_fields=["state", "changed_at"])
    record("hold", session, by=by, before=before, after=session.state)
    keep_roles(session)
    carry_over(session, by=by, now=now)
