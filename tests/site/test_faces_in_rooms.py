"""In a room a photo stands beside the name where its person lets this reader see it; else their initials."""

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import factories
from youdesign.circles import circle_between, circles_between
from youdesign.conversations.actions import post_message
from youdesign.people.actions import block_person, save_photo
from youdesign.people.models import Audience, Person


@pytest.fixture
def bev(group: LearningGroup) -> Person:
    """Bev, in Maureen's group and its room, where she has written something."""
    person: Person = factories.GroupMembershipFactory(group=group).person
    post_message(room=group.room, by=person, text="Good evening.", client_id=uuid4())
    return person


@pytest.fixture
def maureen(client: Client, leader: Person) -> Client:
    """A browser in which Maureen is signed in."""
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    return client


def show(person: Person, audience: Audience) -> None:
    save_photo(person=person, by=person, audience=audience, pictures=factories.pictures())


def faces_of(person: Person, client: Client, group: LearningGroup) -> int:
    """How often the room's page shows this person's photo: beside the name, and beside each thing said."""
    return client.get(f"/rooms/{group.room.pk}/").content.decode().count(f"/colleagues/{person.pk}/photo/")


def test_a_photo_for_the_group_stands_beside_the_name_and_the_words(
    maureen: Client, group: LearningGroup, bev: Person
) -> None:
    show(bev, Audience.GROUP)
    assert faces_of(bev, maureen, group) == 2


def test_a_photo_for_her_mentor_only_is_not_shown_to_the_group(
    maureen: Client, group: LearningGroup, bev: Person
) -> None:
    show(bev, Audience.MENTOR)
    assert faces_of(bev, maureen, group) == 0


def test_those_kept_apart_see_initials(maureen: Client, leader: Person, group: LearningGroup, bev: Person) -> None:
    show(bev, Audience.COLLEAGUES)
    block_person(person=leader, by=bev)
    assert faces_of(bev, maureen, group) == 0


def test_one_sees_ones_own(maureen: Client, leader: Person, group: LearningGroup, bev: Person) -> None:
    show(leader, Audience.ONLY_ME)
    assert faces_of(leader, maureen, group) == 2  # beside her name, and where what she writes will stand


def test_many_photos_take_no_more_queries_than_one(
    maureen: Client, group: LearningGroup, bev: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    show(bev, Audience.GROUP)
    with django_assert_num_queries(QUERIES):
        maureen.get(f"/rooms/{group.room.pk}/")
    for other in factories.GroupMembershipFactory.create_batch(4, group=group):
        show(other.person, Audience.GROUP)
    with django_assert_num_queries(QUERIES):
        maureen.get(f"/rooms/{group.room.pk}/")


QUERIES = 12


def test_several_stand_as_each_stands(
    leader: Person, mentor: Person, coordinator: Person, stranger: Person, bev: Person, match: Match
) -> None:
    everybody = [leader, mentor, coordinator, stranger, bev]
    for reader in everybody:
        one_by_one = {person.pk: circle_between(reader, person) for person in everybody}
        together = circles_between(reader, [person.pk for person in everybody])
        assert together == {pk: circle for pk, circle in one_by_one.items() if circle is not None}
    assert set(circles_between(mentor, [person.pk for person in everybody]).values()) == {
        Audience.ONLY_ME,
        Audience.MENTOR,
        Audience.GROUP,
        Audience.COLLEAGUES,
    }
