"""Find a time: how many of the group a time of the week suits, from what they let it see, and never who."""

import datetime
import re

import pytest
import time_machine
from django.test import Client

from cohorts.finding_times import Suits, asker_of, find_times
from cohorts.models import LearningGroup
from tests import factories
from tests.cohorts.walls import LONDON, NOVEMBER
from youdesign.people.models import Audience, Block, Person, Profile

BACKEND = "django.contrib.auth.backends.ModelBackend"
pytestmark = pytest.mark.usefixtures("_november")


@pytest.fixture
def _november():
    with time_machine.travel(NOVEMBER, tick=False):  # a Tuesday
        yield


def says(person: Person, *slugs: str, sees: int = Audience.GROUP, zone: str = "Europe/London") -> Person:
    """Let somebody say when is easy for them, and who reads it."""
    Person.objects.filter(pk=person.pk).update(time_zone=zone)
    profile, _ = Profile.objects.update_or_create(person=person, defaults={"times_for": sees})
    profile.times.set([factories.CodeFactory(listing="easy_time", slug=slug) for slug in slugs])
    return person


def member(group: LearningGroup, *slugs: str, **how) -> Person:
    return says(factories.GroupMembershipFactory(group=group).person, *slugs, **how)


def best(group: LearningGroup, asker: Person) -> list[Suits]:
    return list(find_times(group, asker_of(group, asker), None, LONDON, NOVEMBER).best)


def said(found: list[Suits]) -> list[str]:
    return [f"{each}: {each.number} of {each.of}" for each in found]


def test_the_best_times_come_first_as_numbers(group: LearningGroup, mentor: Person) -> None:
    says(mentor, "tuesday_evening", "monday_morning")
    for slugs in (("tuesday_evening",), ("tuesday_evening", "monday_morning"), ("tuesday_evening", "monday_morning")):
        member(group, *slugs)
    member(group, "monday_morning", "friday_afternoon")
    assert said(best(group, mentor)) == ["Mondays, 10am to 11:30am: 4 of 5", "Tuesdays, 6pm to 7:30pm: 4 of 5"]
    assert [str(each.on) for each in best(group, mentor)] == ["2026-11-16", "2026-11-17"]


def test_a_time_that_suits_fewer_than_three_others_is_not_said(group: LearningGroup, mentor: Person) -> None:
    says(mentor, "tuesday_evening")
    for slug in ("tuesday_evening", "tuesday_evening", "monday_morning", "monday_morning"):
        member(group, slug)
    found = find_times(group, asker_of(group, mentor), None, LONDON, NOVEMBER)
    assert (found.is_enough, found.best) == (True, [])


def test_only_what_the_group_may_see_counts(group: LearningGroup, mentor: Person, coordinator: Person) -> None:
    for sees in (Audience.ONLY_ME, Audience.MENTOR, Audience.GROUP, Audience.PROGRAMME, Audience.COLLEAGUES):
        member(group, "tuesday_evening", sees=sees)
    assert said(best(group, mentor)) == ["Tuesdays, 6pm to 7:30pm: 3 of 3"]
    assert not find_times(group, asker_of(group, coordinator), None, LONDON, NOVEMBER).is_enough


def test_who_is_kept_apart_pauses_or_has_left_does_not_count(group: LearningGroup, mentor: Person) -> None:
    people = [member(group, "tuesday_evening") for _ in range(6)]
    Block.objects.create(blocker=people[0], blocked=mentor)
    people[1].memberships.update(state="paused")
    people[2].group_memberships.update(left_at=NOVEMBER)
    assert said(best(group, mentor)) == ["Tuesdays, 6pm to 7:30pm: 3 of 3"]


def test_each_person_counts_by_their_own_clock(group: LearningGroup, mentor: Person) -> None:
    for _ in range(3):
        member(group, "tuesday_morning", zone="America/New_York")
    assert said(best(group, mentor)) == ["Tuesdays, 2pm to 3:30pm: 3 of 3"]
    member(group, "tuesday_afternoon")
    assert said(best(group, mentor))[0] == "Tuesdays, 2pm to 3:30pm: 4 of 4"


def test_parts_of_a_day_that_meet_are_one_time(group: LearningGroup, mentor: Person, plan) -> None:
    like = plan(starts_at=datetime.datetime(2026, 11, 24, 11, 30, tzinfo=LONDON))
    for _ in range(3):
        member(group, "tuesday_morning", "tuesday_afternoon")
    found = find_times(group, asker_of(group, mentor), like, LONDON, NOVEMBER).best
    assert said(list(found))[0] == "Tuesdays, 11:30am to 12:30pm: 3 of 3"


def test_one_time_fills_the_form_and_keeps_what_was_typed(client: Client, group: LearningGroup, mentor: Person) -> None:
    for _ in range(3):
        member(group, "tuesday_evening")
    client.force_login(mentor, BACKEND)
    page = client.get(f"/groups/{group.pk}/sessions/new/").content.decode()
    assert "suits 3 of 3" in page
    for person in group.members():
        assert person.name not in page
    sent = {"take_time": "2026-11-17 18:00 19:30", "title": "Boards", "repeat": "2"}
    page = client.post(f"/groups/{group.pk}/sessions/new/", sent).content.decode()
    for value in ("2026-11-17", "18:00", "19:30", "Boards"):
        assert f'value="{value}"' in page
    assert "Tuesdays, 6pm to 7:30pm is in the form now" in page
    assert "another look" not in page
    assert not group.sessions.exists()


@pytest.mark.parametrize("value", ["", "x", "2026-11-17 18:00", "9999-12-31 18:00 19:30", "\x00"])
def test_a_time_that_was_not_offered_changes_nothing(
    client: Client, group: LearningGroup, mentor: Person, value: str
) -> None:
    client.force_login(mentor, BACKEND)
    answer = client.post(f"/groups/{group.pk}/sessions/new/", {"take_time": value, "title": "Boards"})
    assert answer.status_code == 200
    assert 'value="Boards"' in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "words"), [(0, "Nobody has let the group see"), (2, "Too few people let the group see")]
)
def test_it_says_so_where_nobody_or_too_few_said(
    client: Client, group: LearningGroup, mentor: Person, number: int, words: str
) -> None:
    says(mentor, "tuesday_evening")
    for _ in range(number):
        member(group, "tuesday_evening")
    client.force_login(mentor, BACKEND)
    page = client.get(f"/groups/{group.pk}/sessions/new/").content.decode()
    assert words in page
    assert not re.search(r"suits \d", page)
