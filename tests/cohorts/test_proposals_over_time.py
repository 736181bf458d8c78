"""Proposed groups while people leave, pause, waver, or come to be kept apart."""

import pytest
from django.utils import timezone

from cohorts.actions import (
    answer_proposal,
    end_role,
    open_proposal,
    pause_place,
    rather_not_be_with,
    say_not_now,
    say_who_facilitates,
    take_back_proposal,
)
from cohorts.models import Cohort, LearningGroup, Membership, ProposedGroup, RoleGrant
from cohorts.problems import CannotOpenAsItIs, ProposalClosed, SomebodyElseFacilitates
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Person


@pytest.fixture
def ready(cohort: Cohort) -> ProposedGroup:
    """A proposal that can be opened."""
    return factories.ready_proposal(cohort)


def told(kind: str) -> set[Person]:
    return {notice.person for notice in Notice.objects.filter(kind=kind) if notice.person}


@pytest.mark.parametrize("way", ["role", "account"])
def test_when_the_facilitator_cannot_any_more_somebody_else_says_yes(
    ready: ProposedGroup, coordinator: Person, joan: Person, way: str
) -> None:
    if way == "role":
        end_role(grant=RoleGrant.objects.get(person=ready.facilitator), by=coordinator)
    else:
        Person.objects.filter(pk=ready.facilitator_id).update(is_active=False)
    ready = ProposedGroup.objects.get()
    assert not ProposedGroup.objects.ready().exists()
    assert ProposedGroup.objects.without_facilitator().exists()
    assert ready.stands == "It still needs somebody to facilitate."
    say_who_facilitates(proposal=ready, by=joan, is_yes=True)
    assert ProposedGroup.objects.ready().get().facilitator == joan


def test_of_two_who_say_yes_the_second_reads_that_somebody_does(ready: ProposedGroup, joan: Person) -> None:
    with pytest.raises(SomebodyElseFacilitates):
        say_who_facilitates(proposal=ready, by=joan, is_yes=True)


def test_who_has_left_is_not_in_any_more(ready: ProposedGroup) -> None:
    person = ready.proposed_by
    assert person is not None
    Membership.objects.filter(person=person).update(state="left")
    assert person not in ready.people()
    assert ProposedGroup.objects.with_taken().get().taken == 2
    assert not ProposedGroup.objects.visible_to(person).exists()
    assert not ProposedGroup.objects.ready().exists()


def test_who_pauses_keeps_the_seat_does_not_count_and_can_say_no(ready: ProposedGroup) -> None:
    person = ready.people()[0]
    pause_place(membership=Membership.objects.get(person=person), by=person)
    assert person in ready.people()
    assert not ProposedGroup.objects.ready().exists()
    answer_proposal(proposal=ready, by=person, answer="no_thanks")
    assert person not in ready.people()


def test_the_coordinator_is_told_though_one_wavered_before_the_message_went(
    ready: ProposedGroup, mailbox: Mailbox
) -> None:
    person = ready.people()[0]
    for answer in ("in", "no_thanks"):
        answer_proposal(proposal=ready, by=person, answer=answer)
    drain(now=timezone.now())
    assert Notice.objects.get(kind="proposal_ready").state == "withheld"
    for answer in ("in", "no_thanks", "in"):
        answer_proposal(proposal=ready, by=person, answer=answer)
    drain(now=timezone.now())
    assert Notice.objects.filter(kind="proposal_ready", state="sent").count() == 1
    answer_proposal(proposal=ready, by=person, answer="in")
    assert Notice.objects.filter(kind="proposal_ready").count() == 2


@pytest.mark.parametrize("whom", ["facilitator", "seat"])
def test_kept_apart_since_they_said_yes_they_get_no_group_together(
    ready: ProposedGroup, coordinator: Person, whom: str
) -> None:
    first, second = ready.people()[:2]
    other = second if whom == "seat" else ready.facilitator
    assert other is not None
    rather_not_be_with(person=other, by=first)
    with pytest.raises(CannotOpenAsItIs):
        open_proposal(proposal=ready, by=coordinator)
    assert ProposedGroup.objects.get().is_gathering
    assert not LearningGroup.objects.exists()


def test_a_facilitator_kept_apart_meanwhile_cannot_say_yes(cohort: Cohort, joan: Person) -> None:
    proposal = factories.ProposedGroupFactory(cohort=cohort)
    rather_not_be_with(person=joan, by=proposal.proposed_by)
    with pytest.raises(ProposalClosed):
        say_who_facilitates(proposal=proposal, by=joan, is_yes=True)


def test_taken_back_everybody_else_who_said_yes_is_told(ready: ProposedGroup, mailbox: Mailbox) -> None:
    others = {*ready.people(), ready.facilitator} - {ready.proposed_by}
    assert ready.proposed_by is not None
    take_back_proposal(proposal=ready, by=ready.proposed_by)
    assert told("proposal_over") == others
    drain(now=timezone.now())
    assert ready.facilitator is not None
    assert "You said that you would facilitate a new group" in text_of(mailbox.to(ready.facilitator.email)[-1])


def test_not_now_the_facilitator_who_said_yes_is_told_too(
    ready: ProposedGroup, coordinator: Person, mailbox: Mailbox
) -> None:
    say_not_now(proposal=ready, by=coordinator, words="Every room is taken until May.")
    assert ready.facilitator is not None
    assert told("proposal_over") == {ready.facilitator}
    drain(now=timezone.now())
    assert "Every room is taken until May." in text_of(mailbox.to(ready.facilitator.email)[-1])
