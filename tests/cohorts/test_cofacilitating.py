"""Helping to run a group: the same rights in it as its facilitator, from the moment it begins until it ends."""

import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from cohorts.actions import (
    add_cofacilitator,
    be_unwell_today,
    cancel_session,
    end_cofacilitation,
    end_role,
    hand_over_group,
    join_group,
    look_at_needs,
    move_session,
    say_need_is_arranged,
    start_group,
    write_message,
)
from cohorts.models import AccessOutcome, CoFacilitation, DebriefSession, LearningGroup, RoleGrant
from cohorts.policies import can_change_agreement, can_see_answers_to_session
from cohorts.problems import (
    CannotTakeOver,
    EnoughCoFacilitators,
    FacilitatesAlready,
    FacilitatorHasASeat,
    GroupEnded,
    NotAFacilitator,
    RunsTheGroup,
)
from cohorts.trust import trusted
from tests import factories
from tests.cohorts.walls import HOUR
from youdesign.circles import circle_between
from youdesign.conversations.actions import hand_over_room
from youdesign.conversations.models import Room, RoomEvent
from youdesign.home.table import Table
from youdesign.notices.models import Notice
from youdesign.people.actions import change_account
from youdesign.people.duties import duties_of
from youdesign.people.models import AccessLog, AccessNeed, Audience, AuditEntry, Person


@pytest.fixture
def need(leader: Person) -> AccessNeed:
    """Maureen needs breaks, and shares it with whoever runs her sessions."""
    breaks = factories.CodeFactory(listing="access_need", slug="breaks", label="Breaks")
    return AccessNeed.objects.create(person=leader, need=breaks, shared_at=timezone.now(), state="flagged")


def rights(person: Person, group: LearningGroup) -> set[str]:
    """Return what this person sees of a group."""
    found: dict[str, Any] = {
        "group": LearningGroup.objects.visible_to(person).filter(pk=group.pk).exists(),
        "sessions": DebriefSession.objects.visible_to(person).filter(group=group).exists(),
        "room": Room.objects.visible_to(person).filter(pk=group.room_id).exists(),
        "table": LearningGroup.objects.round_the_table_of(person).filter(pk=group.pk).exists(),
        "home": bool(Table(person, timezone.now()).sessions),
        "second step": person.pk in trusted([person.pk]),
    }
    return {name for name, is_so in found.items() if is_so}


# --- What it opens, and for how long ---


def test_it_opens_what_the_facilitator_has_and_closes_it_again(
    group: LearningGroup, helps: CoFacilitation, joan: Person, mentor: Person, plan
) -> None:
    plan()
    RoleGrant.objects.filter(person=joan).delete()  # so that nothing comes from the role
    assert rights(joan, group) == rights(mentor, group) != set()
    end_cofacilitation(helps=helps, by=joan)
    assert rights(joan, group) == set()


def test_she_plans_moves_and_calls_off_and_puts_the_messages_in_her_words(
    group: LearningGroup, helps: CoFacilitation, joan: Person, plan
) -> None:
    session = plan(by=joan)
    assert can_see_answers_to_session(joan, session)
    assert can_change_agreement(joan, group)
    words = {"words": "See you", "is_off": False, "seen": None, "now": timezone.now()}
    write_message(session=session, step="2d", by=joan, **words)
    move_session(session=session, by=joan, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR)
    cancel_session(session=session, by=joan)
    end_cofacilitation(helps=helps, by=joan)
    with pytest.raises(PermissionDenied):
        plan(by=joan)


def test_she_sees_shared_needs_and_each_look_is_written_down_under_her_name(
    helps: CoFacilitation, joan: Person, leader: Person, need: AccessNeed, plan
) -> None:
    session = plan()
    look_at_needs(session=session, by=joan, now=timezone.now())
    assert AccessLog.objects.get().by == joan
    say_need_is_arranged(session=session, by=joan, need=need.pk, is_arranged=True, now=timezone.now())
    end_cofacilitation(helps=helps, by=joan)
    with pytest.raises(PermissionDenied):
        look_at_needs(session=session, by=joan, now=timezone.now())


