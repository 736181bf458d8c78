"""A group that members start: eight places, never under three, and nobody learns who is kept apart from whom."""

import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

from cohorts.actions import (
    answer_proposal,
    end_role,
    open_proposal,
    pause_place,
    propose_group,
    rather_not_be_with,
    say_not_now,
    say_who_facilitates,
    take_back_proposal,
)
from cohorts.models import Cohort, LearningGroup, Membership, ProposedGroup, RoleGrant
from cohorts.problems import (
    AlreadyProposed,
    CannotBeAsked,
    NoFacilitatorYet,
    ProposalClosed,
    ProposalFull,
    SomebodyElseFacilitates,
    TooFewToOpen,
)
from tests import factories
from youdesign.notices.models import Notice
from youdesign.people.actions import block_person
from youdesign.people.models import AuditEntry, Person

WORDS: dict[str, Any] = {"name": "First boards", "purpose": "For first boards.", "meets": "Thursdays"}


@pytest.fixture
def proposal(cohort: Cohort, leader: Person, joan: Person) -> ProposedGroup:
    """Maureen would like a group, and asks Joan to facilitate it."""
    return propose_group(cohort=cohort, by=leader, facilitator=joan, **WORDS)


@pytest.fixture
def ready(proposal: ProposedGroup, joan: Person) -> ProposedGroup:
    """Two others are in, and Joan has said yes."""
    for _ in range(2):
        answer_proposal(proposal=proposal, by=member(proposal.cohort), answer="in")
    say_who_facilitates(proposal=proposal, by=joan, is_yes=True)
    return ProposedGroup.objects.get()


def member(cohort: Cohort, **facts: Any) -> Person:
    person: Person = factories.MembershipFactory(cohort=cohort, **facts).person
    return person


def sees(person: Person) -> bool:
    return ProposedGroup.objects.visible_to(person).exists()


# --- Who may ---


def test_whoever_proposes_is_in_and_the_facilitator_is_asked(
    proposal: ProposedGroup, leader: Person, joan: Person
) -> None:
    assert list(proposal.people()) == [leader]
    assert Notice.objects.get(kind="proposal_to_facilitate").person == joan
    assert proposal.stands == "2 more people are needed."
    assert AuditEntry.objects.filter(verb="propose_group", by=leader).exists()


@pytest.mark.parametrize(
    ("state", "may"), [("joined", True), ("settling_in", True), ("active", True), ("paused", False), ("alumni", False)]
)
def test_members_who_take_no_pause_propose(cohort: Cohort, state: str, may: bool) -> None:
    person = member(cohort, state=state)
    if may:
        propose_group(cohort=cohort, by=person, facilitator=None, **WORDS)
    else:
        with pytest.raises(PermissionDenied):
            propose_group(cohort=cohort, by=person, facilitator=None, **WORDS)


def test_one_at_a_time(proposal: ProposedGroup, leader: Person) -> None:
    with pytest.raises(AlreadyProposed):
        propose_group(cohort=proposal.cohort, by=leader, facilitator=None, **WORDS)
    with pytest.raises(IntegrityError, match="proposed_group_is_one_at_a_time"):
        ProposedGroup.objects.create(cohort=proposal.cohort, proposed_by=leader, **WORDS)


def test_a_second_press_finds_what_the_first_made(cohort: Cohort, leader: Person) -> None:
    first, second = (propose_group(cohort=cohort, by=leader, facilitator=None, **WORDS) for _ in "ab")
    assert first == second
    assert ProposedGroup.objects.count() == 1
    assert AuditEntry.objects.filter(verb="propose_group").count() == 1


def test_only_facilitators_of_the_programme_can_be_asked(cohort: Cohort, leader: Person, stranger: Person) -> None:
    factories.RoleGrantFactory(person=stranger, programme=cohort.programme, role="mentor")
    with pytest.raises(CannotBeAsked):
        propose_group(cohort=cohort, by=leader, facilitator=stranger, **WORDS)


def test_people_of_the_cohort_see_it_and_others_do_not(
    proposal: ProposedGroup, cohort: Cohort, joan: Person, stranger: Person, coordinator: Person, mentor: Person
) -> None:
    for person in (member(cohort), joan, coordinator):
        assert sees(person)
    other_cohort = member(factories.CohortFactory(programme=cohort.programme))
    for person in (stranger, mentor, other_cohort):
        assert not sees(person)
        with pytest.raises(ProposalClosed):
            answer_proposal(proposal=proposal, by=person, answer="in")


def test_a_pause_or_facilitating_it_gives_no_seat(proposal: ProposedGroup, cohort: Cohort, joan: Person) -> None:
    factories.MembershipFactory(person=joan, cohort=cohort)
    for person in (joan, member(cohort, state="paused")):
        with pytest.raises(PermissionDenied):
            answer_proposal(proposal=proposal, by=person, answer="in")


# --- Kept apart ---


def test_kept_apart_from_anybody_in_it_one_finds_nothing_whoever_said_it(
    proposal: ProposedGroup, cohort: Cohort, leader: Person
) -> None:
    people = [member(cohort) for _ in range(4)]
    rather_not_be_with(person=leader, by=people[0])
    rather_not_be_with(person=people[1], by=leader)
    block_person(person=leader, by=people[2])
    block_person(person=people[3], by=leader)
    for person in people:
        assert not sees(person)
        with pytest.raises(ProposalClosed):
            answer_proposal(proposal=proposal, by=person, answer="in")
    assert sees(member(cohort))


