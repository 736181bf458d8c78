"""Lived experience that both chose to list: it speaks for a pair and stays between the two; nobody lacks it."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from cohorts.models import Programme
from mentoring import matching
from mentoring.actions import rounds, suggest_mentors
from mentoring.actions.working_out import work_out
from mentoring.admin.round_why import because_of_fit, fit_of, why_of
from mentoring.admin.waits import Candidates
from mentoring.chosen import lines_to_share
from mentoring.forms import OfferForm
from mentoring.matching.everybody import leaders_of, mentors_of
from mentoring.matching.frozen import question
from mentoring.models import Match, MatchingRound, MentorOffer
from mentoring.reasons import spoken, spoken_to_staff
from mentoring.why_not import WhyNot
from tests.mentoring.test_matching import code, lines, offers, says
from tests.mentoring.test_rounds import WEIGHTS
from youdesign.people.models import Audience, Code, Person, Profile
from youdesign.people.my_data.erasing import erase_rows
from youdesign.people.my_data.gathering import gather

pytestmark = pytest.mark.django_db
SAID = "You both listed: Caring for someone."


@pytest.fixture
def caring(db: None) -> Code:
    """What Maureen and Ruth both know from living it."""
    return code("carer", "experience_basis", "Caring for someone")


@pytest.fixture
def ruth(leader: Person, programme: Programme, caring: Code) -> MentorOffer:
    """Ruth helps with what Maureen wants, and lists caring."""
    says(leader, goals=["hard_talk"])
    offer = offers(programme, helps_with=["hard_talk"])
    offer.lived_experience.set([caring])
    return offer


def lists(leader: Person, *codes: Code, for_whom: int = Audience.MENTOR) -> None:
    """Let a leader list lived experience, for these people."""
    profile, _ = Profile.objects.get_or_create(person=leader)
    profile.experience.set(codes)
    Profile.objects.filter(pk=profile.pk).update(experience_for=for_whom)


def everything_about(leader: Person) -> str:
    """What a suggestion is worked out from and says, for one leader and in a round."""
    best = next(matching.best(matching.wishes_of(leader)))
    return json.dumps([best.reasons, best.workings["said"], best.workings["offered"], best.points])


@pytest.mark.parametrize("for_whom", [audience for audience in Audience if audience >= Audience.MENTOR])
def test_what_both_listed_speaks_for_the_pair(leader: Person, ruth: MentorOffer, caring: Code, for_whom: int) -> None:
    lists(leader, caring, for_whom=for_whom)
    best = next(matching.best(matching.wishes_of(leader)))
    assert lines(leader) == [spoken(best.reasons[0]), SAID]
    assert (best.points, best.workings["version"]) == (4000, 3)
    assert best.workings["said"]["shared_experience"] == ["experience_basis:carer"]


def test_only_me_is_never_an_input_and_never_kept(
    leader: Person, ruth: MentorOffer, caring: Code, programme: Programme
) -> None:
    without = everything_about(leader)
    lists(leader, caring, for_whom=Audience.ONLY_ME)
    assert everything_about(leader) == without
    assert "carer" not in without
    assert leaders_of(programme)[leader.pk]["parts"]["shared_experience"] == []
    suggest_mentors(leader=leader, by=leader)
    [match] = Match.objects.all()
    assert "carer" not in json.dumps([match.reasons, match.workings])
    assert not [line for line in lines_to_share(match) if "Caring" in line]


def test_whoever_would_rather_not_say_has_listed_nothing(leader: Person, ruth: MentorOffer) -> None:
    silent = code("prefer_not", "experience_basis", "I would rather not say")
    lists(leader, silent)
    ruth.lived_experience.set([silent])
    assert matching.wishes_of(leader).parts["shared_experience"] == ()
    assert silent not in OfferForm(offer=MentorOffer.objects.with_taken().get()).fields["lived_experience"].queryset  # type: ignore[attr-defined]


def test_nobody_is_held_to_lack_it(leader: Person, ruth: MentorOffer, caring: Code) -> None:
    lists(leader, caring, code("bereaved", "experience_basis", "Losing someone"))
    ruth.lived_experience.clear()
    assert [reason["fits"] for reason in next(matching.best(matching.wishes_of(leader))).reasons] == [True]


@pytest.mark.parametrize("mine", [["a"], ["a", "b"], ["a", "b", "c"]])
@pytest.mark.parametrize("theirs", [["a"], ["b", "c"], ["a", "b", "c", "d"]])
def test_postgresql_and_rounds_count_it_as_the_rule_says(
    leader: Person, programme: Programme, mine: list[str], theirs: list[str]
) -> None:
    says(leader, goals=["hard_talk"])
    lists(leader, *(code(slug, "experience_basis") for slug in mine))
    offer = offers(programme, helps_with=["hard_talk"])
    offer.lived_experience.set([code(slug, "experience_basis") for slug in theirs])
    [found] = matching.best(matching.wishes_of(leader))
    assert found.offer.points == found.points == 3000 + 1000 * len(set(mine) & set(theirs)) // len(mine)  # type: ignore[attr-defined]
    said, offered = leaders_of(programme)[leader.pk], mentors_of(programme)[offer.pk]
    assert set(offered["parts"]["shared_experience"]) == {code(slug, "experience_basis").pk for slug in theirs}
    assert len(said["parts"]["shared_experience"]) == len(mine)


def test_what_nobody_listed_is_not_read(
    leader: Person, ruth: MentorOffer, caring: Code, django_assert_num_queries: Any
) -> None:
    for reads, listed in ((6, []), (7, [caring])):
        lists(leader, *listed)
        wishes = matching.wishes_of(leader)
        with django_assert_num_queries(reads):
            list(matching.best(wishes))


def test_the_one_who_chose_may_say_so(leader: Person, ruth: MentorOffer, caring: Code) -> None:
    lists(leader, caring)
    [match] = suggest_mentors(leader=leader, by=leader)
    assert "We both listed: “Caring for someone”." in lines_to_share(match)


def test_the_leader_reads_it_on_the_card_and_staff_do_not(
    client: Client, leader: Person, ruth: MentorOffer, caring: Code
) -> None:
    lists(leader, caring)
    [match] = suggest_mentors(leader=leader, by=leader)
    client.force_login(leader)
    read = client.get(reverse("mentor-suggestions")).content.decode()
    assert "You both listed: <strong>Caring for someone</strong>." in read
    assert "<dt>Has lived with</dt><dd>Caring for someone</dd>" in read
    assert not [line for line in spoken_to_staff(match.reasons) if "listed" in line]


def test_no_page_of_staff_says_what_the_two_have_in_common(
    client: Client, leader: Person, ruth: MentorOffer, caring: Code, coordinator: Person
) -> None:
    lists(leader, caring)
    [match] = suggest_mentors(leader=leader, by=leader)
    wishes = matching.wishes_of(leader)
    assert "listed" not in Candidates(wishes, ruth.programme).label_from_instance(ruth)
    coordinator.user_permissions.set(Permission.objects.filter(content_type__app_label="mentoring"))
    client.force_login(coordinator)
    read = client.get(reverse("admin:mentoring_match_change", args=[match.pk])).content.decode()
    assert "You want help with" in read
    assert "listed" not in read


def test_a_mentors_own_words_for_it_are_turned_to_the_reader(client: Client, leader: Person, ruth: MentorOffer) -> None:
    ruth.lived_experience.set([code("mental_health", "experience_basis", "My mental health")])
    suggest_mentors(leader=leader, by=leader)
    client.force_login(leader)
    assert "<dd>Their mental health</dd>" in client.get(reverse("mentor-suggestions")).content.decode()


def test_why_not_somebody_names_it_without_blame(
    leader: Person, ruth: MentorOffer, caring: Code, programme: Programme
) -> None:
    lists(leader, caring)
    other = offers(programme, "Sam Okoro", helps_with=["hard_talk"])
    Match.objects.create(leader=leader, offer=ruth, state="suggested")
    asked = MentorOffer.objects.with_taken().get(pk=other.pk)
    assert WhyNot(leader, asked).of_fit() == "The people you see fit better on lived experience that you both listed."


# --- In a round ---


@pytest.fixture
def begun(leader: Person, ruth: MentorOffer, caring: Code, programme: Programme, coordinator: Person) -> MatchingRound:
    """A round with Maureen, Ruth, who lists the same, and Sam, who does not."""
    lists(leader, caring)
    offers(programme, "Sam Okoro", helps_with=["hard_talk"])
    made = rounds.begin_round(
        programme=programme, by=coordinator, weights=WEIGHTS, raise_lowest=True, even_groups=False
    )
    work_out(made.pk, now=made.begun_at)
    return MatchingRound.objects.get(pk=made.pk)


def test_a_round_counts_it_and_staff_read_that_all_counts(begun: MatchingRound, ruth: MentorOffer) -> None:
    line = begun.leaders.get()
    assert (line.offer, line.points) == (ruth, 4000)
    assert "listed" not in str(why_of(line))
    sam = begun.mentors.exclude(offer=ruth).get()
    why = because_of_fit(line, fit_of(line, sam, Code.objects.in_bulk()))
    assert why == f"Ruth fits {line.leader} better in all that counts."


def test_what_one_has_stopped_listing_is_not_published(
    begun: MatchingRound, leader: Person, coordinator: Person, caring: Code
) -> None:
    lists(leader, caring, for_whom=Audience.ONLY_ME)
    rounds.publish_round(round=begun, by=coordinator, turn=begun.turn)
    kept = json.dumps(list(Match.objects.values_list("reasons", "workings")))
    assert "carer" not in json.dumps([Match.objects.first().workings["said"]])  # type: ignore[union-attr]
    assert "Caring" not in kept


def test_a_round_of_the_rules_before_is_still_explained(begun: MatchingRound) -> None:
    line, mentor = begun.leaders.get(), begun.mentors.first()
    assert mentor is not None
    del line.said["parts"]["shared_experience"], mentor.offered["parts"]["shared_experience"]
    line.round.weights = {part: weight for part, weight in WEIGHTS.items() if part != "shared_experience"}
    assert fit_of(line, mentor, Code.objects.in_bulk()).points == 3000
    someone = {"id": 1, "channels": [], "must": [], "places": 1, "group": 0}
    frozen: Any = {
        "leaders": [{**someone, "parts": line.said["parts"]}],
        "mentors": [{**someone, "parts": mentor.offered["parts"]}],
        "barred": [],
    }
    assert question(frozen, line.round.weights).weights["shared_experience"] == 0


# --- What is held about people ---


def test_each_downloads_their_own_list_and_never_that_of_the_other(
    leader: Person, ruth: MentorOffer, caring: Code
) -> None:
    lists(leader, caring, code("bereaved", "experience_basis", "Losing someone"), for_whom=Audience.ONLY_ME)
    suggest_mentors(leader=leader, by=leader)
    mine, theirs = (str(gather(person, {})) for person in (leader, ruth.mentor))
    assert "Losing someone" in mine
    assert "Caring for someone" in theirs
    assert "Losing someone" not in theirs


def test_erasing_a_mentor_takes_their_list_along(ruth: MentorOffer) -> None:
    erase_rows(ruth.mentor)
    assert not MentorOffer.lived_experience.through._default_manager.exists()


def test_a_mentor_lists_it_on_their_offer(client: Client, ruth: MentorOffer, caring: Code) -> None:
    ruth.lived_experience.clear()
    client.force_login(ruth.mentor)
    url = reverse("offer-change", args=[ruth.pk])
    page = client.get(url).content.decode()
    assert "You never need to name a diagnosis." in page
    assert "“My mentor” is you" in page  # the words that leaders tick stand here too
    client.post(url, {"places": 2, "own_words": "", "lived_experience": [caring.pk]})
    assert list(ruth.lived_experience.all()) == [caring]
