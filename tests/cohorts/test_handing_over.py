"""Handing a group or a programme to somebody else, and never leaving one without anybody."""

import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from cohorts.actions import (
    end_role,
    grant_role,
    hand_over_group,
    hand_over_programme,
    move_group,
    move_membership,
    start_group,
)
from cohorts.models import Cohort, DebriefSession, LearningGroup, NeedPlan, Programme, RoleGrant
from cohorts.problems import CannotTakeOver, FacilitatorHasASeat
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.conversations.models import Room, RoomEvent
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.actions import change_account
from youdesign.people.duties import HandOverFirst
from youdesign.people.models import AuditEntry, Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


def switch_off(person: Person, by: Person) -> None:
    person.is_active = False
    change_account(person=person, by=by, changed=["is_active"])


# --- A group ---


def test_the_new_facilitator_has_it_at_once_and_the_old_one_has_not(
    group: LearningGroup, mentor: Person, joan: Person, coordinator: Person, plan
) -> None:
    session = plan()
    hand_over_group(group=group, to=joan, by=coordinator)
    for things in (LearningGroup, DebriefSession, Room):
        assert things.objects.visible_to(joan).exists()
        assert not things.objects.visible_to(mentor).exists()
    assert Notice.objects.filter(kind="session_reminder", person=joan, object_id=str(session.pk)).count() == 2
    (row,) = AuditEntry.objects.filter(verb="hand_over")
    assert (row.by, row.about, row.facts) == (coordinator, joan, {"before": mentor.pk, "after": joan.pk})


def test_the_room_tells_it_in_its_own_order(
    group: LearningGroup, mentor: Person, joan: Person, coordinator: Person
) -> None:
    hand_over_group(group=group, to=joan, by=coordinator)
    events = group.room.events.order_by("seq").values_list("seq", "kind", "person")
    assert list(events) == [(1, RoomEvent.Kind.JOINED, joan.pk), (2, RoomEvent.Kind.LEFT, mentor.pk)]


def test_who_keeps_a_seat_keeps_the_room(
    group: LearningGroup, mentor: Person, joan: Person, coordinator: Person
) -> None:
    group.group_memberships.create(person=mentor)
    hand_over_group(group=group, to=joan, by=coordinator)
    assert Room.objects.visible_to(mentor).exists()


def test_handing_over_twice_is_once(group: LearningGroup, joan: Person, coordinator: Person) -> None:
    for _ in range(2):
        hand_over_group(group=group, to=joan, by=coordinator)
    assert AuditEntry.objects.filter(verb="hand_over").count() == 1


def test_only_coordinators_hand_a_group_over(
    group: LearningGroup, joan: Person, mentor: Person, leader: Person, stranger: Person
) -> None:
    for person in (mentor, leader, stranger, joan):
        with pytest.raises(PermissionDenied):
            hand_over_group(group=group, to=joan, by=person)


def test_nobody_gets_a_group_who_cannot_take_it(
    group: LearningGroup, leader: Person, joan: Person, coordinator: Person, mentor: Person
) -> None:
    with pytest.raises(FacilitatorHasASeat):
        hand_over_group(group=group, to=leader, by=coordinator)
    Person.objects.filter(pk=joan.pk).update(is_active=False)
    with pytest.raises(CannotTakeOver):
        hand_over_group(group=group, to=joan, by=coordinator)
    with pytest.raises(CannotTakeOver):
        start_group(by=coordinator, cohort=group.cohort, name="Another", facilitator=joan)
    group.refresh_from_db()
    assert group.facilitator == mentor


@pytest.mark.django_db(transaction=True)
def test_the_new_facilitator_gets_a_message(
    group: LearningGroup, joan: Person, coordinator: Person, mailbox: Mailbox
) -> None:
    hand_over_group(group=group, to=joan, by=coordinator)
    drain(now=timezone.now())
    (mail,) = mailbox.to(joan.email)
    assert mail["Subject"] == "You now facilitate Tuesday group"
    assert f"/groups/{group.pk}/" in text_of(mail)


# --- A programme and its cohorts ---


