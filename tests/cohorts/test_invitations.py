"""Invitations: one address, one place, once, for fourteen days."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cohorts.actions import accept_invitation, decline_invitation, invite, revoke_invitation
from cohorts.links import token_for
from cohorts.models import Cohort, Invitation, LearningGroup, Membership
from cohorts.problems import GroupFull, InvitationClosed, NotTheInvitedAddress
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Person


@pytest.fixture
def newcomer(db: None) -> Person:
    """Denise, who was invited and has just joined."""
    return factories.PersonFactory(name="Denise Bright", email="denise@cast.test")


@pytest.fixture
def invitation(coordinator: Person, cohort: Cohort, group: LearningGroup) -> Invitation:
    """Priya invites Denise to the Tuesday group."""
    return invite(by=coordinator, cohort=cohort, group=group, email="Denise@Cast.test", name="Denise")


def page(invitation: Invitation, end: str = "") -> str:
    return f"/invitations/{token_for(invitation)}/{end}"


# --- Rules ---


def test_only_coordinators_of_the_programme_invite(cohort: Cohort, mentor: Person, stranger: Person) -> None:
    for person in (mentor, stranger):
        with pytest.raises(PermissionDenied):
            invite(by=person, cohort=cohort, email="x@cast.test")


def test_a_coordinator_by_role_may_invite_until_the_role_ends(cohort: Cohort, mentor: Person) -> None:
    grant = factories.RoleGrantFactory(person=mentor, programme=cohort.programme, role="coordinator")
    assert invite(by=mentor, cohort=cohort, email="x@cast.test").invited_by == mentor
    grant.ended_at = timezone.now()
    grant.save()
    with pytest.raises(PermissionDenied):
        invite(by=mentor, cohort=cohort, email="y@cast.test")


@pytest.mark.parametrize(("state", "then"), [("completed", "active"), ("alumni", "active"), ("withdrawn", "joined")])
def test_who_was_here_before_gets_their_place_back(
    coordinator: Person, cohort: Cohort, newcomer: Person, state: str, then: str
) -> None:
    place = factories.MembershipFactory(person=newcomer, cohort=cohort, state=state)
    accept_invitation(invitation=invite(by=coordinator, cohort=cohort, email=newcomer.email), by=newcomer)
    place.refresh_from_db()
    assert place.state == then


def test_inviting_owes_one_mail_to_the_address(invitation: Invitation) -> None:
    notice = Notice.objects.get(kind="invitation")
    assert (notice.email, notice.person, notice.object_id) == ("denise@cast.test", None, str(invitation.pk))
    assert invitation.expires_at - invitation.invited_at == datetime.timedelta(days=14)


def test_somebody_with_an_account_finds_it_among_their_messages(
    coordinator: Person, cohort: Cohort, newcomer: Person
) -> None:
    invite(by=coordinator, cohort=cohort, email="DENISE@cast.test")
    assert Notice.objects.visible_to(newcomer).get().kind == "invitation"


def test_a_newer_invitation_takes_the_older_ones_place(
    invitation: Invitation, coordinator: Person, cohort: Cohort
) -> None:
    newer = invite(by=coordinator, cohort=cohort, email="denise@cast.test")
    invitation.refresh_from_db()
    assert (invitation.state(timezone.now()), newer.state(timezone.now())) == ("revoked", "open")
    assert Notice.objects.get(object_id=str(invitation.pk)).state == Notice.State.WITHHELD
    assert token_for(newer) != token_for(invitation)


def test_accepting_gives_the_place_the_seat_and_the_room(
    invitation: Invitation, newcomer: Person, group: LearningGroup
) -> None:
    membership = accept_invitation(invitation=invitation, by=newcomer)
    assert membership.state == Membership.State.SETTLING_IN
    assert group.has_member(newcomer)
    assert group.room.members.present().filter(person=newcomer).exists()
    verbs = AuditEntry.objects.filter(by=newcomer).values_list("verb", flat=True)
    assert {"accept", "join", "move", "add_room_member"} <= set(verbs)


def test_it_works_once(invitation: Invitation, newcomer: Person) -> None:
    accept_invitation(invitation=invitation, by=newcomer)
    with pytest.raises(InvitationClosed):
        accept_invitation(invitation=invitation, by=newcomer)


def test_another_address_cannot_accept(invitation: Invitation, stranger: Person) -> None:
    with pytest.raises(NotTheInvitedAddress):
        accept_invitation(invitation=invitation, by=stranger)
    assert not Membership.objects.filter(person=stranger, cohort=invitation.cohort).exists()


def test_an_address_that_is_not_confirmed_cannot_accept(invitation: Invitation, newcomer: Person) -> None:
    newcomer.emailaddress_set.update(verified=False)
    with pytest.raises(NotTheInvitedAddress):
        accept_invitation(invitation=invitation, by=newcomer)


@pytest.mark.parametrize("days", [14, 400])
def test_it_runs_out(invitation: Invitation, newcomer: Person, days: int) -> None:
    with time_machine.travel(invitation.invited_at + datetime.timedelta(days=days)), pytest.raises(InvitationClosed):
        accept_invitation(invitation=invitation, by=newcomer)


def test_one_taken_back_or_declined_cannot_be_accepted(
    invitation: Invitation, newcomer: Person, coordinator: Person, cohort: Cohort
) -> None:
    revoke_invitation(invitation=invitation, by=coordinator)
    other = invite(by=coordinator, cohort=cohort, email="denise@cast.test")
    decline_invitation(invitation=other, by=None)
    for closed in (invitation, other):
        with pytest.raises(InvitationClosed):
            accept_invitation(invitation=closed, by=newcomer)


def test_only_a_coordinator_takes_it_back(invitation: Invitation, newcomer: Person) -> None:
    with pytest.raises(PermissionDenied):
        revoke_invitation(invitation=invitation, by=newcomer)


def test_a_full_group_leaves_the_invitation_open(
    invitation: Invitation, newcomer: Person, group: LearningGroup
) -> None:
    for _ in range(LearningGroup.PLACES - 1):
        group.group_memberships.create(person=factories.PersonFactory())
    with pytest.raises(GroupFull):
        accept_invitation(invitation=invitation, by=newcomer)
    invitation.refresh_from_db()
    assert invitation.state(timezone.now()) == "open"
    assert not Membership.objects.filter(person=newcomer).exists()


def test_who_gave_up_a_place_can_come_back(invitation: Invitation, newcomer: Person, cohort: Cohort) -> None:
    Membership.objects.create(person=newcomer, cohort=cohort, state=Membership.State.WITHDRAWN)
    assert accept_invitation(invitation=invitation, by=newcomer).state == Membership.State.SETTLING_IN


# --- Mail ---


@pytest.mark.django_db(transaction=True)
def test_the_mail_carries_the_link(invitation: Invitation, mailbox: Mailbox) -> None:
    drain(now=timezone.now())
    mail = mailbox.wait_for("denise@cast.test")
    assert mail["Subject"] == "Priya Nair invites you to Leading Together"
    assert page(invitation) in text_of(mail)


@pytest.mark.django_db(transaction=True)
def test_no_mail_goes_once_it_was_taken_back(invitation: Invitation, coordinator: Person, mailbox: Mailbox) -> None:
    Invitation.objects.update(revoked_at=timezone.now())
    drain(now=timezone.now())
    notice = Notice.objects.get()
    assert (notice.state, notice.reason) == ("withheld", "The invitation was answered or taken back.")
    assert not mailbox.messages


# --- Pages ---


def test_somebody_signed_out_is_shown_how_to_join(client: Client, invitation: Invitation) -> None:
    text = client.get(page(invitation)).content.decode()
    assert "Priya Nair invites you to Leading Together" in text
    assert f"/account/signup/?next={page(invitation)}" in text
    assert "who will see your name" in text.lower()


def test_the_invited_person_accepts(
    client: Client, invitation: Invitation, newcomer: Person, group: LearningGroup
) -> None:
    client.force_login(newcomer, "django.contrib.auth.backends.ModelBackend")
    assert "Yes, I accept" in client.get(page(invitation)).content.decode()
    answer = client.post(page(invitation, "accept/"))
    assert answer.headers["Location"] == f"/groups/{group.pk}/"
    assert "You said yes" in client.get(page(invitation)).content.decode()


def test_somebody_else_is_told_to_sign_in_with_the_right_address(
    client: Client, invitation: Invitation, stranger: Person
) -> None:
    client.force_login(stranger, "django.contrib.auth.backends.ModelBackend")
    text = client.get(page(invitation)).content.decode()
    assert "You are signed in with another address" in text
    assert "Yes, I accept" not in text
    answer = client.post(page(invitation, "accept/"), follow=True)
    assert NotTheInvitedAddress.words in answer.content.decode()


def test_looking_changes_nothing(client: Client, invitation: Invitation) -> None:
    client.get(page(invitation))
    assert client.get(page(invitation, "accept/")).status_code == 405
    assert client.get(page(invitation, "decline/")).status_code == 405
    invitation.refresh_from_db()
    assert invitation.state(timezone.now()) == "open"


def test_no_thanks_needs_no_account(client: Client, invitation: Invitation) -> None:
    text = client.post(page(invitation, "decline/"), follow=True).content.decode()
    assert "You said no thanks, and that is fine." in text
    assert AuditEntry.objects.get(verb="decline").by is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires_at": timezone.now() - datetime.timedelta(days=1)}, "ran out"),
        ({"revoked_at": timezone.now()}, "does not work any more"),
        ({"accepted_at": timezone.now()}, "has been used"),
    ],
)
def test_a_closed_invitation_says_what_to_do(
    client: Client, invitation: Invitation, change: dict[str, datetime.datetime], words: str
) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(**change)
    text = client.get(page(invitation)).content.decode()
    assert words in text
    assert "Yes, I accept" not in text


def test_a_changed_link_opens_nothing(client: Client, invitation: Invitation) -> None:
    other = f"{invitation.pk + 1}.{token_for(invitation).partition('.')[2]}"
    for token in (other, token_for(invitation)[:-1], "x", str(invitation.pk)):
        answer = client.get(f"/invitations/{token}/")
        assert answer.status_code == 404
        assert "This link is not complete" in answer.content.decode()
        assert client.post(f"/invitations/{token}/decline/").status_code == 404
