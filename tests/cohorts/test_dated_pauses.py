"""Pauses are kept by date: what is said of a session goes by the day of the session, not by the day it is said."""

import datetime
from collections.abc import Callable
from typing import TypeAlias

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from cohorts.actions import leave_programme, move_membership, pause_place, resume_place, say_who_was_there
from cohorts.missing import missed_in_a_row
from cohorts.models import Attendance, DebriefSession, LearningGroup, Membership, Pause
from cohorts.rotating import roles_at
from tests import factories
from tests.cohorts.walls import DAY, HOUR, paused
from youdesign.people.models import Person

Met: TypeAlias = Callable[..., DebriefSession]
LONG_AGO = datetime.timedelta(days=30)


@pytest.fixture
def place(leader: Person) -> Membership:
    """Maureen's place."""
    found: Membership = leader.memberships.get()
    return found


def not_there(session: DebriefSession, by: Person, person: Person) -> Attendance:
    """Say now that somebody was not there, and return what is kept."""
    say_who_was_there(session=session, by=by, was={person.pk: "not_there"}, now=timezone.now())
    return Attendance.objects.get(session=session, person=person)


def test_whoever_is_back_when_it_is_said_did_not_miss_what_was_in_the_pause(
    met: Met, place: Membership, mentor: Person
) -> None:
    session = met(days=5)
    paused(place, since=session.starts_at - DAY, until=session.ends_at + DAY)
    assert not_there(session, mentor, place.person).was_paused


def test_whoever_pauses_after_it_was_still_to_come(met: Met, place: Membership, mentor: Person) -> None:
    session = met(days=5)
    paused(place, since=session.ends_at + HOUR)
    assert not not_there(session, mentor, place.person).was_paused


def test_a_pause_that_ended_before_it_does_not_count(met: Met, place: Membership, mentor: Person) -> None:
    session = met(days=5)
    paused(place, since=session.starts_at - 3 * DAY, until=session.starts_at - DAY)
    assert not not_there(session, mentor, place.person).was_paused


def test_a_pause_that_began_while_it_went_on_counts(met: Met, place: Membership, mentor: Person) -> None:
    session = met(days=5)
    paused(place, since=session.starts_at + HOUR / 4)
    assert not_there(session, mentor, place.person).was_paused


def test_a_pause_in_another_cohort_does_not_count(met: Met, place: Membership, mentor: Person) -> None:
    session = met(days=5)
    paused(factories.MembershipFactory(person=place.person), since=session.starts_at - DAY)
    assert not not_there(session, mentor, place.person).was_paused


def test_two_missed_of_which_one_lay_in_a_pause_are_not_two_in_a_row(
    met: Met, place: Membership, mentor: Person, group: LearningGroup
) -> None:
    first, second = met(days=20), met(days=5)
    paused(place, since=first.starts_at - DAY, until=first.ends_at + DAY)
    for session in (first, second):
        not_there(session, mentor, place.person)
    assert missed_in_a_row(group, place.person) is None


def test_whose_turn_it_was_does_not_change_by_a_pause_afterwards(
    met: Met, place: Membership, group: LearningGroup
) -> None:
    call_command("load_starter_content", verbosity=0)
    for _ in range(3):
        factories.GroupMembershipFactory(group=group)
    past = met(days=5)
    before = roles_at(past)
    assert place.person in [person for _, person in before]
    paused(place, since=past.ends_at + HOUR)
    assert roles_at(past) == before
    to_come = factories.DebriefSessionFactory(group=group)
    assert place.person not in [person for _, person in roles_at(to_come)]


# --- How it is kept ---


def test_each_pause_is_a_row_and_none_is_written_over(place: Membership) -> None:
    now = timezone.now()
    paused(place, since=now - 9 * DAY, until=now - 8 * DAY)
    paused(place, since=now - 2 * DAY)
    kept = [(pause.began_at, pause.ended_at) for pause in Pause.objects.all()]
    assert kept == [(now - 9 * DAY, now - 8 * DAY), (now - 2 * DAY, None)]


@pytest.mark.parametrize("way", ["leave", "complete"])
def test_a_pause_ends_with_the_place(place: Membership, coordinator: Person, way: str) -> None:
    pause_place(membership=place, by=place.person)
    if way == "leave":
        leave_programme(membership=place, by=place.person)
    else:
        move_membership(membership=place, to="completed", by=coordinator)
    assert not Pause.objects.open().exists()


def test_a_clock_that_was_set_back_keeps_nobody_from_coming_back(place: Membership) -> None:
    paused(place, since=timezone.now() + HOUR)
    resume_place(membership=place, by=place.person)
    pause = Pause.objects.get()
    assert pause.ended_at == pause.began_at


def test_one_sees_ones_own_and_coordinators_those_of_their_programmes(
    place: Membership, coordinator: Person, mentor: Person, stranger: Person
) -> None:
    pause_place(membership=place, by=place.person)
    seen = {person: Pause.objects.visible_to(person).exists() for person in (place.person, coordinator)}
    assert all(seen.values())
    assert not any(Pause.objects.visible_to(person).exists() for person in (mentor, stranger))


@pytest.mark.parametrize("facts", [{}, {"ended_at": timezone.now() - 2 * LONG_AGO}])
def test_the_database_keeps_out_a_second_open_one_and_an_end_before_the_beginning(
    place: Membership, facts: dict[str, object]
) -> None:
    pause_place(membership=place, by=place.person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(place=place, began_at=timezone.now() - LONG_AGO, **facts)
