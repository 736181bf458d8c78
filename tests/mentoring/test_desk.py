"""Nobody at the desk looks after themselves: when the coordinator is one of the two, somebody else does."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Programme
from mentoring import actions
from mentoring.desk import desk_of, in_words
from mentoring.models import Match, MentorOffer, PairTask
from tests import factories
from tests.mentoring.test_actions import composed, owed
from tests.mentoring.test_admin import desk, read
from tests.mentoring.test_pages import page, send
from youdesign.notices.kinds import Mail
from youdesign.people.models import Person

__all__ = ["desk"]
pytestmark = pytest.mark.django_db
TASKS = "/admin/mentoring/pairtask/"


@pytest.fixture
def own(match: Match, coordinator: Person) -> Match:
    """Priya, who runs the programme, is Maureen's mentor herself."""
    MentorOffer.objects.update(mentor=coordinator)
    return Match.objects.select_related("offer__mentor", "offer__programme__coordinator", "leader").get()


@pytest.fixture
def stand_in(programme: Programme) -> Person:
    """Sue, who coordinates it too."""
    found: Person = factories.RoleGrantFactory(programme=programme, role="coordinator", person__name="Sue Lane").person
    return found


def test_the_coordinator_looks_after_a_pair_of_others(match: Match, coordinator: Person, stand_in: Person) -> None:
    assert desk_of(match) == coordinator


def test_another_coordinator_looks_after_ones_own_and_else_whoever_runs_the_site(own: Match) -> None:
    assert desk_of(own) is None
    assert in_words(desk_of(own)) == "the staff of your programme"
    chief = factories.PersonFactory(is_superuser=True)
    assert desk_of(own) == chief
    sue = factories.RoleGrantFactory(programme=own.offer.programme, role="coordinator").person
    assert desk_of(own) == sue
    Person.objects.filter(pk=sue.pk).update(is_active=False)
    assert desk_of(own) == chief


def test_cover_for_the_coordinator_is_asked_of_the_other(own: Match, coordinator: Person, stand_in: Person) -> None:
    actions.ask_for_cover(match=own, by=coordinator, now=timezone.now())
    assert owed() == [("cover_wanted", "Sue Lane")]
    assert isinstance(composed("cover_wanted"), Mail)


def test_the_pages_name_the_other(client: Client, own: Match, leader: Person, stand_in: Person) -> None:
    assert "Tell Sue Lane, or end it yourself." in page(client, leader)
    assert "Tell Sue Lane, or end it yourself." in page(client, leader, reverse("match-detail", args=[own.pk]))
    told = send(client, own.offer.mentor, "match-cover", own.pk)
    assert "Sue Lane knows, and gets in touch with you. Nobody asks why." in told


def test_the_task_is_the_others_to_see_and_to_do(
    desk: Client, own: Match, leader: Person, coordinator: Person, stand_in: Person
) -> None:
    task = own.tasks.create(about=leader, why="fit")
    assert "Maureen Webb" not in read(desk, TASKS)
    assert desk.get(f"{TASKS}{task.pk}/change/").status_code == 302  # as for a row that is not there
    with pytest.raises(PermissionDenied):
        actions.say_looked_after(task=task, by=coordinator, now=timezone.now())
    assert not PairTask.objects.visible_to(coordinator).exists()
    assert PairTask.objects.visible_to(stand_in).exists()
    actions.say_looked_after(task=task, by=stand_in, now=timezone.now())


def test_nobody_opens_their_own_offer(own: Match, coordinator: Person, stand_in: Person) -> None:
    MentorOffer.objects.update(state="ready")
    with pytest.raises(PermissionDenied):
        actions.move_offer(offer=own.offer, to="available", by=coordinator)
    actions.move_offer(offer=own.offer, to="available", by=stand_in)


def test_what_a_coordinator_passes_on_comes_to_her_and_is_not_said_oddly(
    client: Client, asked: Match, coordinator: Person, looking: Person
) -> None:
    MentorOffer.objects.update(mentor=coordinator)
    shown = page(client, coordinator, reverse("match-not-now", args=[asked.pk]))
    assert "You run the programme, so finding somebody else comes to you." in shown
    assert "Pass it on to" not in shown
    read = send(client, coordinator, "match-pass-on", asked.pk)
    assert "Maureen waits for your answer as coordinator now, and knows that you look." in read
    mail = composed("match_passed_on")
    assert isinstance(mail, Mail)
    assert mail.subject == "Priya Nair looks for somebody else for you"
    assert "As your coordinator, Priya looks for somebody, and writes to you." in mail.body
    hers = page(client, looking)
    assert "Priya Nair looks for somebody else for you" in hers
    assert "passed it on" not in hers
