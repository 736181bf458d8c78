"""Pages of mentors and leaders: what each state shows, what is sent wrongly, and what it costs."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions import write_reflection
from cohorts.models import Membership, NeedPlan, Programme, ReflectionShare
from mentoring import actions
from mentoring.models import Match, MentorOffer
from tests import factories
from youdesign.people.models import Code, Person, Profile

pytestmark = pytest.mark.django_db
MENTOR = reverse("mentor-suggestions")


def page(client: Client, person: Person, path: str = MENTOR) -> str:
    """What this person reads there."""
    client.force_login(person)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, person: Person, name: str, *args: Any, **data: Any) -> str:
    """Send a form as this person, and return the page it leads to."""
    client.force_login(person)
    answer = client.post(reverse(name, args=args), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


# --- Nobody yet ---


def test_somebody_with_no_part_in_it_reads_why(client: Client, host_contact: Person) -> None:
    assert "You have no place in a programme yet" in page(client, host_contact)


def test_a_leader_who_said_nothing_is_asked_first(client: Client, leader: Person, offer: MentorOffer) -> None:
    read = page(client, leader)
    assert "Tell us first what you want help with" in read
    assert "Say what I need" in read
    assert "Show me three people" not in read


def test_a_leader_asks_to_see_three_people(client: Client, looking: Person) -> None:
    assert "Show me three people" in page(client, looking)
    assert not Match.objects.exists()
    read = send(client, looking, "match-suggest")
    assert "One person who could be your mentor" in read
    assert Match.objects.get().state == "suggested"


def test_when_nobody_fits_the_page_says_so_and_who_is_on_to_it(
    client: Client, looking: Person, programme: Programme, coordinator: Person
) -> None:
    MentorOffer.objects.update(state="resting")
    plan = {"what": "Two more mentors are being prepared", "who": coordinator, "by_on": "2026-11-27"}
    NeedPlan.objects.create(programme=programme, need="mentor", **plan)
    read = page(client, looking)
    assert "A weak match is worse than a wait" in read
    assert "Priya Nair: Two more mentors are being prepared, by 27 November 2026." in read
    assert "0117 496 0182" in read
    assert "nobody fits well enough yet" in send(client, looking, "match-suggest")


# --- Suggestions ---


def test_a_suggestion_shows_reasons_facts_and_who_reads_what(
    client: Client, suggestion: Match, looking: Person
) -> None:
    MentorOffer.objects.update(supervised_by=factories.PersonFactory())
    suggestion.offer.channels.set([factories.CodeFactory(listing="contact_channel", slug="phone", label="Phone")])
    suggestion.offer.times.set([factories.CodeFactory(listing="easy_time", slug="weekend", label="Weekends")])
    read = page(client, looking)
    for words in (
        "You want help with <strong>handling a hard conversation</strong>. Ruth helps with that.",
        "<dd>Phone</dd>",
        "<dd>Weekends</dd>",
        "<dd>Two more people</dd>",
        "<dd>Prepared, and has a supervisor</dd>",
        "Bring the thing you could not say.",
        "Say hello to Ruth",
        "Ruth reads this, and nobody else.",
        "You and Priya Nair, your coordinator, can see this list.",
        "I would rather wait",
    ):
        assert words in read
    assert "%" not in read.replace("%2F", "")


def test_a_mentor_who_filled_up_meanwhile_cannot_be_asked(client: Client, suggestion: Match, looking: Person) -> None:
    other = factories.PersonFactory()
    MentorOffer.objects.update(places=1)
    Match.objects.create(leader=other, offer=suggestion.offer, state="active", chosen_at=suggestion.suggested_at)
    read = page(client, looking)
    assert "Say hello to Ruth" not in read
    assert "Ruth had room when we suggested this, and has none just now." in read
    stale = send(client, looking, "match-choose", suggestion.pk)
    assert "Now every place is taken. It has nothing to do with you." in stale


def test_saying_hello_leads_to_waiting(client: Client, suggestion: Match, looking: Person) -> None:
    read = send(client, looking, "match-choose", suggestion.pk, hello="I heard you at the board.")
    assert "You asked Ruth Adeyemi" in read
    assert "I heard you at the board." in read
    assert "Take it back" in read


def test_a_hello_is_not_needed(client: Client, suggestion: Match, looking: Person) -> None:
    assert "You asked Ruth Adeyemi" in send(client, looking, "match-choose", suggestion.pk)


def test_a_hello_that_is_too_long_is_kept_and_explained(client: Client, suggestion: Match, looking: Person) -> None:
    words = "very long " * 120
    read = send(client, looking, "match-choose", suggestion.pk, hello=words)
    assert "<title>Error: One person who could be your mentor" in read
    assert read.count("Shorten your hello to 1,000 characters or fewer") == 2
    assert f'href="#match-{suggestion.pk}-hello"' in read
    assert words.strip() in read
    assert Match.objects.get().state == "suggested"


def test_rather_waiting_is_fine(client: Client, suggestion: Match, looking: Person) -> None:
    read = send(client, looking, "match-decline-all")
    assert "You chose to wait" in read
    assert "Priya Nair is told, and looks again." in read


def test_taking_it_back_shows_the_way_again(client: Client, asked: Match, looking: Person) -> None:
    read = send(client, looking, "match-withdraw", asked.pk)
    assert "You took it back." in read
    assert "Show me three people" in read


def test_not_now_is_read_in_kind_words(client: Client, asked: Match, looking: Person, mentor: Person) -> None:
    actions.answer_not_now(match=asked, by=mentor)
    read = page(client, looking)
    assert "Ruth Adeyemi cannot be your mentor just now" in read
    assert "it says nothing about you" in read


def test_my_mentor_is_there_with_our_room(client: Client, match: Match, leader: Person) -> None:
    for path in (MENTOR, reverse("match-detail", args=[match.pk])):
        read = page(client, leader, path)
        assert "Ruth Adeyemi" in read
        assert reverse("room-detail", args=[match.room_id]) in read


# --- The mentor's side ---


def test_a_mentor_reads_who_asked_and_answers_yes(client: Client, asked: Match, mentor: Person) -> None:
    assert "Maureen Webb" in page(client, mentor)
    read = page(client, mentor, reverse("match-detail", args=[asked.pk]))
    for words in ("I heard you at the board.", "Handling a hard conversation", "Yes, I will mentor Maureen", "Not now"):
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
    send(client, leader, "reflection-share-mentor", write_reflection(by=leader, event=None, text="It went well.").pk)
    read = page(client, mentor)
    assert "Maureen Webb" in read
    assert "One debrief shared with you" in read
    assert "It went well." not in read
    assert "Maureen has shared one debrief with you" in page(client, mentor, reverse("match-detail", args=[match.pk]))


# --- Sharing a reflection ---


def test_sharing_says_who_can_read_it_now(client: Client, match: Match, leader: Person, mentor: Person) -> None:
    reflection = write_reflection(by=leader, event=None, text="It went well.")
    assert "Ruth Adeyemi can read this now" in send(client, leader, "reflection-share-mentor", reflection.pk)
    assert ReflectionShare.objects.get().person == mentor


def test_sharing_without_a_mentor_shares_nothing(client: Client, leader: Person) -> None:
    reflection = write_reflection(by=leader, event=None, text="It went well.")
    assert "You have no mentor now" in send(client, leader, "reflection-share-mentor", reflection.pk)
    assert not ReflectionShare.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("mentor", 403), ("stranger", 404), ("coordinator", 404)])
def test_nobody_else_shares_it(
    client: Client, request: Any, match: Match, leader: Person, who: str, status: int
) -> None:
    reflection = write_reflection(by=leader, event=None, text="It went well.")
    actions.share_with_mentor(reflection=reflection, by=leader)
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("reflection-share-mentor", args=[reflection.pk])).status_code == status


# --- Who may open what ---

POSTS = ["match-choose", "match-withdraw", "match-accept", "match-not-now"]


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


def test_only_people_with_a_place_look_for_a_mentor(client: Client, mentor: Person) -> None:
    client.force_login(mentor)
    assert client.post(reverse("match-suggest")).status_code == 403


def test_reading_changes_nothing_and_asking_needs_a_post(client: Client, looking: Person) -> None:
    client.force_login(looking)
    for name, args in (("match-suggest", []), ("match-decline-all", []), *((name, [1]) for name in POSTS)):
        assert client.get(reverse(name, args=args)).status_code == 405
    assert client.get(reverse("reflection-share-mentor", args=[uuid4()])).status_code == 405


# --- What it costs ---


@pytest.mark.parametrize("mentors", [5, 50])
def test_suggestions_cost_the_same_for_few_and_for_many(
    client: Client, looking: Person, programme: Programme, goal: Code, mentors: int, django_assert_num_queries: Any
) -> None:
    for _ in range(mentors):
        factories.MentorOfferFactory(programme=programme).helps_with.set([goal])
    client.force_login(looking)
    with django_assert_num_queries(20):
        client.get(MENTOR)
    actions.suggest_mentors(leader=looking, by=looking)
    with django_assert_num_queries(13):
        client.get(MENTOR)


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
    with django_assert_num_queries(10):
        read = client.get(MENTOR).content.decode()
    assert read.count("Waiting for you") == people // 2
