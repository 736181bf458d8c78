"""From waiting back to somebody: a leader looks again at whom she said no to, or one is suggested by hand."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cohorts.models import Programme
from mentoring import actions
from mentoring.models import Match, MentorOffer, MentorWait
from mentoring.problems import NotOneToOffer, WaitIsOver
from tests import factories
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Person

WORDS = "she has sat on the same board"


@pytest.fixture
def waiting(suggestion: Match, looking: Person) -> MentorWait:
    """Maureen would rather wait than ask Ruth."""
    actions.decline_all(leader=looking, by=looking)
    return MentorWait.objects.get()


@pytest.fixture
def joan(programme: Programme) -> MentorOffer:
    """Joan offers something else than Maureen looks for, and so is never suggested by the site."""
    return factories.MentorOfferFactory(mentor__name="Joan Bell", programme=programme)


@pytest.fixture
def her_window(looking: Person, client: Client) -> Client:
    """Maureen's window."""
    client.force_login(looking)
    return client


@pytest.fixture
def desk(coordinator: Person) -> Client:
    """Priya's window."""
    call_command("load_starter_content", verbosity=0)
    coordinator.groups.add(coordinator.groups.model.objects.get(name="Coordinators"))
    window = Client()
    window.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    return window


def page_of(wait: MentorWait) -> str:
    """Return the address of the page to suggest somebody by hand."""
    return f"/admin/mentoring/mentorwait/{wait.pk}/suggest/"


# --- She changes her mind ---


def test_whoever_would_rather_wait_can_see_them_again(waiting: MentorWait, her_window: Client) -> None:
    page = her_window.get("/mentor/").content.decode()
    assert "You can change your mind, as often as you like" in page
    page = her_window.post("/mentor/think-again/", follow=True).content.decode()
    assert "Ruth helps with" in page
    assert not MentorWait.objects.open().exists()
    assert AuditEntry.objects.get(verb="think_again").facts == {"taken_back": 1}


def test_somebody_who_does_not_fit_any_more_does_not_come_back(
    waiting: MentorWait, looking: Person, offer: MentorOffer
) -> None:
    MentorOffer.objects.filter(pk=offer.pk).update(state="resting")
    assert actions.think_again(leader=looking, by=looking) == []
    assert MentorWait.objects.open().get() == waiting


def test_the_way_back_is_hers_alone(waiting: MentorWait, looking: Person, coordinator: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.think_again(leader=looking, by=coordinator)


def test_who_said_no_to_nobody_is_offered_no_way_back(leader: Person, client: Client) -> None:
    actions.suggest_mentors(leader=leader, by=leader)
    client.force_login(leader)
    assert "Show me the people again" not in client.get("/mentor/").content.decode()


# --- By hand ---


def test_a_coordinator_suggests_one_by_hand_and_the_leader_chooses(
    waiting: MentorWait, joan: MentorOffer, desk: Client, her_window: Client, looking: Person
) -> None:
    assert page_of(waiting) in desk.get(f"/admin/mentoring/mentorwait/{waiting.pk}/change/").content.decode()
    said = desk.post(page_of(waiting), {"offer": joan.pk, "why": WORDS}, follow=True).content.decode()
    assert "Suggested to Maureen Webb: Joan Bell. They choose, and get a message now." in said
    page = her_window.get("/mentor/").content.decode()
    assert f"Your coordinator suggests <strong>Joan</strong>: {WORDS}" in page
    assert Match.objects.get(offer=joan).state == "suggested"
    assert AuditEntry.objects.get(verb="suggest_by_hand").why == WORDS
    drain(now=timezone.now())
    assert Notice.objects.get(kind="mentor_suggested", person=looking).state == "sent"


def test_whom_she_said_no_to_is_not_offered_to_her_again(
    waiting: MentorWait, offer: MentorOffer, joan: MentorOffer, desk: Client
) -> None:
    page = desk.get(page_of(waiting)).content.decode()
    assert "Joan Bell" in page
    assert "Ruth Adeyemi" not in page.split("Whom do you suggest?")[1]
    with pytest.raises(NotOneToOffer):
        actions.suggest_by_hand(wait=waiting, offer=offer, by=offer.programme.coordinator, words=WORDS)


def test_somebody_she_has_already_is_not_suggested_to_her(
    waiting: MentorWait, joan: MentorOffer, desk: Client, looking: Person
) -> None:
    Match.objects.create(leader=looking, offer=joan, state="accepted", chosen_at=timezone.now())
    assert "Joan Bell" not in desk.get(page_of(waiting)).content.decode()
    assert desk.post(page_of(waiting), {"offer": joan.pk, "why": WORDS}).status_code == 200
    with pytest.raises(NotOneToOffer):
        actions.suggest_by_hand(wait=waiting, offer=joan, by=joan.programme.coordinator, words=WORDS)


def test_nothing_is_suggested_without_a_word_why(waiting: MentorWait, joan: MentorOffer, desk: Client) -> None:
    page = desk.post(page_of(waiting), {"offer": joan.pk, "why": ""}).content.decode()
    assert "Say why, in a few words." in page
    assert f'value="{joan.pk}" ' in page
    assert not Match.objects.filter(offer=joan).exists()


def test_another_programmes_mentors_and_waits_are_not_there(waiting: MentorWait, desk: Client) -> None:
    elsewhere = factories.MentorOfferFactory(mentor__name="Somebody Elsewhere")
    assert "Elsewhere" not in desk.get(page_of(waiting)).content.decode()
    theirs = MentorWait.objects.create(
        leader=factories.PersonFactory(),
        programme=elsewhere.programme,
        told=elsewhere.programme.coordinator,
        answer_by=timezone.now(),
    )
    assert desk.get(page_of(theirs)).status_code == 404


def test_a_wait_that_is_over_takes_no_suggestion(waiting: MentorWait, joan: MentorOffer, coordinator: Person) -> None:
    MentorWait.objects.update(over_at=timezone.now())
    with pytest.raises(WaitIsOver):
        actions.suggest_by_hand(wait=waiting, offer=joan, by=coordinator, words=WORDS)


def test_staff_of_another_programme_suggest_nobody(waiting: MentorWait, joan: MentorOffer) -> None:
    with pytest.raises(PermissionDenied):
        actions.suggest_by_hand(wait=waiting, offer=joan, by=factories.ProgrammeFactory().coordinator, words=WORDS)


def test_nobody_to_suggest_says_so(waiting: MentorWait, desk: Client) -> None:
    assert "Nobody can be suggested now" in desk.get(page_of(waiting)).content.decode()


def test_the_page_costs_the_same_for_many_mentors(
    waiting: MentorWait, programme: Programme, joan: MentorOffer, desk: Client, django_assert_max_num_queries
) -> None:
    for _ in range(2):
        with django_assert_max_num_queries(26):
            desk.get(page_of(waiting))
        factories.MentorOfferFactory.create_batch(20, programme=programme)
