"""A proposed group goes on with whoever joined next when its proposer cannot, or ends with a kind message."""

import pytest
from django.utils import timezone

from cohorts.actions import answer_proposal, leave_programme, move_membership, pause_place, propose_group
from cohorts.models import Cohort, Membership, ProposedGroup
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.my_data.erasing import erase_person
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.actions import ask_to_be_erased, change_account
from youdesign.people.models import AuditEntry, Person

WAYS = ["no_thanks", "leaves", "is ended", "switched off", "erased"]


@pytest.fixture
def proposal(cohort: Cohort, leader: Person) -> ProposedGroup:
    """Maureen would like a group."""
    return propose_group(
        cohort=cohort, by=leader, facilitator=None, name="First boards", purpose="Boards.", meets="Fridays"
    )


def join(proposal: ProposedGroup) -> Person:
    """Let somebody of the cohort say that they are in."""
    person: Person = factories.MembershipFactory(cohort=proposal.cohort).person
    answer_proposal(proposal=proposal, by=person, answer="in")
    return person


def cannot_go_on(proposal: ProposedGroup, coordinator: Person, way: str) -> None:
    """Let whoever proposed it stop, in one of the ways there are."""
    person = proposal.proposed_by
    assert person is not None
    place = Membership.objects.get(person=person)
    if way == "no_thanks":
        answer_proposal(proposal=proposal, by=person, answer="no_thanks")
    elif way == "leaves":
        leave_programme(membership=place, by=person)
    elif way == "is ended":
        move_membership(membership=place, to="completed", by=coordinator)
    elif way == "switched off":
        person.is_active = False
        change_account(
            person=person, by=factories.PersonFactory(is_superuser=True, is_staff=True), changed=["is_active"]
        )
    else:
        wish = ask_to_be_erased(person=person, by=person, now=timezone.now())
        assert erase_person(wish.pk, now=wish.erase_at) is not None
    proposal.refresh_from_db()


def told(kind: str) -> list[Person | None]:
    return [notice.person for notice in Notice.objects.filter(kind=kind).order_by("person")]


@pytest.mark.parametrize("way", WAYS)
def test_it_goes_on_with_whoever_joined_next_and_they_are_told(
    proposal: ProposedGroup, coordinator: Person, way: str
) -> None:
    second, _ = join(proposal), join(proposal)
    cannot_go_on(proposal, coordinator, way)
    assert (proposal.state, proposal.proposed_by) == ("gathering", second)
    assert told("proposal_yours") == [second]
    assert told("proposal_over") == []
    heir = None if way == "erased" else second  # a record of whoever is erased stays without names
    assert AuditEntry.objects.get(verb="hand_on").about == heir


@pytest.mark.parametrize("way", WAYS)
def test_where_nobody_else_can_take_it_on_it_ends(
    proposal: ProposedGroup, coordinator: Person, mailbox: Mailbox, way: str
) -> None:
    paused, busy = join(proposal), join(proposal)
    pause_place(membership=Membership.objects.get(person=paused), by=paused)
    propose_group(cohort=proposal.cohort, by=busy, facilitator=None, name="Own", purpose="Own.", meets="Mondays")
    cannot_go_on(proposal, coordinator, way)
    assert proposal.state == "taken_back"
    assert told("proposal_over") == sorted([paused, busy], key=lambda person: person.pk)
    drain(now=timezone.now())
    assert "Whoever proposed it does not go on with it." in text_of(mailbox.to(busy.email)[-1])


def test_alone_in_it_nobody_is_written_to(proposal: ProposedGroup, coordinator: Person) -> None:
    cannot_go_on(proposal, coordinator, "no_thanks")
    assert proposal.state == "taken_back"
    assert not Notice.objects.filter(kind__startswith="proposal_").exists()


def test_whoever_proposed_it_can_propose_another(proposal: ProposedGroup, cohort: Cohort, leader: Person) -> None:
    join(proposal)
    answer_proposal(proposal=proposal, by=leader, answer="no_thanks")
    propose_group(cohort=cohort, by=leader, facilitator=None, name="Another", purpose="Other.", meets="Mondays")
    assert ProposedGroup.objects.gathering().count() == 2


def test_a_pause_keeps_it_and_leaving_another_cohort_too(proposal: ProposedGroup, leader: Person) -> None:
    join(proposal)
    place = Membership.objects.get(person=leader)
    elsewhere = factories.MembershipFactory(person=leader)
    leave_programme(membership=elsewhere, by=leader)
    pause_place(membership=place, by=leader)
    proposal.refresh_from_db()
    assert proposal.proposed_by == leader


def test_who_hands_it_back_before_the_message_went_is_not_told(
    proposal: ProposedGroup, leader: Person, mailbox: Mailbox
) -> None:
    second = join(proposal)
    answer_proposal(proposal=proposal, by=leader, answer="no_thanks")
    answer_proposal(proposal=proposal, by=second, answer="no_thanks")
    drain(now=timezone.now())
    assert Notice.objects.get(kind="proposal_yours").state == "withheld"
