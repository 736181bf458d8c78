"""Two people, or two tabs, at once: locks and constraints leave one answer."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from cohorts.models import Cohort, Programme
from cohorts.problems import Problem
from mentoring import actions
from mentoring.models import Match, MentorOffer
from tests import factories
from youdesign.people.models import Code, Person, Profile

pytestmark = pytest.mark.django_db


def at_once(*tries: Callable[[], object]) -> list[str]:
    """Run these at the same moment, each on its own connection, and return what each came to."""
    start, came_to = threading.Barrier(len(tries)), ["" for _ in tries]

    def run(at: int) -> None:
        start.wait()
        try:
            tries[at]()
            came_to[at] = "won"
        except Problem as error:
            came_to[at] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(tries))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(came_to)


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