def test_the_new_coordinator_has_the_cohorts_and_the_plans(
    programme: Programme, cohort: Cohort, coordinator: Person, amir: Person
) -> None:
    plan = NeedPlan.objects.create(programme=programme, need="group", what="x", who=coordinator, by_on="2026-12-04")
    RoleGrant.objects.filter(person=amir).update(ended_at=timezone.now())
    hand_over_programme(programme=programme, to=amir, by=coordinator)
    assert Programme.objects.coordinated_by(amir).filter(cohorts=cohort).exists()
    assert not Programme.objects.coordinated_by(coordinator).exists()
    plan.refresh_from_db()
    assert plan.who == amir
    told = set(AuditEntry.objects.filter(by=coordinator).values_list("noun", "verb"))
    assert told == {
        ("cohorts.programme", "hand_over"),
        ("cohorts.needplan", "hand_over"),
        ("cohorts.rolegrant", "end_role"),
        ("cohorts.rolegrant", "grant_role"),
    }


def test_a_programme_goes_only_to_staff_who_can_sign_in_and_by_whose_it_is(
    programme: Programme, coordinator: Person, amir: Person, mentor: Person, chief: Person
) -> None:
    with pytest.raises(PermissionDenied):
        hand_over_programme(programme=programme, to=amir, by=amir)
    with pytest.raises(CannotTakeOver):
        hand_over_programme(programme=programme, to=mentor, by=chief)
    hand_over_programme(programme=programme, to=amir, by=chief)


# --- Nothing is left without anybody ---


def test_a_facilitators_role_ends_only_after_handing_over(
    group: LearningGroup, mentor: Person, joan: Person, coordinator: Person, programme: Programme
) -> None:
    grant = grant_role(person=mentor, programme=programme, role="facilitator", by=coordinator)
    with pytest.raises(HandOverFirst, match="the group “Tuesday group”"):
        end_role(grant=grant, by=coordinator)
    grant.refresh_from_db()
    assert grant.ended_at is None
    hand_over_group(group=group, to=joan, by=coordinator)
    end_role(grant=grant, by=coordinator)


def test_a_named_coordinators_role_ends_only_by_handing_over(
    programme: Programme, coordinator: Person, amir: Person
) -> None:
    with pytest.raises(HandOverFirst, match="the programme “Leading Together” and its cohorts"):
        end_role(grant=RoleGrant.objects.get(person=coordinator), by=coordinator)
    end_role(grant=RoleGrant.objects.get(person=amir), by=coordinator)


def test_other_roles_end_as_before(group: LearningGroup, mentor: Person, coordinator: Person) -> None:
    grant = grant_role(person=mentor, programme=group.cohort.programme, role="mentor", by=coordinator)
    end_role(grant=grant, by=coordinator)


def test_who_gives_up_their_place_hands_over_first(
    group: LearningGroup, mentor: Person, joan: Person, coordinator: Person
) -> None:
    place = factories.MembershipFactory(person=mentor, cohort=group.cohort)
    with pytest.raises(HandOverFirst):
        move_membership(membership=place, to="withdrawn", by=coordinator)
    place.refresh_from_db()
    assert place.state == "active"
    hand_over_group(group=group, to=joan, by=coordinator)
    move_membership(membership=place, to="withdrawn", by=coordinator)


def test_an_account_is_switched_off_only_after_handing_over(
    group: LearningGroup, mentor: Person, joan: Person, coordinator: Person, amir: Person, chief: Person
) -> None:
    for person in (mentor, coordinator):
        with pytest.raises(HandOverFirst):
            switch_off(person, by=chief)
        assert Person.objects.get(pk=person.pk).is_active
    hand_over_group(group=group, to=joan, by=coordinator)
    hand_over_programme(programme=group.cohort.programme, to=amir, by=coordinator)
    for person in (mentor, coordinator):
        switch_off(person, by=chief)
        assert not Person.objects.get(pk=person.pk).is_active


def test_a_group_that_has_ended_holds_nobody_back(
    group: LearningGroup, mentor: Person, coordinator: Person, chief: Person
) -> None:
    move_group(group=group, to="ended", by=coordinator)
    switch_off(mentor, by=chief)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_", range(4))
def test_switched_off_and_handed_a_group_at_the_same_moment(
    group: LearningGroup, joan: Person, coordinator: Person, chief: Person, _: int
) -> None:
    start = threading.Barrier(2)

    def at_once(act: Any) -> None:
        start.wait()
        try:
            act()
        except (HandOverFirst, CannotTakeOver):
            pass
        finally:
            connection.close()

    acts = (
        lambda: hand_over_group(group=group, to=joan, by=coordinator),
        lambda: switch_off(Person.objects.get(pk=joan.pk), by=chief),
    )
    threads = [threading.Thread(target=at_once, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert LearningGroup.objects.get(pk=group.pk).facilitator.is_active
