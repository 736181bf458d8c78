"""Pages of mentors and leaders: what each state shows, what is sent wrongly, and what it costs."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions import write_reflection
from cohorts.models import NeedPlan, Programme, ReflectionShare
from cohorts.reflections import plain
from mentoring import actions
from mentoring.models import Match, MentorOffer
from tests import factories
from youdesign.people.models import Code, Person

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
        "Ruth reads this, and nobody else, unless Ruth tells someone about it.",
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
    stale = send(client, looking, "match-choose", suggestion.pk, hello="I heard you at <b>the board</b>.")
    assert "You had written: “I heard you at &lt;b&gt;the board&lt;/b&gt;.”" in stale
    assert "Now every place is taken. It has nothing to do with you." in stale


def test_saying_hello_leads_to_waiting(client: Client, suggestion: Match, looking: Person) -> None:
    read = send(client, looking, "match-choose", suggestion.pk, hello="I heard you at the board.")
    assert "You said hello to Ruth Adeyemi" in read
    assert "I heard you at the board." in read
    assert "Take it back" in read


def test_a_hello_is_not_needed(client: Client, suggestion: Match, looking: Person) -> None:
    assert "You said hello to Ruth Adeyemi" in send(client, looking, "match-choose", suggestion.pk)


def test_a_hello_that_is_too_long_is_kept_and_explained(client: Client, suggestion: Match, looking: Person) -> None:
    words = "very long " * 120
    read = send(client, looking, "match-choose", suggestion.pk, hello=words)
    assert "<title>Error: One person who could be your mentor" in read
    assert read.count("Make it shorter: 1,000 characters at most.") == 2
    assert f'href="#match-{suggestion.pk}-hello"' in read
    assert words.strip() in read
    assert Match.objects.get().state == "suggested"


def test_rather_waiting_is_fine(client: Client, suggestion: Match, looking: Person) -> None:
    read = send(client, looking, "match-decline-all")
    assert "You are waiting for a mentor" in read
    assert "Priya Nair was told on" in read


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


# --- Sharing a reflection ---


def test_sharing_says_who_can_read_it_now(client: Client, match: Match, leader: Person, mentor: Person) -> None:
    reflection = write_reflection(by=leader, event=None, words=plain("It went well."))
    assert "Ruth Adeyemi can read this now" in send(client, leader, "reflection-share-mentor", reflection.pk)
    assert ReflectionShare.objects.get().person == mentor


def test_sharing_without_a_mentor_shares_nothing(client: Client, leader: Person) -> None:
    reflection = write_reflection(by=leader, event=None, words=plain("It went well."))
    assert "no mentor of yours can read it now" in send(client, leader, "reflection-share-mentor", reflection.pk)
    assert not ReflectionShare.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("mentor", 403), ("stranger", 404), ("coordinator", 404)])
def test_nobody_else_shares_it(
    client: Client, request: Any, match: Match, leader: Person, who: str, status: int
) -> None:
    reflection = write_reflection(by=leader, event=None, words=plain("It went well."))
    actions.share_with_mentor(reflection=reflection, by=leader)
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("reflection-share-mentor", args=[reflection.pk])).status_code == status


# --- Who may open what ---

POSTS = ["match-choose", "match-withdraw", "match-accept", "match-not-now"]
ONLY_POSTS = [*POSTS[:3], "match-pass-on"]  # “not now” has a page that asks which words go with it


def test_only_people_with_a_place_look_for_a_mentor(client: Client, mentor: Person) -> None:
    client.force_login(mentor)
    assert client.post(reverse("match-suggest")).status_code == 403


def test_reading_changes_nothing_and_asking_needs_a_post(client: Client, looking: Person) -> None:
    client.force_login(looking)
    for name, args in (("match-suggest", []), ("match-decline-all", []), *((name, [1]) for name in ONLY_POSTS)):
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
    with django_assert_num_queries(23):
        client.get(MENTOR)
    actions.suggest_mentors(leader=looking, by=looking)
    with django_assert_num_queries(15):
        client.get(MENTOR)
