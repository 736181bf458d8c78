"""Staff see names, states and reasons of their own programmes, move offers by actions, and never read a hello."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from mentoring.models import Match, MentorOffer
from tests import factories
from youdesign.people.models import AuditEntry, Person

pytestmark = pytest.mark.django_db
OFFERS, MATCHES = (reverse(f"admin:mentoring_{name}_changelist") for name in ("mentoroffer", "match"))


@pytest.fixture
def desk(client: Client, coordinator: Person) -> Client:
    """Priya at her desk."""
    coordinator.user_permissions.set(Permission.objects.filter(content_type__app_label="mentoring"))
    client.force_login(coordinator)
    return client


def read(desk: Client, path: str) -> str:
    """What she reads there."""
    answer = desk.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_offers_show_how_many_places_are_taken(desk: Client, match: Match) -> None:
    assert "1 of 2" in read(desk, OFFERS)


@pytest.mark.parametrize("model", [OFFERS, MATCHES])
def test_another_programme_is_not_there(desk: Client, match: Match, stranger: Person, model: str) -> None:
    theirs = factories.MentorOfferFactory(mentor__name="Somebody Elsewhere")
    foreign = Match.objects.create(leader=stranger, offer=theirs)
    page = read(desk, model)
    assert "Ruth Adeyemi" in page
    assert "Elsewhere" not in page
    pk = theirs.pk if model == OFFERS else foreign.pk
    assert desk.get(f"{model}{pk}/change/").status_code == 302


def test_an_offer_is_made_available_by_the_action(desk: Client, offer: MentorOffer) -> None:
    MentorOffer.objects.update(state="ready")
    desk.post(OFFERS, {"action": "available", "_selected_action": [offer.pk]})
    offer.refresh_from_db()
    assert offer.state == "available"
    assert AuditEntry.objects.get(verb="move_offer").facts == {"before": "ready", "after": "available"}


def test_an_offer_that_cannot_move_is_left(desk: Client, offer: MentorOffer) -> None:
    answer = desk.post(OFFERS, {"action": "ready", "_selected_action": [offer.pk]}, follow=True)
    assert "Left as they are" in answer.content.decode()


def test_an_offer_is_changed_in_its_form(desk: Client, offer: MentorOffer) -> None:
    goal = factories.CodeFactory(listing="goal_theme", slug="hard_talk")
    factories.CodeFactory(listing="self_title", slug="carer", label="Carer leader")
    page = read(desk, f"{OFFERS}{offer.pk}/change/")
    assert "Carer leader" not in page
    answer = desk.post(f"{OFFERS}{offer.pk}/change/", {"places": 3, "own_words": "Hello.", "helps_with": [goal.pk]})
    offer.refresh_from_db()
    assert answer.status_code == 302
    assert (offer.places, list(offer.helps_with.all())) == (3, [goal])


def test_the_hello_is_nowhere_on_staff_pages(desk: Client, asked: Match) -> None:
    for path in (MATCHES, f"{MATCHES}{asked.pk}/change/", OFFERS, f"{OFFERS}{asked.offer_id}/change/"):
        assert "I heard you at the board." not in read(desk, path)


def test_a_match_shows_its_reasons_and_cannot_be_changed(desk: Client, asked: Match) -> None:
    page = read(desk, f"{MATCHES}{asked.pk}/change/")
    assert "You want help with handling a hard conversation. Ruth helps with that." in page
    assert 'name="state"' not in page
    assert desk.post(f"{MATCHES}{asked.pk}/change/", {"state": "accepted"}).status_code == 403
    assert desk.get(f"{MATCHES}add/").status_code == 403
    assert desk.post(f"{MATCHES}{asked.pk}/delete/", {"post": "yes"}).status_code == 403


def test_staff_look_again_for_a_leader(desk: Client, suggestion: Match, looking: Person) -> None:
    desk.post(MATCHES, {"action": "look_again", "_selected_action": [suggestion.pk]})
    assert [match.state for match in Match.objects.filter(leader=looking)] == ["suggested", "not_chosen"]


def test_the_lists_cost_the_same_for_few_and_for_many(
    desk: Client, offer: MentorOffer, django_assert_max_num_queries: object
) -> None:
    for count in (1, 30):
        for _ in range(count):
            Match.objects.create(leader=factories.PersonFactory(), offer=offer)
            factories.MentorOfferFactory(programme=offer.programme)
        for path in (OFFERS, MATCHES):
            with django_assert_max_num_queries(16):  # type: ignore[operator]
                read(desk, path)
