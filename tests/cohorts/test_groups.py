"""Learning groups: eight seats, a room, and who sees them."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from cohorts import starter
from cohorts.actions import join_group, leave_group, move_group, start_group
from cohorts.models import AgreementClause, Cohort, GroupMembership, LearningGroup, NeedPlan, RoleGrant
from cohorts.problems import GroupFull, GroupNotTakingPeople, HasNoPlace, Problem
from tests import factories
from youdesign.conversations.models import Room
from youdesign.management.commands.load_starter_content import CONTENT
from youdesign.notices.models import Notice
from youdesign.people.models import Person
from youdesign.people.states import MoveNotAllowed

BACKEND = "django.contrib.auth.backends.ModelBackend"


def somebody_with_a_place(cohort: Cohort) -> Person:
    return factories.MembershipFactory(cohort=cohort).person


# --- Rules ---


def test_starting_a_group_opens_its_room_for_the_facilitator_alone(
    coordinator: Person, cohort: Cohort, mentor: Person
) -> None:
    group = start_group(by=coordinator, cohort=cohort, name="Thursday group", facilitator=mentor)
    assert [member.person for member in group.room.members.present()] == [mentor]
    assert RoleGrant.objects.current().filter(person=mentor, role="facilitator").count() == 1
    assert group.state == LearningGroup.State.FORMING


def test_only_coordinators_start_groups_and_seat_people(
    cohort: Cohort, group: LearningGroup, mentor: Person, leader: Person
) -> None:
    with pytest.raises(PermissionDenied):
        start_group(by=mentor, cohort=cohort, name="Mine", facilitator=mentor)
    with pytest.raises(PermissionDenied):
        join_group(group=group, person=somebody_with_a_place(cohort), by=leader)


def test_a_seat_needs_a_place_in_the_cohort(coordinator: Person, group: LearningGroup, stranger: Person) -> None:
    with pytest.raises(HasNoPlace):
        join_group(group=group, person=stranger, by=coordinator)


def test_joining_twice_is_joining_once(coordinator: Person, group: LearningGroup, cohort: Cohort) -> None:
    person = somebody_with_a_place(cohort)
    first, second = (join_group(group=group, person=person, by=coordinator) for _ in range(2))
    assert first == second
    assert Room.objects.visible_to(person).filter(pk=group.room_id).exists()


def test_a_settled_group_takes_nobody_until_it_opens(coordinator: Person, group: LearningGroup, cohort: Cohort) -> None:
    move_group(group=group, to=LearningGroup.State.SETTLED, by=coordinator)
    person = somebody_with_a_place(cohort)
    with pytest.raises(GroupNotTakingPeople):
        join_group(group=group, person=person, by=coordinator)
    move_group(group=group, to=LearningGroup.State.OPEN, by=coordinator)
    join_group(group=group, person=person, by=coordinator)
    with pytest.raises(MoveNotAllowed):
        move_group(group=group, to=LearningGroup.State.FORMING, by=coordinator)


def test_leaving_closes_the_room_and_the_group(leader: Person, group: LearningGroup) -> None:
    leave_group(group=group, person=leader, by=leader)
    assert not LearningGroup.objects.visible_to(leader).exists()
    assert not Room.objects.visible_to(leader).exists()
    with pytest.raises(PermissionDenied):  # who has no seat has none to give up
        leave_group(group=group, person=leader, by=leader)


def test_nobody_else_can_make_a_person_leave(leader: Person, mentor: Person, group: LearningGroup) -> None:
    with pytest.raises(PermissionDenied):
        leave_group(group=group, person=leader, by=mentor)


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_for_seven_seats(coordinator: Person, group: LearningGroup, cohort: Cohort) -> None:
    people = [somebody_with_a_place(cohort) for _ in range(12)]
    start, outcomes = threading.Barrier(len(people)), []

    def join(person: Person) -> None:
        start.wait()
        try:
            join_group(group=group, person=person, by=coordinator)
            outcomes.append("seated")
        except Problem as problem:
            outcomes.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [GroupFull.__name__] * 5 + ["seated"] * 7
    assert group.group_memberships.present().count() == LearningGroup.PLACES
    assert group.room.members.present().count() == LearningGroup.PLACES + 1


def test_the_starter_agreement_is_loaded_once_and_never_over_new_words(db: None) -> None:
    assert starter.load(CONTENT) == 10 + 6  # its lines, and the debrief templates
    AgreementClause.objects.filter(position=1).update(text="Ours.")
    assert starter.load(CONTENT) == 0
    assert AgreementClause.objects.get(position=1).text == "Ours."


# --- Pages ---


def test_my_group_goes_to_my_group(client: Client, leader: Person, group: LearningGroup) -> None:
    client.force_login(leader, BACKEND)
    assert client.get("/group/").headers["Location"] == f"/groups/{group.pk}/"


def test_without_a_group_the_page_says_who_is_on_to_it(client: Client, leader: Person, cohort: Cohort) -> None:
    client.force_login(leader, BACKEND)
    assert "Priya Nair looks after groups in Leading Together." in client.get("/group/").content.decode()
    NeedPlan.objects.create(
        programme=cohort.programme, need="group", what="She is gathering one for Thursdays.",
        who=cohort.programme.coordinator, by_on="2026-12-04",
    )  # fmt: skip
    text = client.get("/group/").content.decode()
    assert "Priya Nair is on to this." in text
    assert "She is gathering one for Thursdays. By 4 December 2026." in text


def test_the_page_shows_people_room_dates_and_agreement(
    client: Client, leader: Person, group: LearningGroup, plan
) -> None:
    starter.load(CONTENT)
    plan()
    client.force_login(leader, BACKEND)
    text = client.get(f"/groups/{group.pk}/").content.decode()
    for words in ("Ruth Adeyemi", "Facilitator", "Maureen Webb", "Open the room", "Group session", "Nobody records."):
        assert words in text


def test_a_programmes_own_agreement_is_shown_instead(client: Client, leader: Person, group: LearningGroup) -> None:
    starter.load(CONTENT)
    AgreementClause.objects.create(programme=group.cohort.programme, text="We begin with tea.")
    client.force_login(leader, BACKEND)
    text = client.get(f"/groups/{group.pk}/").content.decode()
    assert "We begin with tea." in text
    assert "Nobody records." not in text


def test_the_coordinator_sees_the_group_but_no_way_into_its_room(
    client: Client, coordinator: Person, group: LearningGroup
) -> None:
    client.force_login(coordinator, BACKEND)
    text = client.get(f"/groups/{group.pk}/").content.decode()
    assert "Maureen Webb" in text
    assert "Open the room" not in text


def test_a_stranger_finds_no_group(client: Client, stranger: Person, group: LearningGroup) -> None:
    client.force_login(stranger, BACKEND)
    assert client.get(f"/groups/{group.pk}/").status_code == 404
    assert client.post(f"/groups/{group.pk}/leave/").status_code == 404


def test_the_page_asks_the_same_number_of_questions_for_few_and_many(
    client: Client, leader: Person, group: LearningGroup, cohort: Cohort, plan, django_assert_num_queries
) -> None:
    client.force_login(leader, BACKEND)
    for _ in range(2):
        with django_assert_num_queries(18):
            client.get(f"/groups/{group.pk}/")
        for _ in range(3):
            GroupMembership.objects.create(group=group, person=somebody_with_a_place(cohort))
            plan()


def test_leaving_by_the_button(client: Client, leader: Person, group: LearningGroup) -> None:
    client.force_login(leader, BACKEND)
    assert client.get(f"/groups/{group.pk}/leave/").status_code == 405
    text = client.post(f"/groups/{group.pk}/leave/", follow=True).content.decode()
    assert "You have left Tuesday group." in text
    assert not Notice.objects.filter(person=leader).exists()
