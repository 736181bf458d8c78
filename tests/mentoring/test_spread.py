"""Leaders who look one after another are spread over the mentors: first choices can be granted, nobody is hidden."""

import random
from collections import Counter

import pytest

from cohorts.models import Cohort, Programme
from mentoring import matching
from mentoring.actions import suggest_mentors
from mentoring.models import Match
from tests import factories
from tests.mentoring.test_matching import offers, says, suggested
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db
GOALS = [f"goal{at}" for at in range(6)]


@pytest.fixture
def crowd(programme: Programme, cohort: Cohort) -> list[Person]:
    """Forty leaders; twelve mentors with two or three places, of whom two are named by nearly everything."""
    chance = random.Random(6)
    for at in range(12):
        made = offers(programme, helps_with=GOALS if at < 2 else chance.sample(GOALS, 2))
        made.places = chance.randint(2, 3)
        made.save()
    leaders = [factories.MembershipFactory(cohort=cohort).person for _ in range(40)]
    for leader in leaders:
        says(leader, goals=chance.sample(GOALS, 2))
    return leaders


def granted(firsts: Counter[int], places: dict[int, int]) -> float:
    """How many of the places would be filled if everybody took their first."""
    return sum(min(number, places[offer]) for offer, number in firsts.items()) / sum(places.values())


def test_first_choices_can_be_granted_and_every_mentor_is_shown(crowd: list[Person], programme: Programme) -> None:
    places = dict(programme.mentor_offers.values_list("pk", "places"))
    raw = Counter(suggested(leader)[0].pk for leader in crowd)
    assert granted(raw, places) < 0.8
    for leader in crowd:
        assert len(suggest_mentors(leader=leader, by=leader)) == 3
    firsts = Counter(Match.objects.filter(workings__place=1).values_list("offer", flat=True))
    assert granted(firsts, places) >= 0.95
    assert set(Match.objects.values_list("offer", flat=True)) == set(places)


def test_who_alone_fits_is_shown_however_many_see_them(programme: Programme, cohort: Cohort) -> None:
    offer = offers(programme, helps_with=["chair"])
    offers(programme, helps_with=["payment"])
    for _ in range(12):
        person = factories.MembershipFactory(cohort=cohort).person
        says(person, goals=["chair"])
        assert [match.offer for match in suggest_mentors(leader=person, by=person)] == [offer]


def test_a_price_is_no_part_of_the_points_that_are_kept(crowd: list[Person]) -> None:
    for leader in crowd[:20]:
        for match in suggest_mentors(leader=leader, by=leader):
            assert match.workings["points"] == matching.Suggestion(matching.wishes_of(leader), match.offer).points