def test_what_is_said_about_a_shared_need_is_hers_to_read_while_she_helps(
    group: LearningGroup, helps: CoFacilitation, joan: Person, leader: Person, need: AccessNeed
) -> None:
    session = factories.DebriefSessionFactory(group=group)
    AccessOutcome.objects.create(session=session, person=leader, need=need.need, outcome="met")
    assert AccessOutcome.objects.visible_to(joan).exists()
    end_cofacilitation(helps=helps, by=joan)
    assert not AccessOutcome.objects.visible_to(joan).exists()


def test_she_is_as_near_to_the_group_as_its_facilitator(
    group: LearningGroup, helps: CoFacilitation, joan: Person, mentor: Person, leader: Person
) -> None:
    for one, other in ((joan, leader), (leader, joan), (mentor, joan)):
        assert circle_between(one, other) is Audience.GROUP
    end_cofacilitation(helps=helps, by=joan)
    assert circle_between(joan, leader) is Audience.PROGRAMME


def test_the_room_tells_that_she_came_and_went(group: LearningGroup, helps: CoFacilitation, joan: Person) -> None:
    end_cofacilitation(helps=helps, by=joan)
    events = group.room.events.order_by("seq").values_list("kind", "person")
    assert list(events) == [(RoomEvent.Kind.JOINED, joan.pk), (RoomEvent.Kind.LEFT, joan.pk)]


# --- Who may, and who can ---


def test_a_room_that_was_handed_to_who_stops_helping_is_looked_after_by_who_runs_the_group(
    helps: CoFacilitation, group: LearningGroup, mentor: Person, joan: Person
) -> None:
    hand_over_room(room=group.room, to=joan, by=mentor)
    end_cofacilitation(helps=helps, by=joan)
    assert list(group.room.members.facilitating().values_list("person", flat=True)) == [mentor.pk]


def test_coordinators_add_and_end_and_she_herself_may_stop(
    group: LearningGroup, joan: Person, coordinator: Person, mentor: Person, leader: Person
) -> None:
    for person in (joan, mentor, leader):
        with pytest.raises(PermissionDenied):
            add_cofacilitator(group=group, person=joan, by=person)
    helps = add_cofacilitator(group=group, person=joan, by=coordinator)
    assert add_cofacilitator(group=group, person=joan, by=coordinator) == helps
    for person in (mentor, leader):
        with pytest.raises(PermissionDenied):
            end_cofacilitation(helps=helps, by=person)
    for _ in range(2):
        end_cofacilitation(helps=helps, by=coordinator)
    rows = AuditEntry.objects.filter(noun="cohorts.cofacilitation").order_by("pk")
    told = [(row.verb, row.by, row.about) for row in rows]
    assert told == [("add_cofacilitator", coordinator, joan), ("end_cofacilitation", coordinator, joan)]


def test_nobody_helps_who_cannot(
    group: LearningGroup, joan: Person, leader: Person, mentor: Person, stranger: Person, coordinator: Person
) -> None:
    off = factories.PersonFactory(is_active=False)
    reasons = (
        (leader, FacilitatorHasASeat),
        (mentor, FacilitatesAlready),
        (stranger, NotAFacilitator),
        (off, CannotTakeOver),
    )
    for person, reason in reasons:
        with pytest.raises(reason):
            add_cofacilitator(group=group, person=person, by=coordinator)
    factories.RoleGrantFactory(person=stranger, programme=group.cohort.programme, role="mentor")
    with pytest.raises(NotAFacilitator):
        add_cofacilitator(group=group, person=stranger, by=coordinator)
    LearningGroup.objects.update(state="ended")
    with pytest.raises(GroupEnded):
        add_cofacilitator(group=group, person=joan, by=coordinator)


