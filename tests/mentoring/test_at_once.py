"""Two people, or two tabs, at once: locks and constraints leave one answer."""

import threading
import time

import pytest
from django.db import transaction

from cohorts.models import Cohort, Programme
from mentoring import actions
from mentoring.models import Match, MentorOffer
from tests import factories
from tests.at_once import at_once
from youdesign.people.models import Code, Person, Profile

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_of_six_leaders_at_once_one_gets_the_last_place(cohort: Cohort, offer: MentorOffer, goal: Code) -> None:
    MentorOffer.objects.update(places=1)
    offer.helps_with.set([goal])
    matches = []
    for _ in range(6):
        person = factories.MembershipFactory(cohort=cohort).person
        Profile.objects.create(person=person).goals.set([goal])
        matches += actions.suggest_mentors(leader=person, by=person)
    came_to = at_once(*(lambda m=match: actions.choose_mentor(match=m, by=m.leader) for match in matches))
    assert came_to == ["MentorHasNoSpace"] * 5 + ["won"]
    assert Match.objects.holding().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_one_leader_ask_one_mentor(looking: Person, programme: Programme, goal: Code) -> None:
    factories.MentorOfferFactory(programme=programme).helps_with.set([goal])
    first, second = actions.suggest_mentors(leader=looking, by=looking)
    has_asked = threading.Event()

    def ask_and_commit_late() -> None:
        with transaction.atomic():
            actions.choose_mentor(match=first, by=looking)
            has_asked.set()
            time.sleep(0.3)

    def ask_meanwhile() -> None:
        has_asked.wait(10)
        actions.choose_mentor(match=second, by=looking)

    assert at_once(ask_and_commit_late, ask_meanwhile) == ["OneMentorAtATime", "won"]


@pytest.mark.django_db(transaction=True)
def test_yes_and_taking_back_at_once_come_to_one_of_the_two(asked: Match, looking: Person, mentor: Person) -> None:
    came_to = at_once(
        lambda: actions.accept_match(match=asked, by=mentor), lambda: actions.withdraw_choice(match=asked, by=looking)
    )
    assert came_to == ["AlreadyAnswered", "won"]
    asked.refresh_from_db()
    assert (asked.state == "accepted") == (asked.room is not None)
