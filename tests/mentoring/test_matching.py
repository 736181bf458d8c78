"""Rules of matching: gates, points, reasons, and the same answer in any order."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohorts.models import Cohort, Membership, Programme
from mentoring import matching
from mentoring.models import Match, MentorOffer
from mentoring.reasons import spoken
from tests import factories
from youdesign.people.models import Code, Person, Profile

pytestmark = pytest.mark.django_db
LISTS = {
    "goals": "goal_theme",
    "ways_of_working": "mentor_style",
    "times": "easy_time",
    "channels": "contact_channel",
    "must_haves": "must_have",
    "meets": "must_have",
}
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def code(slug: str, listing: str = "goal_theme", label: str = "") -> Code:
    """One code, made once."""
    named = {"label": label} if label else {}
    return factories.CodeFactory(listing=listing, slug=slug, **named)


def says(leader: Person, **parts: list[str]) -> None:
    """Let a leader say what they want."""
    profile, _ = Profile.objects.get_or_create(person=leader)
    for part, slugs in parts.items():
        getattr(profile, part).set([code(slug, LISTS[part]) for slug in slugs])


def offers(programme: Programme, name: str = "Ruth Adeyemi", **parts: list[str]) -> MentorOffer:
    """Let a mentor offer what they have."""
    offer = factories.MentorOfferFactory(programme=programme, mentor__name=name)
    listings = {"helps_with": "goal_theme", **LISTS}
    for part, slugs in parts.items():
        getattr(offer, part).set([code(slug, listings[part]) for slug in slugs])
    return offer


def suggested(leader: Person) -> list[MentorOffer]:
    """The offers that would be suggested now, best first."""
    return [found.offer for found in matching.best(matching.wishes_of(leader))]


def lines(leader: Person) -> list[str]:
    """The reasons of the best suggestion, as plain text."""
    return [spoken(reason) for reason in next(matching.best(matching.wishes_of(leader))).reasons]


# --- Gates ---


def test_a_mentor_who_fits_is_suggested(leader: Person, fits: MentorOffer) -> None:
    assert suggested(leader) == [fits]


@pytest.mark.parametrize("state", [state for state in MentorOffer.State if state != "available"])
def test_only_available_mentors_are_suggested(leader: Person, fits: MentorOffer, state: str) -> None:
    MentorOffer.objects.update(state=state)
    assert suggested(leader) == []


def test_a_mentor_whose_places_are_held_is_not_suggested(leader: Person, fits: MentorOffer) -> None:
    for state in ("chosen", "active"):
        Match.objects.create(leader=factories.PersonFactory(), offer=fits, state=state, chosen_at=fits.mentor.joined_at)
    assert suggested(leader) == []


def test_ended_matches_hold_no_place(leader: Person, fits: MentorOffer) -> None:
    for state in ("ended_well", "not_accepted", "suggested"):
        Match.objects.create(leader=factories.PersonFactory(), offer=fits, state=state, chosen_at=fits.mentor.joined_at)
    assert suggested(leader) == [fits]


def test_a_mentor_of_another_programme_is_not_suggested(leader: Person, stranger: Person, fits: MentorOffer) -> None:
    says(stranger, goals=["hard_talk"])
    assert suggested(stranger) == []


@pytest.mark.parametrize("state", ["invited", "completed", "alumni", "withdrawn", "declined"])
def test_a_leader_who_does_not_take_part_is_suggested_nobody(leader: Person, fits: MentorOffer, state: str) -> None:
    Membership.objects.update(state=state)
    assert suggested(leader) == []


def test_pausing_keeps_the_way_to_a_mentor(leader: Person, fits: MentorOffer) -> None:
    Membership.objects.update(state="paused")
    assert suggested(leader) == [fits]


def test_nobody_is_suggested_to_themselves(leader: Person, fits: MentorOffer) -> None:
    MentorOffer.objects.update(mentor=leader)
    assert suggested(leader) == []


def test_an_account_out_of_use_is_not_suggested(leader: Person, fits: MentorOffer) -> None:
    Person.objects.filter(pk=fits.mentor_id).update(is_active=False)
    assert suggested(leader) == []


def test_a_must_have_is_a_gate_for_the_one_who_set_it_and_every_one_counts(
    leader: Person, fits: MentorOffer, programme: Programme
) -> None:
    says(leader, must_haves=["deaf", "carer"])
    assert suggested(leader) == []
    fits.meets.set([code("deaf", "must_have")])
    assert suggested(leader) == []
    fits.meets.add(code("carer", "must_have"))
    assert suggested(leader) == [fits]
    says(leader, must_haves=[])
    fits.meets.clear()
    assert suggested(leader) == [fits]


def test_the_channel_gate_bites_only_when_the_leader_said_how_they_talk(leader: Person, fits: MentorOffer) -> None:
    fits.channels.set([code("video", "contact_channel")])
    assert suggested(leader) == [fits]
    says(leader, channels=["phone"])
    assert suggested(leader) == []
    says(leader, channels=["phone", "video"])
    assert suggested(leader) == [fits]


@pytest.mark.parametrize("state", ["not_accepted", "ended_early", "switched"])
def test_a_pair_that_said_no_is_not_suggested_again(leader: Person, fits: MentorOffer, state: str) -> None:
    Match.objects.create(leader=leader, offer=fits, state=state, chosen_at=fits.mentor.joined_at)
    assert suggested(leader) == []


def test_a_pair_that_the_leader_declined_is_not_suggested_again(leader: Person, fits: MentorOffer) -> None:
    match = Match.objects.create(leader=leader, offer=fits, state="not_chosen")
    assert suggested(leader) == [fits]
    Match.objects.filter(pk=match.pk).update(declined_at=fits.mentor.joined_at)
    assert suggested(leader) == []


def test_a_leader_who_said_nothing_is_suggested_nobody(leader: Person, programme: Programme) -> None:
    offers(programme, helps_with=["hard_talk"])
    assert suggested(leader) == []


def test_a_mentor_with_nothing_in_common_is_not_suggested(leader: Person, programme: Programme) -> None:
    says(leader, goals=["hard_talk"])
    offers(programme, helps_with=["payment"])
    assert suggested(leader) == []


# --- Points and order ---


def test_the_three_best_come_first(leader: Person, programme: Programme) -> None:
    says(leader, goals=["a", "b", "c"])
    best = [offers(programme, helps_with=helps) for helps in (["a", "b", "c"], ["a", "b"], ["a"])]
    assert suggested(leader) == best
    fourth = offers(programme, helps_with=["b", "c"])
    assert suggested(leader) in ([best[0], best[1], fourth], [best[0], fourth, best[1]])


def test_work_with_the_same_kind_of_host_counts(leader: Person, programme: Programme) -> None:
    level = code("organisation", "level", "A whole organisation")
    factories.InvolvementFactory(leader=leader, level=level)
    offer = offers(programme)
    offer.places_known.set([level])
    assert suggested(leader) == [offer]
    assert lines(leader)[0] == "You both know this kind of work: a whole organisation."


def test_work_that_the_leader_turned_down_does_not_count(leader: Person, programme: Programme) -> None:
    level = code("organisation", "level")
    factories.InvolvementFactory(leader=leader, level=level, state="said_no")
    offers(programme).places_known.set([level])
    assert suggested(leader) == []


def test_weights_are_settings(leader: Person, programme: Programme, settings: Any) -> None:
    says(leader, goals=["a"], times=["weekend"])
    by_goal, by_time = offers(programme, helps_with=["a"]), offers(programme, times=["weekend"])
    assert suggested(leader) == [by_goal, by_time]
    settings.MATCHING_WEIGHTS = {**settings.MATCHING_WEIGHTS, "goals": 5}
    assert suggested(leader) == [by_time, by_goal]


WORDS = ["a", "b", "c", "d"]
some = st.lists(st.sampled_from(WORDS), unique=True)
an_offer = st.fixed_dictionaries({"helps_with": some, "ways_of_working": some, "times": some, "channels": some})
a_wish = st.fixed_dictionaries({"goals": some, "ways_of_working": some, "times": some, "channels": some})


@quick
@given(wish=a_wish, made=st.lists(an_offer, max_size=6))
def test_postgresql_ranks_as_the_rule_says(leader: Person, programme: Programme, wish: Any, made: Any) -> None:
    MentorOffer.objects.all().delete()
    says(leader, **wish)
    every = [offers(programme, **parts) for parts in made]
    wishes = matching.wishes_of(leader)
    may = [
        offer
        for offer in every
        if not wish["channels"] or set(wish["channels"]) & {c.slug for c in offer.channels.all()}
    ]
    ranked = sorted((matching.Suggestion(wishes, offer).points for offer in may), reverse=True)
    found = list(matching.best(wishes))
    assert [suggestion.points for suggestion in found] == [points for points in ranked[:3] if points]
    assert all(suggestion.offer.points == suggestion.points for suggestion in found)
    assert {suggestion.offer for suggestion in found} <= set(may)


@quick
@given(order=st.permutations(range(6)))
def test_shuffled_rows_change_nobodys_suggestions(leader: Person, programme: Programme, order: list[int]) -> None:
    MentorOffer.objects.all().delete()
    Person.objects.filter(pk__gte=900_000).delete()
    says(leader, goals=["a"])
    for number in order:
        person = factories.PersonFactory(pk=900_000 + number, email=f"mentor{number}@people.test")
        offer = factories.MentorOfferFactory(pk=900_000 + number, mentor=person, programme=programme)
        offer.helps_with.set([code("a")])
    answer = [offer.pk for offer in suggested(leader)]
    assert len(answer) == 3
    assert answer == first_answer.setdefault(leader.pk, answer)


first_answer: dict[int, list[int]] = {}


def test_ties_do_not_always_favour_the_same_mentor(programme: Programme, cohort: Cohort) -> None:
    for _ in range(6):
        offers(programme, helps_with=["a"])
    first = set()
    for _ in range(12):
        leader = factories.MembershipFactory(cohort=cohort).person
        says(leader, goals=["a"])
        first.add(suggested(leader)[0].pk)
    assert len(first) > 1


@pytest.mark.parametrize("mentors", [1, 40])
def test_matching_asks_the_database_a_constant_number_of_times(
    leader: Person, programme: Programme, mentors: int, django_assert_num_queries: Any
) -> None:
    says(leader, goals=["a"], channels=["phone"])
    for _ in range(mentors):
        offers(programme, helps_with=["a"], channels=["phone"])
    with django_assert_num_queries(13):
        found = [(suggestion.points, suggestion.reasons) for suggestion in matching.best(matching.wishes_of(leader))]
    assert len(found) == min(3, mentors)
