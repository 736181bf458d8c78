"""A round of matching in the product: frozen, worked out in a worker, changed, and published once with four letters."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from cohorts.models import Cohort, Programme
from mentoring import actions, matching, tasks
from mentoring.actions import rounds
from mentoring.actions.working_out import BROKE, asked_of, keep, work_out
from mentoring.matching.everybody import leaders_of, mentors_of
from mentoring.matching.pairs import NO_PAIR, STEP, Pairs
from mentoring.matching.problems import (
    NobodyToMatch,
    NotWorkedOut,
    PinDoesNotFit,
    RoundHasMovedOn,
    RoundIsOpen,
    WeightsDoNotWork,
)
from mentoring.matching.rounds import solve
from mentoring.models import Match, MatchingRound, MentorOffer, MentorWait, RoundLeader
from mentoring.reasons import spoken
from tests import factories
from tests.mentoring.test_matching import code, offers, says
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Block, Person

pytestmark = pytest.mark.django_db
WEIGHTS = {"goals": 30, "experience": 25, "ways_of_working": 25, "shared_experience": 10, "easy_times": 10}


@pytest.fixture
def people(programme: Programme, cohort: Cohort, leader: Person) -> list[Person]:
    """Maureen and five others, who want help with this and that."""
    made = [leader, *(factories.MembershipFactory(cohort=cohort).person for _ in range(5))]
    for at, person in enumerate(made):
        says(person, goals=["hard_talk", f"goal{at % 2}"], channels=["phone"])
    return made


@pytest.fixture
def mentors(programme: Programme) -> list[MentorOffer]:
    """Two mentors with two places each, and one who fits nobody."""
    made = [
        offers(programme, name, helps_with=["hard_talk", goal], channels=["phone"])
        for name, goal in (("Ruth Adeyemi", "goal0"), ("Sam Okoro", "goal1"))
    ]
    return [*made, offers(programme, "Ali Khan", helps_with=["hard_talk"], channels=["letters"])]


def begin(programme: Programme, by: Person, **options: Any) -> MatchingRound:
    """Begin a round as staff do."""
    chosen = {"weights": WEIGHTS, "raise_lowest": True, "even_groups": False, **options}
    return rounds.begin_round(programme=programme, by=by, **chosen)


@pytest.fixture
def begun(programme: Programme, coordinator: Person, people: list[Person], mentors: list[MentorOffer]) -> MatchingRound:
    """A round that nobody has worked out yet."""
    return begin(programme, coordinator)


@pytest.fixture
def ready(begun: MatchingRound) -> MatchingRound:
    """A round that is worked out."""
    tasks.work_out_round(begun.pk)
    begun.refresh_from_db()
    return begun


def matched(found: MatchingRound) -> dict[int, int]:
    """Who is proposed for whom."""
    return dict(found.leaders.filter(offer__isnull=False).values_list("leader", "offer"))


def publish(found: MatchingRound, by: Person) -> int:
    """Publish it as it is now."""
    found.refresh_from_db()
    return rounds.publish_round(round=found, by=by, turn=found.turn).leaders


# --- Freezing and working out ---


def test_as_many_as_there_are_places_are_matched_and_it_is_proven(ready: MatchingRound, people: list[Person]) -> None:
    assert ready.worked_out_at is not None
    assert not ready.is_being_worked_out
    assert len(matched(ready)) == ready.report["matched"] == 4
    assert ready.report["is_proven"] is True
    assert ready.report["left_over"] == {"nobody_fits": 0, "all_full": 2}
    assert Match.objects.count() == 0


def test_a_round_gates_and_scores_as_suggestions_for_one_do(
    begun: MatchingRound, people: list[Person], mentors: list[MentorOffer]
) -> None:
    says(people[1], must_haves=["deaf"])
    mentors[0].meets.set([code("deaf", "must_have")])
    Block.objects.create(blocker=people[2], blocked=mentors[0].mentor)
    Match.objects.create(leader=people[3], offer=mentors[1], state="not_accepted", chosen_at=timezone.now())
    MatchingRound.objects.all().delete()
    question = asked_of(begin(begun.programme, begun.begun_by)).in_order()
    worth = Pairs(question).worth(slice(0, 6), slice(0, 3))
    for row, leader in enumerate(question.leaders.ids.tolist()):
        person = Person.objects.get(pk=leader)
        singly = {found.offer.pk: found.points for found in matching.best(matching.wishes_of(person))}
        together = {
            offer: int(worth[row, column]) // STEP
            for column, offer in enumerate(question.mentors.ids.tolist())
            if worth[row, column] > NO_PAIR
        }
        assert together == singly


def test_who_has_somebody_or_something_to_choose_from_or_takes_a_pause_is_left_in_peace(
    programme: Programme, people: list[Person], mentors: list[MentorOffer]
) -> None:
    Match.objects.create(leader=people[0], offer=mentors[0], state="active", chosen_at=timezone.now())
    Match.objects.create(leader=people[1], offer=mentors[0])
    people[2].memberships.update(state="paused")
    people[3].memberships.update(state="withdrawn")
    says(people[4], goals=[])
    assert set(leaders_of(programme)) == {people[5].pk}
    assert {pk: offered["places"] for pk, offered in mentors_of(programme).items()}[mentors[0].pk] == 1


@pytest.mark.parametrize("state", ["ended_well", "ended_early", "switched", "not_accepted"])
def test_a_pair_that_has_ended_is_never_proposed_again(
    programme: Programme, coordinator: Person, people: list[Person], mentors: list[MentorOffer], state: str
) -> None:
    leader = people[0]
    for offer in mentors:
        Match.objects.create(leader=leader, offer=offer, state=state, chosen_at=timezone.now())
    found = begin(programme, coordinator)
    tasks.work_out_round(found.pk)
    assert leader.pk not in matched(found)
    assert found.leaders.get(leader=leader).shown == []
    assert len(matched(found)) == 4


@pytest.mark.parametrize("is_switch", [True, False])
def test_whoever_has_stopped_is_left_in_peace_for_two_weeks_unless_they_ask(
    programme: Programme, match: Match, leader: Person, people: list[Person], is_switch: bool
) -> None:
    Match.objects.filter(pk=match.pk).update(state="active")
    actions.end_match(match=match, by=match.offer.mentor, is_switch=is_switch)
    assert leader.pk not in leaders_of(programme)
    assert people[1].pk in leaders_of(programme)
    facts = {"told": programme.coordinator, "answer_by": timezone.now()}
    wait = MentorWait.objects.create(leader=leader, programme=programme, **facts)
    assert leader.pk in leaders_of(programme)
    wait.delete()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=14, minutes=1)):
        assert leader.pk in leaders_of(programme)


def test_what_is_said_after_a_round_was_frozen_changes_nothing(
    begun: MatchingRound, people: list[Person], mentors: list[MentorOffer]
) -> None:
    for person in people:
        says(person, goals=[])
    work_out(begun.pk, now=timezone.now())
    assert len(matched(begun)) == 4


def test_a_round_with_nobody_and_strange_weights_are_refused(
    programme: Programme, coordinator: Person, people: list[Person]
) -> None:
    with pytest.raises(NobodyToMatch):
        begin(programme, coordinator)
    for weights in ({"goals": -1}, {"goals": float("nan")}, dict.fromkeys(WEIGHTS, 0)):
        with pytest.raises(WeightsDoNotWork):
            begin(programme, coordinator, weights=weights)


def test_there_is_one_open_round_at_a_time(begun: MatchingRound, coordinator: Person) -> None:
    with pytest.raises(RoundIsOpen):
        begin(begun.programme, coordinator)
    with pytest.raises(IntegrityError):
        MatchingRound.objects.create(programme=begun.programme, version=1)


def test_strangers_can_do_nothing_with_a_round(
    ready: MatchingRound, stranger: Person, mentors: list[MentorOffer]
) -> None:
    line = ready.leaders.first()
    assert line is not None
    for refused in (
        lambda: begin(ready.programme, stranger),
        lambda: rounds.stop_round(round=ready, by=stranger),
        lambda: rounds.throw_round_away(round=ready, by=stranger),
        lambda: rounds.keep_apart(line=line, offer=mentors[0], by=stranger),
        lambda: publish(ready, stranger),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    assert not MatchingRound.objects.visible_to(stranger).exists()
    assert MatchingRound.objects.visible_to(ready.programme.coordinator).exists()


# --- Workers that die, and staff who change their mind ---


def test_a_round_whose_worker_died_is_taken_up_by_another_and_meanwhile_by_nobody(begun: MatchingRound) -> None:
    now = timezone.now()
    MatchingRound.objects.filter(pk=begun.pk).update(claimed_at=now)
    assert work_out(begun.pk, now=now + datetime.timedelta(minutes=9)) is False
    assert matched(begun) == {}
    assert work_out(begun.pk, now=now + datetime.timedelta(minutes=11)) is True
    assert len(matched(begun)) == 4
    assert work_out(begun.pk, now=now + datetime.timedelta(hours=2)) is False


def test_beat_starts_what_was_asked_for(begun: MatchingRound) -> None:
    assert list(MatchingRound.objects.to_work_out(timezone.now())) == [begun]
    work_out(begun.pk, now=timezone.now())
    assert not MatchingRound.objects.to_work_out(timezone.now()).exists()


def test_a_round_that_is_stopped_keeps_nothing_of_what_was_under_way(begun: MatchingRound, coordinator: Person) -> None:
    answer = solve(asked_of(begun))
    rounds.stop_round(round=begun, by=coordinator)
    assert keep(begun, answer, timezone.now()) is False
    assert work_out(begun.pk, now=timezone.now()) is False
    assert matched(begun) == {}


def test_weights_changed_show_who_moves(ready: MatchingRound, coordinator: Person) -> None:
    before = matched(ready)
    rounds.rework_round(
        round=ready,
        by=coordinator,
        weights={**WEIGHTS, "goals": 0, "easy_times": 5},
        raise_lowest=False,
        even_groups=True,
    )
    ready.refresh_from_db()
    assert ready.is_being_worked_out
    work_out(ready.pk, now=timezone.now())
    ready.refresh_from_db()
    assert matched(ready) == {}  # nobody said when they are free, so nothing speaks for anybody
    assert ready.report["moved"] == len(before)
    assert dict(ready.leaders.exclude(before=None).values_list("leader", "before")) == before


def test_pins_stay_and_pairs_kept_apart_stay_apart(
    ready: MatchingRound, coordinator: Person, mentors: list[MentorOffer]
) -> None:
    alone = ready.leaders.filter(offer=None).first()
    assert alone is not None
    rounds.keep_together(line=alone, offer=mentors[0], by=coordinator)
    work_out(ready.pk, now=timezone.now())
    assert matched(ready)[alone.leader_id] == mentors[0].pk
    assert len(matched(ready)) == 4
    alone.refresh_from_db()
    rounds.keep_apart(line=alone, offer=mentors[0], by=coordinator)
    work_out(ready.pk, now=timezone.now())
    assert matched(ready).get(alone.leader_id) != mentors[0].pk
    alone.refresh_from_db()
    assert mentors[0].pk not in alone.shown


def test_a_page_opened_earlier_forgets_nobody_who_was_kept_apart_since(
    begun: MatchingRound, coordinator: Person, mentors: list[MentorOffer]
) -> None:
    seen = begun.leaders.first()
    assert seen is not None
    rounds.keep_apart(line=seen, offer=mentors[0], by=coordinator)
    rounds.keep_together(line=seen, offer=mentors[1], by=coordinator)
    seen.refresh_from_db()
    assert (seen.apart, seen.kept) == ([mentors[0].pk], mentors[1])


def test_two_workers_with_the_same_round_keep_it_once(begun: MatchingRound) -> None:
    answer = solve(asked_of(begun), lambda step: None)
    assert [keep(begun, answer, timezone.now()) for _ in range(2)] == [True, False]


def test_a_pin_that_a_gate_forbids_says_so_and_changes_nothing(
    ready: MatchingRound, coordinator: Person, mentors: list[MentorOffer], programme: Programme
) -> None:
    before, line = matched(ready), ready.leaders.first()
    assert line is not None
    rounds.keep_together(line=line, offer=mentors[2], by=coordinator)
    work_out(ready.pk, now=timezone.now())
    ready.refresh_from_db()
    assert ready.trouble == PinDoesNotFit.words
    assert matched(ready) == before
    with pytest.raises(PinDoesNotFit):
        rounds.keep_together(line=line, offer=factories.MentorOfferFactory(), by=coordinator)


# --- Publishing ---


def test_publishing_suggests_with_reasons_and_sends_four_letters(
    ready: MatchingRound, coordinator: Person, people: list[Person], mentors: list[MentorOffer]
) -> None:
    assert publish(ready, coordinator) == 6
    match = Match.objects.filter(leader=people[0]).order_by("pk").first()
    assert match is not None
    assert match.state == "suggested"
    assert any("You want help with" in spoken(reason) for reason in match.reasons)
    assert match.workings["round"] == ready.pk
    assert match.workings["weights"] == WEIGHTS
    assert {notice.kind for notice in Notice.objects.all()} == {
        "round_suggested",
        "round_may_be_asked",
        "round_nobody_yet",
    }
    assert Notice.objects.get(kind="round_nobody_yet").person == mentors[2].mentor
    assert AuditEntry.objects.filter(verb="publish_round").exists()


def test_who_is_left_over_waits_with_a_date_and_is_told(
    ready: MatchingRound, coordinator: Person, people: list[Person]
) -> None:
    RoundLeader.objects.filter(leader=people[0]).update(shown=[])
    publish(ready, coordinator)
    assert MentorWait.objects.open().get().leader == people[0]
    assert Notice.objects.get(kind="round_waiting").person == people[0]


def test_a_mentor_who_is_full_or_rests_by_now_gets_no_letter_that_is_not_so(
    ready: MatchingRound, coordinator: Person, mentors: list[MentorOffer]
) -> None:
    MentorOffer.objects.filter(pk=mentors[0].pk).update(state="resting")
    Match.objects.create(leader=factories.PersonFactory(), offer=mentors[2], state="chosen", chosen_at=timezone.now())
    MentorOffer.objects.filter(pk=mentors[2].pk).update(places=1)
    publish(ready, coordinator)
    told = Notice.objects.filter(kind__in=("round_may_be_asked", "round_nobody_yet"))
    assert [notice.person for notice in told] == [mentors[1].mentor]


def test_publishing_costs_the_same_for_few_and_for_many(
    ready: MatchingRound,
    coordinator: Person,
    cohort: Cohort,
    programme: Programme,
    django_assert_max_num_queries: Any,
) -> None:
    costs = []
    for more in (0, 8):
        for _ in range(more):
            says(factories.MembershipFactory(cohort=cohort).person, goals=["hard_talk"], channels=["phone"])
        asked = begin(programme, coordinator) if more else ready
        tasks.work_out_round(asked.pk)
        RoundLeader.objects.filter(round=asked, leader__in=asked.leaders.values("leader")[:3]).update(shown=[])
        with django_assert_max_num_queries(100) as queries:
            publish(asked, coordinator)
        costs.append(len(queries))
        Match.objects.all().delete()
    assert costs[1] == costs[0]


def test_a_round_that_breaks_says_so_and_is_not_tried_again_and_again(begun: MatchingRound) -> None:
    begun.leaders.update(said={})
    with pytest.raises(KeyError):
        work_out(begun.pk, now=timezone.now())
    begun.refresh_from_db()
    assert (begun.trouble, begun.is_being_worked_out) == (BROKE, False)


def test_publishing_touches_no_match_that_there_is_and_suggests_nobody_who_is_full_or_gone(
    ready: MatchingRound, coordinator: Person, people: list[Person], mentors: list[MentorOffer]
) -> None:
    mine = Match.objects.create(leader=people[0], offer=mentors[0], state="chosen", chosen_at=timezone.now())
    people[1].memberships.update(state="withdrawn")
    Match.objects.create(leader=people[2], offer=mentors[1], state="not_chosen", declined_at=timezone.now())
    Block.objects.create(blocker=mentors[1].mentor, blocked=people[3])
    MentorOffer.objects.filter(pk=mentors[0].pk).update(places=1)
    publish(ready, coordinator)
    made = set(Match.objects.filter(state="suggested").values_list("leader", "offer"))
    assert made == {(people[4].pk, mentors[1].pk), (people[5].pk, mentors[1].pk)}
    mine.refresh_from_db()
    assert mine.state == "chosen"


def test_who_takes_a_pause_or_is_no_longer_here_when_it_is_published_is_left_in_peace(
    ready: MatchingRound, coordinator: Person, people: list[Person]
) -> None:
    people[0].memberships.update(state="paused")
    Person.objects.filter(pk=people[1].pk).update(is_active=False)
    publish(ready, coordinator)
    at_rest = people[:2]
    assert not Match.objects.filter(leader__in=at_rest).exists()
    assert not Notice.objects.filter(person__in=at_rest).exists()
    assert not MentorWait.objects.filter(leader__in=at_rest).exists()


def test_whoever_stopped_after_it_was_worked_out_is_left_in_peace_when_it_is_published(
    ready: MatchingRound, coordinator: Person, people: list[Person], mentors: list[MentorOffer]
) -> None:
    leader = people[4]
    chosen = {"chosen_at": timezone.now(), "decided_at": timezone.now()}
    begun = Match.objects.create(leader=leader, offer=mentors[2], state="active", **chosen)
    actions.end_match(match=begun, by=mentors[2].mentor)
    publish(ready, coordinator)
    assert Match.objects.filter(state="suggested").exists()
    assert not Match.objects.filter(leader=leader).exclude(pk=begun.pk).exists()
    assert not Notice.objects.filter(person=leader, kind__startswith="round_").exists()


def test_a_round_is_published_once_as_it_was_looked_at_and_when_it_is_worked_out(
    begun: MatchingRound, coordinator: Person, mentors: list[MentorOffer]
) -> None:
    with pytest.raises(NotWorkedOut):
        publish(begun, coordinator)
    work_out(begun.pk, now=timezone.now())
    with pytest.raises(RoundHasMovedOn):
        rounds.publish_round(round=begun, by=coordinator, turn=7)
    publish(begun, coordinator)
    for late in (
        lambda: publish(begun, coordinator),
        lambda: rounds.throw_round_away(round=begun, by=coordinator),
        lambda: rounds.stop_round(round=begun, by=coordinator),
    ):
        with pytest.raises(RoundHasMovedOn):
            late()


def test_a_round_thrown_away_leaves_nothing_and_another_can_begin(ready: MatchingRound, coordinator: Person) -> None:
    rounds.throw_round_away(round=ready, by=coordinator)
    assert not RoundLeader.objects.exists()
    assert begin(ready.programme, coordinator).pk != ready.pk


def test_a_tab_that_still_shows_a_round_thrown_away_says_that_it_has_changed(
    ready: MatchingRound, coordinator: Person, mentors: list[MentorOffer]
) -> None:
    line = ready.leaders.select_related("round").first()
    assert line is not None
    rounds.throw_round_away(round=MatchingRound.objects.get(pk=ready.pk), by=coordinator)
    for late in (
        lambda: rounds.stop_round(round=ready, by=coordinator),
        lambda: rounds.throw_round_away(round=ready, by=coordinator),
        lambda: rounds.keep_together(line=line, offer=mentors[0], by=coordinator),
        lambda: rounds.publish_round(round=ready, by=coordinator, turn=ready.turn),
    ):
        with pytest.raises(RoundHasMovedOn):
            late()


@pytest.mark.parametrize("number", [1, 30])
def test_freezing_takes_a_constant_number_of_queries(
    programme: Programme, cohort: Cohort, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        says(factories.MembershipFactory(cohort=cohort).person, goals=["hard_talk"])
        offers(programme, helps_with=["hard_talk"])
    with django_assert_num_queries(14):
        assert len(leaders_of(programme)) == len(mentors_of(programme)) == number


def test_what_would_help_those_left_over_is_worked_out(begun: MatchingRound, people: list[Person]) -> None:
    for line in begun.leaders.filter(leader__in=people[:5]):
        evening = code("tuesday_evening", "easy_time", "Tuesday evenings").pk
        line.said["parts"]["easy_times"] = [evening]
        line.save(update_fields=["said"])
    work_out(begun.pk, now=timezone.now())
    begun.refresh_from_db()
    assert begun.report["nearest"] == [{"time": "Tuesday evenings", "mentors": 2, "people": 2}]
