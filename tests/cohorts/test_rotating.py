"""Roles go round the table, so that everybody has a turn."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cohorts.actions import leave_group, pause_place
from cohorts.models import Attendance, DebriefSession, LearningGroup, Membership
from cohorts.policies import can_write_recap
from cohorts.rotating import note_holder_of, roles_at
from tests import factories
from tests.cohorts.walls import DAY, HOUR
from youdesign.people.models import Person


@pytest.fixture
def sessions(group: LearningGroup) -> list[DebriefSession]:
    """Four members, and four sessions to come."""
    call_command("load_starter_content", verbosity=0)
    for _ in range(3):
        factories.GroupMembershipFactory(group=group)
    first = factories.DebriefSessionFactory(group=group)
    week = first.ends_at - first.starts_at
    return [
        first,
        *(factories.DebriefSessionFactory(group=group, starts_at=first.starts_at + n * week) for n in (1, 2, 3)),
    ]


def test_after_as_many_sessions_as_members_each_had_each_role_equally_often(sessions: list[DebriefSession]) -> None:
    turns = Counter(person for session in sessions for _, person in roles_at(session))
    assert sorted(turns.values()) == [3, 3, 3, 3]
    assert [str(role) for role, _ in roles_at(sessions[0])] == ["Timekeeper", "Note holder", "Access buddy"]


def test_whoever_pauses_or_cannot_come_is_passed_by_and_nobody_has_two_roles(
    sessions: list[DebriefSession], leader: Person
) -> None:
    first = sessions[0]
    assert roles_at(first)[0][1] == leader
    pause_place(membership=Membership.objects.get(person=leader), by=leader)
    second = roles_at(first)[0][1]
    assert second != leader
    Attendance.objects.create(session=first, person=second, answer="cannot", answered_at=timezone.now())
    there = [person for _, person in roles_at(first)]
    assert len(there) == len(set(there)) == 2
    assert not {leader, second} & set(there)


def test_a_group_of_nobody_has_no_roles(db: None) -> None:
    call_command("load_starter_content", verbosity=0)
    assert roles_at(factories.DebriefSessionFactory()) == []


def test_members_see_whose_turn_it_is_and_coordinators_do_not(
    client: Client, sessions: list[DebriefSession], leader: Person, coordinator: Person
) -> None:
    for person, sees in ((leader, True), (coordinator, False)):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        assert ("Timekeeper" in client.get(f"/sessions/{sessions[0].pk}/").content.decode()) is sees


def test_who_held_the_notes_does_not_change_when_people_come_and_go_afterwards(
    sessions: list[DebriefSession], leader: Person
) -> None:
    now = timezone.now()
    DebriefSession.objects.filter(pk=sessions[0].pk).update(starts_at=now - DAY, ends_at=now - DAY + HOUR)
    past = DebriefSession.objects.get(pk=sessions[0].pk)
    past.group.group_memberships.update(joined_at=now - 2 * DAY)
    holder = note_holder_of(past)
    assert holder is not None
    assert holder != leader
    leave_group(group=past.group, person=leader, by=leader)
    factories.GroupMembershipFactory(group=past.group)
    assert note_holder_of(past) == holder
    assert can_write_recap(holder, past, now)
    leave_group(group=past.group, person=holder, by=holder)
    assert not can_write_recap(holder, past, now)
