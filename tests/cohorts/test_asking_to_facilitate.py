"""A facilitator who never answers holds up nobody: whoever proposed the group, or a coordinator, asks somebody else."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cohorts.actions import ask_to_facilitate, propose_group, say_who_facilitates, take_back_proposal
from cohorts.models import Cohort, ProposedGroup
from cohorts.problems import CannotBeAsked, FacilitatorHasSaidYes, ProposalClosed
from tests import factories
from tests.servers import Mailbox
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def proposal(cohort: Cohort, leader: Person, joan: Person) -> ProposedGroup:
    """Maureen would like a group, and Joan, who is asked to facilitate it, does not answer."""
    return propose_group(
        cohort=cohort, by=leader, facilitator=joan, name="First boards", purpose="Boards.", meets="Fridays"
    )


@pytest.fixture
def kit(cohort: Cohort) -> Person:
    """Kit, who facilitates in this programme too."""
    person: Person = factories.RoleGrantFactory(
        person=factories.PersonFactory(name="Kit Lowe"), programme=cohort.programme, role="facilitator"
    ).person
    return person


def asked(proposal: ProposedGroup) -> Person | None:
    proposal.refresh_from_db()
    return proposal.facilitator


def messages_to(person: Person) -> int:
    return Notice.objects.filter(kind="proposal_to_facilitate", person=person, state="sent").count()


@pytest.mark.parametrize("who", ["leader", "coordinator"])
def test_whoever_proposed_it_and_coordinators_ask_somebody_else(
    proposal: ProposedGroup, kit: Person, joan: Person, who: str, request: pytest.FixtureRequest, mailbox: Mailbox
) -> None:
    ask_to_facilitate(proposal=proposal, by=request.getfixturevalue(who), facilitator=kit)
    assert asked(proposal) == kit
    drain(now=timezone.now())
    assert (messages_to(kit), messages_to(joan)) == (1, 0)
    say_who_facilitates(proposal=proposal, by=kit, is_yes=True)
    assert proposal.holder == kit


def test_asking_nobody_lets_another_facilitator_say_yes(proposal: ProposedGroup, leader: Person, kit: Person) -> None:
    ask_to_facilitate(proposal=proposal, by=leader, facilitator=None)
    assert asked(proposal) is None
    say_who_facilitates(proposal=proposal, by=kit, is_yes=True)
    assert asked(proposal) == kit


def test_asked_again_after_all_one_has_one_message(
    proposal: ProposedGroup, leader: Person, joan: Person, kit: Person, mailbox: Mailbox
) -> None:
    drain(now=timezone.now())
    for whom in (kit, joan, joan):
        ask_to_facilitate(proposal=proposal, by=leader, facilitator=whom)
    drain(now=timezone.now())
    assert (asked(proposal), messages_to(joan)) == (joan, 1)


def test_asked_again_after_the_message_was_held_back_one_gets_it(
    proposal: ProposedGroup, leader: Person, joan: Person, mailbox: Mailbox
) -> None:
    ask_to_facilitate(proposal=proposal, by=leader, facilitator=None)
    drain(now=timezone.now())
    ask_to_facilitate(proposal=proposal, by=leader, facilitator=joan)
    drain(now=timezone.now())
    assert messages_to(joan) == 1


def test_once_somebody_has_said_yes_nobody_else_is_asked(
    proposal: ProposedGroup, leader: Person, joan: Person, kit: Person
) -> None:
    say_who_facilitates(proposal=proposal, by=joan, is_yes=True)
    with pytest.raises(FacilitatorHasSaidYes):
        ask_to_facilitate(proposal=proposal, by=leader, facilitator=kit)
    Person.objects.filter(pk=joan.pk).update(is_active=False)
    ask_to_facilitate(proposal=proposal, by=leader, facilitator=kit)
    proposal.refresh_from_db()
    assert (proposal.facilitator, proposal.agreed_at) == (kit, None)


def test_nobody_else_asks_and_nobody_is_asked_who_cannot(
    proposal: ProposedGroup, leader: Person, joan: Person, kit: Person, mentor: Person
) -> None:
    for person in (joan, factories.MembershipFactory(cohort=proposal.cohort).person):
        with pytest.raises(PermissionDenied):
            ask_to_facilitate(proposal=proposal, by=person, facilitator=kit)
    with pytest.raises(CannotBeAsked):
        ask_to_facilitate(proposal=proposal, by=leader, facilitator=mentor)
    take_back_proposal(proposal=proposal, by=leader)
    with pytest.raises(ProposalClosed):
        ask_to_facilitate(proposal=proposal, by=leader, facilitator=kit)


# --- Pages ---


def test_from_the_page_of_the_group(client: Client, proposal: ProposedGroup, leader: Person, kit: Person) -> None:
    client.force_login(leader, BACKEND)
    page = f"/groups/new/{proposal.pk}/"
    assert "Ask somebody else" in client.get(page).content.decode()
    shown = client.get(f"{page}ask/").content.decode()
    assert "Kit Lowe" in shown
    assert leader.name not in shown.split("<form")[-1]
    assert "Choose one of these." in client.post(f"{page}ask/", {"facilitator": leader.pk}).content.decode()
    text = client.post(f"{page}ask/", {"facilitator": kit.pk}, follow=True).content.decode()
    assert "Kit Lowe is asked to facilitate." in text
    text = client.post(f"{page}ask/", {"facilitator": ""}, follow=True).content.decode()
    assert "Nobody is asked to facilitate for now." in text


def test_too_late_is_said(client: Client, proposal: ProposedGroup, leader: Person, joan: Person, kit: Person) -> None:
    say_who_facilitates(proposal=proposal, by=joan, is_yes=True)
    client.force_login(leader, BACKEND)
    page = f"/groups/new/{proposal.pk}/"
    assert "Ask somebody" not in client.get(page).content.decode()
    for answer in (
        client.get(f"{page}ask/", follow=True),
        client.post(f"{page}ask/", {"facilitator": kit.pk}, follow=True),
    ):
        assert "Somebody has said yes to facilitate it." in answer.content.decode()


def test_staff_ask_from_the_page_where_they_answer(
    staff: Client, proposal: ProposedGroup, joan: Person, kit: Person
) -> None:
    page = f"/admin/cohorts/proposedgroup/{proposal.pk}/answer/"
    assert "Or ask somebody to facilitate it" in staff.get(page).content.decode()
    wrong = staff.post(page, {"ask": "1", "facilitator": "999999"}).content.decode()
    assert "Choose one of these." in wrong
    assert "<title>Error: " in wrong
    text = staff.post(page, {"ask": "1", "facilitator": kit.pk}, follow=True).content.decode()
    assert "Saved. Whoever is asked gets a message." in text
    assert asked(proposal) == kit
    say_who_facilitates(proposal=proposal, by=kit, is_yes=True)
    assert "Or ask somebody to facilitate it" not in staff.get(page).content.decode()
