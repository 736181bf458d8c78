"""Staff read why a round proposes a mentor, and why not somebody else: in a sentence that tells no secret."""

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.models import Programme
from mentoring.actions import rounds
from mentoring.actions.working_out import work_out
from mentoring.admin.round_why import why_not_here
from mentoring.models import Match, MatchingRound, MentorOffer, RoundLeader
from tests import factories
from tests.mentoring.test_matching import offers, says
from tests.mentoring.test_round_pages import page_of, shown, staff
from tests.mentoring.test_rounds import begin, begun, mentors, people, ready
from youdesign.people.models import Block, Person

__all__ = ("begun", "mentors", "people", "ready", "staff")
pytestmark = pytest.mark.django_db


def line_of(found: MatchingRound, leader: Person) -> RoundLeader:
    """One leader in a round."""
    return found.leaders.select_related("round", "offer__mentor", "kept__mentor").get(leader=leader)


def one_who(found: MatchingRound, *, has: MentorOffer | None) -> RoundLeader:
    """A leader for whom this mentor is proposed, or nobody."""
    first = found.leaders.filter(offer=has).first()
    assert first is not None
    return line_of(found, first.leader)


def test_the_reasons_of_a_proposal_are_those_that_the_leader_would_read(
    staff: Client, ready: MatchingRound, mentors: list[MentorOffer]
) -> None:
    line = one_who(ready, has=mentors[0])
    page = shown(staff, f"{page_of(ready, 'why')}?leader={line.pk}")
    assert f"Nobody is told yet. As {line.leader} will read it" in page
    assert "<h2>Ruth Adeyemi</h2><ul><li>You want help with " in page
    assert f"{page_of(ready, 'why')}?leader={line.pk}" in shown(staff, page_of(ready))


def test_nobody_reads_reasons_where_nobody_would_be_suggested(staff: Client, ready: MatchingRound) -> None:
    line = one_who(ready, has=None)
    RoundLeader.objects.filter(pk=line.pk).update(shown=[])
    page = shown(staff, f"{page_of(ready, 'why')}?leader={line.pk}")
    assert "Nobody would be suggested" in page
    assert "will read it" not in page


def test_whoever_fits_but_is_full_whoever_fits_worse_and_whoever_is_proposed_are_named_as_such(
    ready: MatchingRound, mentors: list[MentorOffer]
) -> None:
    left, has = one_who(ready, has=None), one_who(ready, has=mentors[0])
    assert why_not_here(left, mentors[0]) == (
        "Ruth would fit, but every place with Ruth is proposed for somebody who would lose more without it."
    )
    assert (
        why_not_here(has, mentors[1]) == "Ruth fits " + str(has.leader) + " better on this: what they want help with."
    )
    assert why_not_here(has, mentors[0]) == f"Ruth Adeyemi is proposed for {has.leader}."


def test_what_stands_between_two_is_one_sentence_whatever_it_is(
    ready: MatchingRound, people: list[Person], mentors: list[MentorOffer]
) -> None:
    sam, has = mentors[1], one_who(ready, has=mentors[0])
    sentence = f"What one of the two asked for stands against {has.leader} and Sam Okoro."
    assert why_not_here(has, sam) != sentence
    block = Block.objects.create(blocker=sam.mentor, blocked=has.leader)
    assert why_not_here(has, sam) == sentence
    block.delete()
    said_no = Match.objects.create(leader=has.leader, offer=sam, state="not_accepted", chosen_at=timezone.now())
    assert why_not_here(has, sam) == sentence
    said_no.delete()
    ali = mentors[2]  # who writes letters only
    assert why_not_here(has, ali) == sentence.replace("Sam Okoro", "Ali Khan")
    has.said = {**has.said, "channels": [], "must": [987]}
    assert why_not_here(has, sam) == sentence


def test_the_wishes_of_staff_and_what_shares_nothing_are_said(
    ready: MatchingRound, coordinator: Person, mentors: list[MentorOffer], programme: Programme
) -> None:
    has = one_who(ready, has=mentors[0])
    rounds.keep_apart(line=has, offer=mentors[1], by=coordinator)
    assert why_not_here(line_of(ready, has.leader), mentors[1]) == (
        f"You keep {has.leader} and Sam Okoro apart in this round."
    )
    rounds.keep_together(line=has, offer=mentors[0], by=coordinator)
    work_out(ready.pk, now=timezone.now())
    assert why_not_here(line_of(ready, has.leader), mentors[2]) == f"You keep {has.leader} together with Ruth Adeyemi."
    rounds.throw_round_away(round=ready, by=coordinator)
    says(has.leader, goals=["hard_talk"])
    stranger = offers(programme, "Bo Lund", helps_with=["payment"], channels=["phone"])
    found = begin(programme, coordinator)
    assert why_not_here(line_of(found, has.leader), stranger) == "This round is not worked out yet."
    work_out(found.pk, now=timezone.now())
    asked = one_who(found, has=None)
    assert why_not_here(asked, stranger) == f"Nothing that {asked.leader} asked for and Bo Lund offers is the same."


def test_a_question_about_whoever_is_not_in_the_round_shows_the_round(
    staff: Client, ready: MatchingRound, mentors: list[MentorOffer]
) -> None:
    line, where = one_who(ready, has=None), page_of(ready, "why")
    for typed in ("", "x", "99999999999999999999", "-1"):
        assert staff.get(where, {"leader": typed}).headers["Location"] == page_of(ready)
    other = factories.MentorOfferFactory()
    page = staff.get(where, {"leader": line.pk, "offer": other.pk}).content.decode()
    assert "Choose one of the people in this list." in page
    assert other.mentor.name not in page
    assert "every place with Ruth" in shown(staff, f"{where}?leader={line.pk}&offer={mentors[0].pk}")
