"""A mentor's own offer: saying so, what it holds, and where it stands."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from cohorts.models import RoleGrant
from mentoring import actions
from mentoring.models import Match, MentorOffer
from tests import factories
from tests.mentoring.test_actions import composed, owed, recorded
from tests.mentoring.test_pages import page, send
from youdesign.notices.kinds import Mail, Withheld
from youdesign.people.models import Code, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def wishes(leader: Person) -> MentorOffer:
    """Maureen said that she would like to be a mentor."""
    return actions.offer_to_mentor(by=leader)[0]


# --- Saying so ---


def test_a_leader_says_that_she_would_like_to_mentor_and_the_coordinator_finds_it(
    client: Client, leader: Person, coordinator: Person
) -> None:
    assert "Would you like to be a mentor yourself?" in page(client, leader)
    read = send(client, leader, "offer-new")
    assert "Priya Nair can see it, and talks with you about it." in read
    assert MentorOffer.objects.get().state == "interested"
    coordinator.is_superuser = True
    coordinator.save()
    assert "New mentors to prepare" in page(client, coordinator, reverse("admin:index"))
    read = page(client, leader)
    assert "You said that you would like to be a mentor." in read
    assert "Would you like to be a mentor yourself?" not in read
    assert "People you mentor" not in read


def test_saying_so_twice_is_one_wish(client: Client, leader: Person, wishes: MentorOffer) -> None:
    assert "You have said so already." in send(client, leader, "offer-new")
    assert list(MentorOffer.objects.all()) == [wishes]
    assert recorded("offer_to_mentor").about == leader


def test_whoever_takes_no_part_offers_nothing(mentor: Person, host_contact: Person) -> None:
    for person in (mentor, host_contact):
        with pytest.raises(PermissionDenied):
            actions.offer_to_mentor(by=person)


def test_who_may_prepare_has_the_role_and_is_told(wishes: MentorOffer, leader: Person, coordinator: Person) -> None:
    actions.move_offer(offer=wishes, to="preparing", by=coordinator)
    assert RoleGrant.objects.current().filter(person=leader, role="mentor").exists()
    assert owed() == [("offer_moved", "Maureen Webb")]
    mail = composed("offer_moved")
    assert isinstance(mail, Mail)
    assert mail.subject == "You can begin to prepare as a mentor"
    actions.move_offer(offer=wishes, to="stepped_down", by=leader)
    assert composed("offer_moved") == Withheld("This is not so any more.")


def test_a_mentor_opens_nothing_that_the_coordinator_opens(wishes: MentorOffer, leader: Person) -> None:
    for state, to in (("interested", "preparing"), ("preparing", "ready"), ("ready", "available")):
        MentorOffer.objects.update(state=state)
        with pytest.raises(PermissionDenied):
            actions.move_offer(offer=wishes, to=to, by=leader)


def test_who_stepped_down_may_mentor_again_with_a_new_offer(wishes: MentorOffer, leader: Person) -> None:
    actions.move_offer(offer=wishes, to="stepped_down", by=leader)
    assert actions.offer_to_mentor(by=leader) != [wishes]
    assert [offer.state for offer in MentorOffer.objects.order_by("pk")] == ["stepped_down", "interested"]


# --- What it holds ---


def typed(offer: MentorOffer, **said: Any) -> dict[str, Any]:
    """A form filled in, as a browser sends it."""
    return {"places": offer.places, "own_words": offer.own_words, **said}


def test_a_mentor_says_what_they_offer(client: Client, mentor: Person, offer: MentorOffer) -> None:
    held = ("goal_theme", "mentor_style", "contact_channel", "easy_time", "level", "host_kind")
    lists = (*held, "experience_basis", "must_have")
    codes = {name: factories.CodeFactory(listing=name) for name in lists}
    said = {
        "helps_with": [codes["goal_theme"].pk],
        "ways_of_working": [codes["mentor_style"].pk],
        "channels": [codes["contact_channel"].pk],
        "times": [codes["easy_time"].pk],
        "known_level": [codes["level"].pk],
        "known_host": [codes["host_kind"].pk],
        "lived_experience": [codes["experience_basis"].pk],
        "meets": [codes["must_have"].pk],
    }
    read = page(client, mentor, reverse("offer-change", args=[offer.pk]))
    assert "Leaders to whom you are suggested, and the staff of your programme" in read
    send(client, mentor, "offer-change", offer.pk, **typed(offer, places=3, own_words="Hello.", **said))
    offer.refresh_from_db()
    assert (offer.places, offer.own_words) == (3, "Hello.")
    assert set(offer.places_known.all()) == {codes["level"], codes["host_kind"]}
    for name in ("helps_with", "ways_of_working", "channels", "times", "lived_experience", "meets"):
        assert [code.pk for code in getattr(offer, name).all()] == said[name]
    assert recorded("change_offer").about == mentor


def test_what_staff_switched_off_stays_with_those_who_chose_it(
    client: Client, mentor: Person, offer: MentorOffer, goal: Code
) -> None:
    offer.helps_with.set([goal])
    Code.objects.update(is_on=False)
    assert goal.label in page(client, mentor, reverse("offer-change", args=[offer.pk]))
    send(client, mentor, "offer-change", offer.pk, **typed(offer, helps_with=[goal.pk]))
    assert list(offer.helps_with.all()) == [goal]


@pytest.mark.parametrize("places", ["", "0", "9", "two", "-1", "1.5"])
def test_a_number_that_cannot_be_says_what_to_enter(
    client: Client, mentor: Person, offer: MentorOffer, places: str
) -> None:
    client.force_login(mentor)
    answer = client.post(reverse("offer-change", args=[offer.pk]), typed(offer, places=places, own_words="Kept."))
    read = answer.content.decode()
    assert "Enter a whole number from 1 to 8." in read
    assert "Kept." in read
    assert "Error: " in read


def test_older_answers_are_not_put_over_newer_ones(client: Client, mentor: Person, offer: MentorOffer) -> None:
    client.force_login(mentor)
    path = reverse("offer-change", args=[offer.pk])
    seen = client.get(path).context["form"].stamp
    MentorOffer.objects.update(places=5)
    answer = client.post(path, typed(offer, own_words="Mine.", seen=seen))
    offer.refresh_from_db()
    assert (offer.places, "Mine." in answer.content.decode()) == (5, True)
    client.post(path, typed(offer, own_words="Mine.", seen=answer.context["form"].stamp))
    offer.refresh_from_db()
    assert offer.own_words == "Mine."


def test_nobody_else_changes_it_and_nobody_once_it_is_over(
    client: Client, mentor: Person, offer: MentorOffer, coordinator: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.change_offer(offer=offer, by=coordinator, places=8)
    MentorOffer.objects.update(state="stepped_down")
    client.force_login(mentor)
    assert client.get(reverse("offer-change", args=[offer.pk])).status_code == 403


# --- Where it stands ---


def test_a_rest_is_one_tap_and_so_is_coming_back(client: Client, mentor: Person, offer: MentorOffer) -> None:
    assert "You are having a rest." in send(client, mentor, "offer-rest", offer.pk)
    assert not MentorOffer.objects.open().exists()
    assert "This has moved on since you opened the page." in send(client, mentor, "offer-rest", offer.pk)
    assert "Welcome back." in send(client, mentor, "offer-back", offer.pk)
    assert MentorOffer.objects.open().exists()
    assert owed() == []


def test_stepping_down_asks_first_and_says_what_comes_of_it(client: Client, asked: Match, mentor: Person) -> None:
    read = page(client, mentor, reverse("offer-step-down", args=[asked.offer_id]))
    assert "One person is waiting for your answer." in read
    assert "Have a rest instead" in read
    asked.offer.refresh_from_db()
    assert asked.offer.state == "available"
    assert "Thank you for all you gave." in send(client, mentor, "offer-step-down", asked.offer_id)
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    read = send(client, mentor, "offer-step-down", asked.offer_id)
    assert "This has moved on since you opened the page." in read


def test_full_is_worked_out_from_who_holds_a_place(client: Client, match: Match, mentor: Person) -> None:
    assert "You have room for one more person." in page(client, mentor)
    MentorOffer.objects.update(places=1)
    assert "Every place you offer is taken" in page(client, mentor)
    match.offer.refresh_from_db()
    assert match.offer.state == "available"
