"""A group that somebody would like to start is heard of once by those who could join it, and by nobody kept apart."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.actions import answer_proposal, propose_group, rather_not_be_with, take_back_proposal
from cohorts.models import Cohort, ProposedGroup
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain, set_preference
from youdesign.notices.models import Notice
from youdesign.people.actions import block_person
from youdesign.people.models import Person

WORDS: dict[str, Any] = {"name": "First boards", "purpose": "For first boards.", "meets": "Thursdays"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def noor(cohort: Cohort) -> Person:
    """Noor, who has a place in the cohort too."""
    return member(cohort, name="Noor Aziz", email="noor@cast.test")


def member(cohort: Cohort, state: str = "active", **facts: Any) -> Person:
    person: Person = factories.MembershipFactory(
        cohort=cohort, state=state, person=factories.PersonFactory(**facts)
    ).person
    return person


def propose(cohort: Cohort, by: Person, facilitator: Person | None = None) -> ProposedGroup:
    return propose_group(cohort=cohort, by=by, facilitator=facilitator, **WORDS)


def owed() -> set[Person | None]:
    return {notice.person for notice in Notice.objects.filter(kind="proposal_new")}


def test_those_hear_of_it_who_could_join(cohort: Cohort, leader: Person, noor: Person, joan: Person) -> None:
    factories.MembershipFactory(cohort=cohort, person=joan)
    for state in ("paused", "withdrawn", "alumni"):
        member(cohort, state)
    member(cohort, is_active=False)
    factories.MembershipFactory(cohort=factories.CohortFactory(programme=cohort.programme))
    propose(cohort, leader, facilitator=joan)
    assert owed() == {noor}


def test_whoever_is_kept_apart_from_it_hears_nothing(cohort: Cohort, leader: Person, joan: Person) -> None:
    first, second, third = (member(cohort) for _ in range(3))
    rather_not_be_with(person=leader, by=first)
    block_person(person=second, by=leader)
    block_person(person=joan, by=third)
    propose(cohort, leader, facilitator=joan)
    assert owed() == set()


def test_nobody_hears_of_it_twice(cohort: Cohort, leader: Person, noor: Person, mailbox: Mailbox) -> None:
    proposal = propose(cohort, leader)
    propose(cohort, leader)  # pressed twice
    drain(now=timezone.now())
    answer_proposal(proposal=proposal, by=member(cohort), answer="in")
    answer_proposal(proposal=proposal, by=leader, answer="no_thanks")  # handed on
    drain(now=timezone.now())
    (mail,) = mailbox.to(noor.email)
    assert "Maureen Webb would like to start a learning group" in text_of(mail)
    assert "“First boards”. It could meet: Thursdays." in text_of(mail)


@pytest.mark.parametrize("since", ["answered", "taken back", "kept apart", "full", "asked to facilitate"])
def test_what_cannot_be_joined_any_more_is_not_told(cohort: Cohort, leader: Person, noor: Person, since: str) -> None:
    proposal = propose(cohort, leader)
    if since == "answered":
        answer_proposal(proposal=proposal, by=noor, answer="no_thanks")
    elif since == "taken back":
        take_back_proposal(proposal=proposal, by=leader)
    elif since == "kept apart":
        rather_not_be_with(person=leader, by=noor)
    elif since == "full":
        for _ in range(7):
            answer_proposal(proposal=proposal, by=member(cohort), answer="in")
    else:
        ProposedGroup.objects.update(facilitator=noor)
    drain(now=timezone.now())
    notice = Notice.objects.get(kind="proposal_new", person=noor)
    assert (notice.state, notice.reason) == ("withheld", "It is not open to join any more.")


@pytest.mark.parametrize(("often", "state"), [("off", "withheld"), ("weekly", "gathered")])
def test_it_comes_as_each_person_likes(cohort: Cohort, leader: Person, noor: Person, often: str, state: str) -> None:
    set_preference(by=noor, kind="proposal_new", frequency=often)
    propose(cohort, leader)
    drain(now=timezone.now())
    assert Notice.objects.get(kind="proposal_new", person=noor).state == state


def test_a_large_cohort_costs_no_more_questions(
    cohort: Cohort, leader: Person, django_assert_max_num_queries: Any
) -> None:
    factories.MembershipFactory.create_batch(30, cohort=cohort)
    with django_assert_max_num_queries(25):
        propose(cohort, leader)
    assert len(owed()) == 30


# --- Home ---


def home(person: Person) -> str:
    client = Client()
    client.force_login(person, BACKEND)
    return client.get("/").content.decode()


def test_home_shows_it_to_those_who_could_join_until_they_answer(cohort: Cohort, leader: Person, noor: Person) -> None:
    proposal = propose(cohort, leader)
    later = ProposedGroup.objects.filter(pk=proposal.pk)
    later.update(made_at=timezone.now() - datetime.timedelta(days=40))
    assert "New groups you could join" in home(noor)
    assert "1 of 8 is in." in home(noor)
    for person in (leader, member(cohort, "paused"), factories.PersonFactory()):
        assert "New groups you could join" not in home(person)
    answer_proposal(proposal=proposal, by=noor, answer="no_thanks")
    assert "New groups you could join" not in home(noor)


def test_home_says_nothing_of_it_to_whoever_is_kept_apart(cohort: Cohort, leader: Person, noor: Person) -> None:
    propose(cohort, leader)
    rather_not_be_with(person=noor, by=leader)
    assert "First boards" not in home(noor)
