"""A session took place: whoever ran it says who was there, with our live room or without."""

import datetime
from collections.abc import Callable
from typing import TypeAlias

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from cohorts.actions import answer_session, be_unwell_today, cancel_session, say_who_was_there
from cohorts.attendance import expected_at
from cohorts.models import Attendance, DebriefSession, LearningGroup
from cohorts.problems import NotYetOrTooLate, SessionOver
from tests import factories
from tests.cohorts.walls import DAY, HOUR
from youdesign.people.models import AuditEntry, Person

Met: TypeAlias = Callable[..., DebriefSession]


def say(session: DebriefSession, by: Person, was: dict[Person, str], *, later: datetime.timedelta = HOUR) -> None:
    """Say who was there."""
    now = max(session.ends_at, timezone.now()) + later - HOUR
    say_who_was_there(session=session, by=by, was={person.pk: what for person, what in was.items()}, now=now)


@pytest.mark.parametrize("state", ["planned", "collecting_topics", "confirmed", "live"])
def test_saying_who_was_there_makes_it_held_from_any_state(
    met: Met, mentor: Person, leader: Person, state: str
) -> None:
    session = met()
    DebriefSession.objects.update(state=state)
    say(session, mentor, {leader: "there"})
    session.refresh_from_db()
    attendance = Attendance.objects.get()
    assert (session.state, attendance.was, attendance.answer, attendance.noted_by) == ("held", "there", "", mentor)
    held, said = AuditEntry.objects.get(verb="hold"), AuditEntry.objects.get(verb="say_who_was_there")
    assert (held.facts["before"], said.about, said.facts["after"]) == (state, leader, "there")


def test_facilitator_and_coordinator_say_it_and_nobody_else(
    met: Met, mentor: Person, coordinator: Person, leader: Person, stranger: Person
) -> None:
    session = met()
    for person in (leader, stranger):
        with pytest.raises(PermissionDenied):
            say(session, person, {leader: "there"})
    say(session, coordinator, {leader: "part"})
    say(session, mentor, {leader: "not_there"})
    assert Attendance.objects.get().was == "not_there"


def test_it_is_said_once_it_has_begun_and_put_right_for_two_weeks(met: Met, mentor: Person, leader: Person) -> None:
    session = met(days=20)
    with pytest.raises(NotYetOrTooLate):
        say_who_was_there(session=session, by=mentor, was={}, now=session.starts_at - HOUR)
    say(session, mentor, {leader: "there"})  # late, but nobody had said it
    with pytest.raises(NotYetOrTooLate):
        say(session, mentor, {leader: "not_there"})
    soon = met()
    say(soon, mentor, {leader: "there"})
    say(soon, mentor, {leader: "not_there"}, later=12 * DAY)
    assert Attendance.objects.get(session=soon).was == "not_there"


def test_one_that_was_called_off_did_not_take_place(met: Met, mentor: Person) -> None:
    session = met()
    DebriefSession.objects.update(state="cancelled")
    with pytest.raises(NotYetOrTooLate):
        say(session, mentor, {})


def test_those_are_asked_about_who_had_a_seat_then(met: Met, group: LearningGroup, leader: Person) -> None:
    left, gone = factories.GroupMembershipFactory(group=group), factories.GroupMembershipFactory(group=group)
    session = met()
    gone.left_at, left.left_at = session.starts_at - DAY, session.ends_at + HOUR
    for stay in (gone, left):
        stay.save(update_fields=["left_at"])
    factories.GroupMembershipFactory(group=group)  # came after it
    assert set(expected_at(session)) == {leader, left.person}


def test_nobody_is_written_down_who_had_no_seat(met: Met, mentor: Person, leader: Person, stranger: Person) -> None:
    say(met(), mentor, {stranger: "there", leader: "there"})
    assert Attendance.objects.get().person == leader


def test_saying_the_same_twice_writes_it_once(met: Met, mentor: Person, leader: Person) -> None:
    session = met()
    for _ in range(2):
        say(session, mentor, {leader: "there"})
    assert AuditEntry.objects.filter(verb="say_who_was_there").count() == 1
    assert AuditEntry.objects.filter(verb="hold").count() == 1


def test_what_was_answered_before_stays(met: Met, mentor: Person, leader: Person) -> None:
    session = met()
    Attendance.objects.create(session=session, person=leader, answer="coming")
    say(session, mentor, {leader: "not_there"})
    assert (Attendance.objects.get().answer, Attendance.objects.get().was) == ("coming", "not_there")


def test_what_is_held_is_not_changed_as_if_it_were_to_come(
    plan: Callable[..., DebriefSession], mentor: Person, leader: Person
) -> None:
    session = plan(starts_at=timezone.now() + HOUR)
    DebriefSession.objects.update(starts_at=timezone.now() - HOUR, ends_at=timezone.now() + HOUR)  # it goes on
    session.refresh_from_db()
    say_who_was_there(session=session, by=mentor, was={}, now=timezone.now())
    with pytest.raises(SessionOver):
        cancel_session(session=session, by=mentor)
    with pytest.raises(SessionOver):
        answer_session(session=session, by=leader, answer="coming")
    assert be_unwell_today(by=leader, now=timezone.now()) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"answer": "", "answered_at": None},
        {"answer": "coming", "answered_at": None},
        {"answer": "", "answered_at": timezone.now(), "was": "there", "noted_at": timezone.now()},
        {"answer": "coming", "was": "there", "noted_at": None},
        {"answer": "coming", "was": "ill", "noted_at": timezone.now()},
    ],
)
def test_the_database_keeps_what_makes_no_sense_out(met: Met, leader: Person, facts: dict[str, object]) -> None:
    session = met()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(session=session, person=leader, **facts)
