"""The mentor's side of the pages, and who may open what."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions import write_reflection
from cohorts.models import Membership
from cohorts.reflections import plain
from mentoring import actions
from mentoring.models import Match, MentorOffer
from tests import factories
from tests.mentoring.test_pages import MENTOR, POSTS, page, send
from youdesign.people.models import Person, Profile

pytestmark = pytest.mark.django_db


def test_a_mentor_reads_who_asked_and_answers_yes(client: Client, asked: Match, mentor: Person) -> None:
    assert "Maureen Webb" in page(client, mentor)
    read = page(client, mentor, reverse("match-detail", args=[asked.pk]))
    for words in ("I heard you at the board.", "Handling a hard conversation", "Yes to a hello", "Not now"):
        assert words in read
    read = send(client, mentor, "match-accept", asked.pk)
    asked.refresh_from_db()
    assert reverse("room-detail", args=[asked.room_id]) in read
    assert "Maureen has shared none with you" in read


def test_a_mentor_says_not_now_and_reads_the_hello_no_more(client: Client, asked: Match, mentor: Person) -> None:
    assert "never have to say why" in send(client, mentor, "match-not-now", asked.pk)
    read = page(client, mentor, reverse("match-detail", args=[asked.pk]))
    assert "You said not now." in read
    assert "board" not in read


def test_a_choice_taken_back_is_gone_kindly(client: Client, asked: Match, mentor: Person, looking: Person) -> None:
    actions.withdraw_choice(match=asked, by=looking)
    read = page(client, mentor, reverse("match-detail", args=[asked.pk]))
    assert "Maureen took this back." in read
    assert "board" not in read


def test_a_second_click_says_how_it_is_now(client: Client, asked: Match, mentor: Person) -> None:
    send(client, mentor, "match-accept", asked.pk)
    assert "This has moved on since you opened the page." in send(client, mentor, "match-accept", asked.pk)


def test_a_mentor_sees_whom_they_mentor_and_what_is_shared(
    client: Client, match: Match, leader: Person, mentor: Person
) -> None:
    send(
        client,
        leader,
        "reflection-share-mentor",
        write_reflection(by=leader, event=None, words=plain("It went well.")).pk,
    )
    read = page(client, mentor)
    assert "Maureen Webb" in read
    assert "One debrief shared with you" in read
    assert "It went well." not in read
    assert "Maureen has shared one debrief with you" in page(client, mentor, reverse("match-detail", args=[match.pk]))


@pytest.fixture
def other_leader(leader: Person) -> Person:
    """Another leader of the same cohort, with a place and no part in this match."""
    return factories.MembershipFactory(cohort=Membership.objects.get(person=leader).cohort).person


@pytest.mark.parametrize("who", ["stranger", "other_leader", "coordinator", "host_contact"])
def test_match_pages_are_not_there_for_anybody_else(client: Client, request: Any, asked: Match, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    answer = client.get(reverse("match-detail", args=[asked.pk]))
    assert answer.status_code == 404
    assert "Maureen" not in answer.content.decode()
    assert [client.post(reverse(name, args=[asked.pk])).status_code for name in POSTS] == [404] * 4
    asked.refresh_from_db()
    assert asked.state == "chosen"


def test_a_mentor_cannot_see_that_they_were_suggested(client: Client, suggestion: Match, mentor: Person) -> None:
    assert "Maureen" not in page(client, mentor)
    client.force_login(mentor)
    assert client.get(reverse("match-detail", args=[suggestion.pk])).status_code == 404


def test_each_side_does_only_its_own_part(client: Client, asked: Match, looking: Person, mentor: Person) -> None:
    client.force_login(looking)
    assert [client.post(reverse(name, args=[asked.pk])).status_code for name in POSTS[2:]] == [403, 403]
    client.force_login(mentor)
    assert [client.post(reverse(name, args=[asked.pk])).status_code for name in POSTS[:2]] == [403, 403]


@pytest.mark.parametrize("people", [2, 20])
def test_a_mentors_page_costs_the_same_for_few_and_for_many(
    client: Client, mentor: Person, offer: MentorOffer, people: int, django_assert_num_queries: Any
) -> None:
    for number in range(people):
        person = factories.PersonFactory(name=f"Leader {number}")
        Profile.objects.create(person=person)
        room = factories.RoomMemberFactory(person=mentor).room
        state = "active" if number % 2 else "chosen"
        Match.objects.create(leader=person, offer=offer, state=state, chosen_at=person.joined_at, room=room)
    client.force_login(mentor)
    with django_assert_num_queries(12):
        read = client.get(MENTOR).content.decode()
    assert read.count("Waiting for you") == people // 2