def test_who_is_in_stays_in_and_a_no_opens_it_again(proposal: ProposedGroup, cohort: Cohort, leader: Person) -> None:
    noor, olu = member(cohort), member(cohort)
    answer_proposal(proposal=proposal, by=noor, answer="in")
    rather_not_be_with(person=noor, by=olu)
    assert not sees(olu)
    answer_proposal(proposal=proposal, by=noor, answer="no_thanks")
    assert sees(olu)
    answer_proposal(proposal=proposal, by=olu, answer="in")
    assert (sees(olu), sees(noor), sees(leader)) == (True, False, True)


# --- Eight places, and three ---


@pytest.mark.django_db(transaction=True)
def test_of_nine_who_press_at_once_seven_join_the_one_who_proposed_it(proposal: ProposedGroup, cohort: Cohort) -> None:
    people = [member(cohort) for _ in range(9)]
    start, refused = threading.Barrier(9), []

    def press(person: Person) -> None:
        start.wait()
        try:
            answer_proposal(proposal=proposal, by=person, answer="in")
        except ProposalFull:
            refused.append(person)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (proposal.people().count(), len(refused)) == (8, 2)


def test_with_three_and_a_facilitator_the_coordinator_is_told_once(
    ready: ProposedGroup, coordinator: Person, leader: Person
) -> None:
    for answer in ("no_thanks", "in"):
        answer_proposal(proposal=ready, by=leader, answer=answer)
    assert Notice.objects.get(kind="proposal_ready").person == coordinator
    assert ProposedGroup.objects.ready().get() == ready
    assert ready.stands == "It is ready. Priya Nair is asked to open it."


def test_it_opens_with_its_room_and_everybody_is_told_once(
    ready: ProposedGroup, coordinator: Person, leader: Person, joan: Person
) -> None:
    group = open_proposal(proposal=ready, by=coordinator)
    assert (group.facilitator, group.members().count(), group.state) == (joan, 3, "open")
    assert group.room.members.present().count() == 4
    assert Notice.objects.filter(kind="group_placed").count() == 3
    assert Notice.objects.get(kind="group_handed_over").person == joan
    with pytest.raises(ProposalClosed):
        open_proposal(proposal=ready, by=coordinator)
    assert LearningGroup.objects.count() == 1


def test_under_three_who_can_come_it_does_not_open(ready: ProposedGroup, coordinator: Person, leader: Person) -> None:
    pause_place(membership=Membership.objects.get(person=leader), by=leader)
    with pytest.raises(TooFewToOpen):
        open_proposal(proposal=ready, by=coordinator)
    assert ProposedGroup.objects.get().is_gathering
    assert not LearningGroup.objects.exists()


def test_without_somebody_who_can_facilitate_it_does_not_open(
    ready: ProposedGroup, coordinator: Person, joan: Person
) -> None:
    end_role(grant=RoleGrant.objects.get(person=joan), by=coordinator)
    with pytest.raises(NoFacilitatorYet):
        open_proposal(proposal=ready, by=coordinator)
    assert not LearningGroup.objects.exists()


# --- Answers ---


def test_who_is_asked_to_facilitate_says_not_now_and_somebody_else_can(proposal: ProposedGroup, joan: Person) -> None:
    other = factories.RoleGrantFactory(programme=proposal.cohort.programme, role="facilitator").person
    with pytest.raises(SomebodyElseFacilitates):
        say_who_facilitates(proposal=proposal, by=other, is_yes=True)
    say_who_facilitates(proposal=proposal, by=joan, is_yes=False)
    say_who_facilitates(proposal=proposal, by=other, is_yes=True)
    proposal.refresh_from_db()
    assert proposal.facilitator == other
    assert proposal.agreed_at is not None


def test_only_coordinators_open_or_answer_and_only_the_proposer_takes_back(
    ready: ProposedGroup, leader: Person, joan: Person, coordinator: Person
) -> None:
    for person in (leader, joan):
        with pytest.raises(PermissionDenied):
            open_proposal(proposal=ready, by=person)
        with pytest.raises(PermissionDenied):
            say_not_now(proposal=ready, by=person, words="No.")
    for person in (joan, coordinator):
        with pytest.raises(PermissionDenied):
            take_back_proposal(proposal=ready, by=person)
    for _ in range(2):
        take_back_proposal(proposal=ready, by=leader)
    with pytest.raises(ProposalClosed):
        answer_proposal(proposal=ready, by=leader, answer="in")


def test_not_now_says_why_to_everybody_who_is_in(ready: ProposedGroup, coordinator: Person) -> None:
    say_not_now(proposal=ready, by=coordinator, words="Every facilitator is busy until May.")
    told = Notice.objects.filter(kind="proposal_not_now").values_list("person", flat=True)
    assert set(told) == set(ready.people().values_list("pk", flat=True))
    with pytest.raises(IntegrityError, match="proposed_group_is_told_why_not"):
        ProposedGroup.objects.update(words="")
