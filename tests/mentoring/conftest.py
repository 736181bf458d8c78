"""Maureen's way to a mentor, as far as a test needs it."""

import pytest

from cohorts.models import Programme
from mentoring.actions import choose_mentor, suggest_mentors
from mentoring.models import Match, MentorOffer
from tests import factories
from tests.mentoring.test_matching import offers, says
from youdesign.people.models import Code, Person, Profile


@pytest.fixture
def goal(db: None) -> Code:
    """What Maureen wants help with."""
    return factories.CodeFactory(listing="goal_theme", slug="hard_talk", label="Handling a hard conversation")


@pytest.fixture
def looking(leader: Person, offer: MentorOffer, goal: Code) -> Person:
    """Maureen, who has said what she wants help with, and whom Ruth fits."""
    Profile.objects.create(person=leader).goals.set([goal])
    offer.helps_with.set([goal])
    return leader


@pytest.fixture
def suggestion(looking: Person) -> Match:
    """Ruth is suggested to Maureen."""
    return suggest_mentors(leader=looking, by=looking)[0]


@pytest.fixture
def asked(suggestion: Match, looking: Person) -> Match:
    """Maureen asked Ruth."""
    return choose_mentor(match=suggestion, by=looking, hello="I heard you at the board.")


@pytest.fixture
def fits(leader: Person, programme: Programme) -> MentorOffer:
    """An offer that fits Maureen, until a test changes one thing."""
    says(leader, goals=["hard_talk"])
    return offers(programme, helps_with=["hard_talk"])


@pytest.fixture
def clauses(db: None) -> list[Code]:
    """Three of the clauses that agreements begin with."""
    begun = {"purpose": "Our goals, in my own words.", "how_often": "For example 6 talks.", "stop": "At any time."}
    return [
        factories.CodeFactory(listing="mentoring_agreement", slug=slug, label=slug.title(), hint=hint, position=at)
        for at, (slug, hint) in enumerate(begun.items())
    ]
