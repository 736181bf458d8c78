"""Whom one sees round a group's table: people kept apart are only names to one another."""

from django.test import Client

from cohorts.models import LearningGroup
from tests import factories
from youdesign.people.actions import block_person, save_photo
from youdesign.people.models import Audience, Person, Profile

BACKEND = "django.contrib.auth.backends.ModelBackend"


def seen(client: Client, reader: Person, group: LearningGroup, person: Person) -> set[str]:
    """Return what this reader's page of the group shows of this person."""
    client.force_login(reader, BACKEND)
    text = client.get(f"/groups/{group.pk}/").content.decode()
    mark = Profile.objects.get(person=person).photo_mark
    shown = {
        "name": str(person) in text,
        "page": f"/colleagues/{person.pk}/" in text,
        "photo": mark in text,
    }
    return {what for what, is_shown in shown.items() if is_shown}


def test_kept_apart_they_are_names_whoever_of_the_two_said_it(
    client: Client, group: LearningGroup, leader: Person, mentor: Person
) -> None:
    noor = factories.GroupMembershipFactory(group=group).person
    for person in (leader, noor, mentor):
        save_photo(person=person, by=person, audience=Audience.GROUP, pictures=factories.pictures())
    assert seen(client, leader, group, noor) == {"name", "page", "photo"}
    block_person(person=noor, by=leader)
    for one, other in ((leader, noor), (noor, leader)):
        assert seen(client, one, group, other) == {"name"}
        assert seen(client, one, group, mentor) == {"name", "page", "photo"}
        assert seen(client, mentor, group, one) == {"name", "page", "photo"}


def test_a_facilitator_kept_apart_is_a_name_too(
    client: Client, group: LearningGroup, leader: Person, mentor: Person
) -> None:
    save_photo(person=mentor, by=mentor, audience=Audience.GROUP, pictures=factories.pictures())
    block_person(person=mentor, by=leader)
    assert seen(client, leader, group, mentor) == {"name"}


def test_a_coordinator_without_a_seat_reads_names(
    client: Client, group: LearningGroup, leader: Person, coordinator: Person
) -> None:
    save_photo(person=leader, by=leader, audience=Audience.GROUP, pictures=factories.pictures())
    assert seen(client, coordinator, group, leader) == {"name"}