def test_whoever_runs_a_group_takes_no_seat_in_it(
    group: LearningGroup, helps: CoFacilitation, joan: Person, coordinator: Person
) -> None:
    factories.MembershipFactory(person=joan, cohort=group.cohort)
    with pytest.raises(RunsTheGroup):
        join_group(group=group, person=joan, by=coordinator)
    end_cofacilitation(helps=helps, by=joan)
    join_group(group=group, person=joan, by=coordinator)


@pytest.mark.django_db(transaction=True)
def test_two_help_at_most_however_many_are_added_at_once(group: LearningGroup, coordinator: Person) -> None:
    programme = group.cohort.programme
    people = [factories.RoleGrantFactory(programme=programme, role="facilitator").person for _ in range(5)]
    start, refused = threading.Barrier(5), []

    def add(person: Person) -> None:
        start.wait()
        try:
            add_cofacilitator(group=group, person=person, by=coordinator)
        except EnoughCoFacilitators:
            refused.append(person)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (CoFacilitation.objects.current().count(), len(refused)) == (2, 3)


# --- What ends it, and handing over ---


def test_it_ends_with_the_role_and_holds_nobody_back(
    group: LearningGroup, helps: CoFacilitation, joan: Person, coordinator: Person, plan
) -> None:
    plan()
    assert not duties_of(joan)
    end_role(grant=RoleGrant.objects.get(person=joan), by=coordinator)
    assert rights(joan, group) == set()
    helps.refresh_from_db()
    assert helps.ended_at is not None


def test_another_role_or_the_same_in_another_programme_ends_nothing(
    group: LearningGroup, helps: CoFacilitation, joan: Person, coordinator: Person, chief: Person
) -> None:
    end_role(grant=factories.RoleGrantFactory(person=joan, programme=group.cohort.programme), by=coordinator)
    end_role(grant=factories.RoleGrantFactory(person=joan, role="facilitator"), by=chief)
    assert CoFacilitation.objects.current().get() == helps


def test_it_ends_when_the_account_is_switched_off(
    group: LearningGroup, helps: CoFacilitation, joan: Person, chief: Person
) -> None:
    joan.is_active = False
    change_account(person=joan, by=chief, changed=["is_active"])
    assert group.who_run() == [group.facilitator]
    assert not group.room.members.present().filter(person=joan).exists()


def test_she_becomes_the_facilitator_in_one_step_and_stays_in_the_room(
    group: LearningGroup, helps: CoFacilitation, joan: Person, mentor: Person, coordinator: Person
) -> None:
    hand_over_group(group=group, to=joan, by=coordinator)
    group = LearningGroup.objects.get(pk=group.pk)
    assert group.who_run() == [joan]
    assert list(Room.objects.visible_to(joan)) == [group.room]
    assert not group.is_run_by(mentor)


def test_a_seat_or_helping_elsewhere_gives_nothing_here(
    group: LearningGroup, helps: CoFacilitation, joan: Person, coordinator: Person, mentor: Person
) -> None:
    other = start_group(by=coordinator, cohort=group.cohort, name="Friday group", facilitator=mentor)
    assert not other.is_run_by(joan)
    assert rights(joan, other) <= {"home", "second step"}


# --- Messages ---


def test_she_gets_the_reminders_and_hears_who_cannot_come(
    helps: CoFacilitation, joan: Person, mentor: Person, leader: Person, plan
) -> None:
    session = plan(starts_at=timezone.now() + HOUR)
    be_unwell_today(by=leader, now=timezone.now())
    assert Notice.objects.filter(person=joan, object_id=str(session.pk), kind="session_open").exists()
    told = Notice.objects.filter(kind="cannot_come").values_list("person", flat=True)
    assert set(told) == {joan.pk, mentor.pk}


def test_dates_planned_before_reach_whoever_begins_to_help(
    group: LearningGroup, joan: Person, coordinator: Person, plan
) -> None:
    plan()
    add_cofacilitator(group=group, person=joan, by=coordinator)
    kinds = set(Notice.objects.filter(person=joan).values_list("kind", flat=True))
    assert {"group_helped", "session_reminder", "session_open"} <= kinds
