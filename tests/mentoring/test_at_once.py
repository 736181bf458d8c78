"""Two people, or two tabs, at once: locks and constraints leave one answer."""

import pytest
from django.utils import timezone

from cohorts.models import Cohort, Programme
from mentoring import actions
from mentoring.models import Match, MentorOffer
from tests import factories
from tests.at_once import at_once
from youdesign.people.models import Code, Person, Profile

pytestmark = pytest.mark.django_db


def fifty_leaders(cohort: Cohort, offer: MentorOffer, goal: Code) -> list[Match]:
    """Fifty leaders to whom the same mentor is suggested."""
    offer.helps_with.set([goal])
    matches = []
    for _ in range(50):
        person = factories.MembershipFactory(cohort=cohort).person
        Profile.objects.create(person=person).goals.set([goal])
        matches += actions.suggest_mentors(leader=person, by=person)
    return matches


@pytest.mark.django_db(transaction=True)
def test_of_fifty_leaders_at_once_one_gets_the_last_place(cohort: Cohort, offer: MentorOffer, goal: Code) -> None:
    MentorOffer.objects.update(places=1)
    matches = fifty_leaders(cohort, offer, goal)
    came_to = at_once(*(lambda m=match: actions.choose_mentor(match=m, by=m.leader) for match in matches))
    assert came_to == ["MentorHasNoSpace"] * 49 + ["won"]
    assert Match.objects.holding().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_fifty_yeses_at_once_one_gets_the_last_place(
    cohort: Cohort, offer: MentorOffer, goal: Code, mentor: Person
) -> None:
    MentorOffer.objects.update(places=50)
    for match in (matches := fifty_leaders(cohort, offer, goal)):
        actions.choose_mentor(match=match, by=match.leader)
    MentorOffer.objects.update(places=1)
    came_to = at_once(*(lambda m=match: actions.accept_match(match=m, by=mentor) for match in matches))
    assert came_to == ["MentorHasNoSpace"] * 49 + ["won"]
    assert Match.objects.current().count() == 1
    assert Match.objects.filter(state="chosen").count() == 49


@pytest.mark.django_db(transaction=True)
def test_in_four_tabs_of_one_leader_three_hellos_are_sent(looking: Person, programme: Programme, goal: Code) -> None:
    matches = [
        Match.objects.create(leader=looking, offer=factories.MentorOfferFactory(programme=programme)) for _ in range(4)
    ]
    came_to = at_once(*(lambda m=match: actions.choose_mentor(match=m, by=looking) for match in matches))
    assert came_to == ["EnoughHellos", "won", "won", "won"]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_one_leader_decide_for_one_mentor(looking: Person, programme: Programme, goal: Code) -> None:
    now = timezone.now()
    both = [
        Match.objects.create(
            leader=looking, offer=factories.MentorOfferFactory(programme=programme), state="met", chosen_at=now
        )
        for _ in range(2)
    ]
    came_to = at_once(
        *(lambda m=match: actions.decide_for_mentor(match=m, by=looking, because="", now=now) for match in both)
    )
    assert came_to == ["AlreadyAnswered", "won"]
    assert sorted(Match.objects.values_list("state", flat=True)) == ["met", "not_chosen"]


@pytest.mark.django_db(transaction=True)
def test_yes_and_taking_back_at_once_come_to_one_of_the_two(asked: Match, looking: Person, mentor: Person) -> None:
    came_to = at_once(
        lambda: actions.accept_match(match=asked, by=mentor), lambda: actions.withdraw_choice(match=asked, by=looking)
    )
    assert came_to == ["AlreadyAnswered", "won"]
    asked.refresh_from_db()
    assert (asked.state == "accepted") == (asked.room is not None)


@pytest.mark.django_db(transaction=True)
def test_leaders_who_decide_crosswise_at_once_do_not_wait_for_each_other(programme: Programme, cohort: Cohort) -> None:
    offers = [factories.MentorOfferFactory(programme=programme, places=8) for _ in range(2)]
    now, chosen = timezone.now(), []
    for turn in range(8):
        leader = factories.MembershipFactory(cohort=cohort).person
        mine, _ = (
            Match.objects.create(leader=leader, offer=offer, state="met", chosen_at=now)
            for offer in (offers if turn % 2 else offers[::-1])
        )
        chosen.append(mine)
    came_to = at_once(
        *(lambda m=match: actions.decide_for_mentor(match=m, by=m.leader, because="", now=now) for match in chosen)
    )
    assert came_to == ["won"] * 8
