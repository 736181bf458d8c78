"""What somebody must have, or can do, is asked anew when a round is published: nobody reads what it forbids."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cohorts.models import Cohort, Programme
from mentoring import tasks
from mentoring.admin.round_why import why_not_here, why_of
from mentoring.matching.for_one import gated, wishes_of
from mentoring.matching.gates import gates_now
from mentoring.models import Match, MatchingRound, MentorOffer, MentorWait
from tests import factories
from tests.mentoring.test_matching import code, offers, says
from tests.mentoring.test_round_pages import page_of, shown, staff
from tests.mentoring.test_rounds import begin, begun, matched, mentors, people, publish, ready
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Block, Person

pytestmark = pytest.mark.django_db
__all__ = ("begun", "mentors", "people", "ready", "staff")
Change = Callable[[Person, list[MentorOffer]], object]


CHANGES: dict[str, Change] = {
    "she must have what nobody is": lambda person, offers: says(person, must_haves=["deaf"]),
    "she talks in a way that nobody does": lambda person, offers: says(person, channels=["pigeon"]),
    "no mentor talks as she does": lambda person, offers: [
        offer.channels.set([code("letters", "contact_channel")]) for offer in offers
    ],
    "they keep apart": lambda person, offers: [
        Block.objects.create(blocker=offer.mentor, blocked=person) for offer in offers
    ],
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_has_changed_since_is_asked_and_whoever_has_nobody_by_it_waits(
    ready: MatchingRound, coordinator: Person, people: list[Person], mentors: list[MentorOffer], what: str
) -> None:
    leader = people[0]
    shown_before = ready.leaders.get(leader=leader).shown
    CHANGES[what](leader, mentors[:2])
    publish(ready, coordinator)
    assert not Match.objects.filter(leader=leader).exists()
    line = ready.leaders.select_related("round", "offer__mentor", "kept__mentor").get(leader=leader)
    assert shown_before
    assert line.left_out == line.shown == shown_before
    assert line.is_left_over
    assert why_of(line) == []
    for offer in mentors[:2]:
        assert why_not_here(line, offer) == (
            f"What {leader} asked for or {offer.mentor} offers had changed when this round was published."
        )
    assert MentorWait.objects.open().filter(leader=leader).exists()
    assert Notice.objects.get(person=leader).kind == "round_waiting"


def test_a_mentor_who_lost_what_somebody_must_have_is_shown_to_others_only(
    programme: Programme, cohort: Cohort, coordinator: Person, people: list[Person], mentors: list[MentorOffer]
) -> None:
    for offer in mentors[:2]:
        offer.meets.add(code("deaf", "must_have"))
    says(people[0], must_haves=["deaf"])
    found = begin(programme, coordinator)
    tasks.work_out_round(found.pk)
    mentors[0].meets.clear()
    publish(found, coordinator)
    assert set(Match.objects.filter(leader=people[0]).values_list("offer", flat=True)) == {mentors[1].pk}
    assert Match.objects.get(leader=people[0]).workings["place"] == 1
    line = found.leaders.get(leader=people[0])
    assert line.left_out == [mentors[0].pk]
    assert not line.is_left_over
    assert Match.objects.filter(leader=people[1], offer=mentors[0]).exists()
    assert AuditEntry.objects.get(verb="publish_round").facts["left_out"] == 1


def test_staff_read_how_many_are_left_out_before_they_publish_and_after_it(
    staff: Client, ready: MatchingRound, people: list[Person]
) -> None:
    says(people[0], must_haves=["deaf"])
    count = len(ready.leaders.get(leader=people[0]).shown)
    said = f"{count} suggestions are left out, because what one of the two asked for or offers has changed"
    letters = shown(staff, page_of(ready, "publish"))
    assert said in letters
    assert "1 leader has nobody by that, and wait" in letters
    assert not ready.leaders.exclude(left_out=[]).exists()  # it was a rehearsal
    answer = staff.post(page_of(ready, "publish"), {"why": "Agreed.", "turn": ready.turn}, follow=True)
    page = answer.content.decode()
    assert said in page
    assert "1 has nobody because something had changed when it was published." in page
    assert "Nobody: what one of the two asked for or offers had changed when it was published" in page


def test_nothing_is_said_where_nothing_has_changed(staff: Client, ready: MatchingRound) -> None:
    said = "because what one of the two asked for or offers has changed"
    assert said not in shown(staff, page_of(ready, "publish"))
    answer = staff.post(page_of(ready, "publish"), {"why": "Agreed.", "turn": ready.turn}, follow=True)
    assert said not in answer.content.decode()
    assert "had changed" not in answer.content.decode()
    assert not ready.leaders.exclude(left_out=[]).exists()
    assert matched(ready)


def test_the_gates_of_many_are_those_of_one(programme: Programme, cohort: Cohort) -> None:
    leaders = [factories.MembershipFactory(cohort=cohort).person for _ in range(4)]
    says(leaders[0], goals=["hard_talk"])
    says(leaders[1], goals=["hard_talk"], channels=["phone"])
    says(leaders[2], goals=["hard_talk"], channels=["phone", "letters"], must_haves=["deaf"])
    says(leaders[3], goals=["hard_talk"], must_haves=["deaf", "woman"])
    made: list[dict[str, Any]] = [
        {},
        {"channels": ["phone"]},
        {"channels": ["letters"], "meets": ["deaf"]},
        {"channels": ["video"], "meets": ["deaf", "woman"]},
    ]
    there = [offers(programme, f"Mentor {at}", helps_with=["hard_talk"], **more) for at, more in enumerate(made)]
    gates = gates_now([leader.pk for leader in leaders], [offer.pk for offer in there])
    for leader in leaders:
        passing = set(gated(wishes_of(leader)).values_list("pk", flat=True))
        assert {offer.pk for offer in there if gates.let(leader.pk, offer.pk)} == passing


@pytest.mark.parametrize("number", [1, 20])
def test_the_gates_are_read_in_four_queries(
    programme: Programme, cohort: Cohort, number: int, django_assert_num_queries: Any
) -> None:
    people = [factories.MembershipFactory(cohort=cohort).person.pk for _ in range(number)]
    there = [offers(programme, helps_with=["hard_talk"], channels=["phone"]).pk for _ in range(number)]
    with django_assert_num_queries(4):
        assert gates_now(people, there).let(people[0], there[0])
