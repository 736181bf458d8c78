"""Invitations: one address, one place or one role, once, for fourteen days, by a link that only the mail holds."""

import datetime
from collections.abc import Callable
from urllib.parse import quote

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cohorts.actions import accept_invitation, decline_invitation, invite, revoke_invitation, send_invitation_again
from cohorts.links import invitation_from, new_token
from cohorts.models import Cohort, Invitation, LearningGroup, Membership, RoleGrant
from cohorts.problems import InvitationClosed, NoSeatToOffer, NotTheInvitedAddress
from cohorts.roles import MEANING
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain
from youdesign.notices.kinds import Mail, all_kinds
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


def link(invitation: Invitation) -> str:
    """Return the address in the mail, as if one had just been written."""
    return f"/invitations/link/{new_token(invitation)}/"


def link_in(mailbox: Mailbox, count: int = 1) -> str:
    """Return the address in the newest mail to Denise."""
    text = text_of(mailbox.wait_for("denise@cast.test", count=count))
    return "/invitations/link/" + text.partition("/invitations/link/")[2].split()[0]


def enter(client: Client, person: Person) -> None:
    """Sign in."""
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")


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


def test_accepting_gives_the_place_the_seat_and_the_room(
    invitation: Invitation, newcomer: Person, group: LearningGroup
) -> None:
    assert accept_invitation(invitation=invitation, by=newcomer) == group
    assert newcomer.memberships.get().state == Membership.State.SETTLING_IN
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


def test_who_gave_up_a_place_can_come_back(invitation: Invitation, newcomer: Person, cohort: Cohort) -> None:
    Membership.objects.create(person=newcomer, cohort=cohort, state=Membership.State.WITHDRAWN)
    accept_invitation(invitation=invitation, by=newcomer)
    assert newcomer.memberships.get().state == Membership.State.SETTLING_IN


# --- A role instead of a place ---


def test_a_yes_to_a_role_gives_the_role_in_the_programme_and_no_place(
    coordinator: Person, cohort: Cohort, newcomer: Person
) -> None:
    asked = invite(by=coordinator, cohort=cohort, email=newcomer.email, role="mentor")
    assert accept_invitation(invitation=asked, by=newcomer) is None
    grant = RoleGrant.objects.current().get(person=newcomer)
    assert (grant.role, grant.programme) == ("mentor", cohort.programme)
    assert not newcomer.memberships.exists()


def test_a_place_and_a_role_are_two_invitations(coordinator: Person, cohort: Cohort) -> None:
    for role in ("member", "buddy", "member"):
        invite(by=coordinator, cohort=cohort, email="denise@cast.test", role=role)
    assert sorted(Invitation.objects.unanswered().values_list("role", flat=True)) == ["buddy", "member"]


def test_a_role_comes_with_no_seat(coordinator: Person, cohort: Cohort, group: LearningGroup) -> None:
    with pytest.raises(ValueError, match="A seat is offered with a place"):
        invite(by=coordinator, cohort=cohort, email="x@cast.test", role="mentor", group=group)
    with pytest.raises(IntegrityError, match="invitation_seat_is_for_a_member"), transaction.atomic():
        Invitation.objects.create(
            email="x@cast.test",
            cohort=cohort,
            role="mentor",
            group=group,
            invited_by=coordinator,
            expires_at=timezone.now(),
        )


def test_a_role_is_not_given_once_whoever_offered_it_may_not_give_it(
    cohort: Cohort, mentor: Person, newcomer: Person
) -> None:
    grant = factories.RoleGrantFactory(person=mentor, programme=cohort.programme, role="coordinator")
    asked = invite(by=mentor, cohort=cohort, email=newcomer.email, role="coordinator")
    RoleGrant.objects.filter(pk=grant.pk).update(ended_at=timezone.now())
    with pytest.raises(InvitationClosed):
        accept_invitation(invitation=asked, by=newcomer)
    assert not newcomer.role_grants.exists()


# --- A group without a seat ---


def fill(group: LearningGroup) -> None:
    """Take every seat that is left."""
    for _ in range(LearningGroup.PLACES - group.group_memberships.present().count()):
        group.group_memberships.create(person=factories.PersonFactory())


def settle(group: LearningGroup) -> None:
    """Close the group to new people."""
    LearningGroup.objects.filter(pk=group.pk).update(state="settled")


def test_no_more_seats_are_offered_than_are_free(coordinator: Person, cohort: Cohort, group: LearningGroup) -> None:
    for number in range(LearningGroup.PLACES - 1):  # Maureen has one
        invite(by=coordinator, cohort=cohort, group=group, email=f"{number}@cast.test")
    with pytest.raises(NoSeatToOffer, match="All eight seats of “Tuesday group” are taken or offered"):
        invite(by=coordinator, cohort=cohort, group=group, email="ninth@cast.test")
    invite(by=coordinator, cohort=cohort, group=group, email="0@cast.test")  # the same seat once more
    Invitation.objects.filter(email="1@cast.test").update(expires_at=timezone.now())
    invite(by=coordinator, cohort=cohort, group=group, email="ninth@cast.test")


@pytest.mark.parametrize("close", [fill, settle])
def test_the_place_is_theirs_also_when_the_group_can_take_nobody(
    invitation: Invitation, newcomer: Person, coordinator: Person, group: LearningGroup, close: Callable[..., None]
) -> None:
    close(group)
    assert accept_invitation(invitation=invitation, by=newcomer) is None
    assert newcomer.memberships.get().state == Membership.State.JOINED
    assert not group.has_member(newcomer)
    told = Notice.objects.filter(object_id=str(invitation.pk), kind__startswith="seat").order_by("kind")
    assert [(notice.kind, notice.person) for notice in told] == [
        ("seat_to_come", newcomer),
        ("seat_to_find", coordinator),
    ]


@pytest.mark.django_db(transaction=True)
def test_both_are_told_kindly(
    invitation: Invitation, newcomer: Person, coordinator: Person, group: LearningGroup, mailbox: Mailbox
) -> None:
    settle(group)
    accept_invitation(invitation=invitation, by=newcomer)
    drain(now=timezone.now())
    text = text_of(mailbox.wait_for(newcomer.email))
    assert "You have your place in Leading Together, and it stays yours." in text
    assert "Priya Nair has been told, looks for a seat for you in another group, and writes to you." in text
    assert "Denise Bright said yes to Autumn 2026" in text_of(mailbox.wait_for(coordinator.email))


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_once_a_seat_was_found(
    invitation: Invitation, newcomer: Person, coordinator: Person, group: LearningGroup, mailbox: Mailbox
) -> None:
    settle(group)
    accept_invitation(invitation=invitation, by=newcomer)
    other = factories.LearningGroupFactory(cohort=group.cohort, members=[newcomer])
    assert other.has_member(newcomer)
    drain(now=timezone.now())
    assert set(Notice.objects.filter(kind__startswith="seat").values_list("state", "reason")) == {
        ("withheld", "There is a seat in a group now.")
    }


# --- Mail ---


@pytest.mark.django_db(transaction=True)
def test_the_mail_carries_the_link_and_nothing_else_does(invitation: Invitation, mailbox: Mailbox) -> None:
    drain(now=timezone.now())
    mail = mailbox.wait_for("denise@cast.test")
    assert mail["Subject"] == "Priya Nair invites you to Leading Together"
    token = link_in(mailbox).split("/")[3]
    assert invitation_from(token) == invitation
    held = str([*Invitation.objects.values(), *Notice.objects.values(), *AuditEntry.objects.values()])
    assert token not in held


@pytest.mark.django_db(transaction=True)
def test_sent_again_it_has_a_new_link_and_fourteen_days_and_the_old_link_stops(
    invitation: Invitation, coordinator: Person, mailbox: Mailbox, client: Client
) -> None:
    drain(now=timezone.now())
    first = link_in(mailbox)
    with time_machine.travel(invitation.expires_at + datetime.timedelta(days=1), tick=False):
        send_invitation_again(invitation=invitation, by=coordinator)
        drain(now=timezone.now())
        second = link_in(mailbox, count=2)
        invitation.refresh_from_db()
        assert invitation.expires_at == timezone.now() + Invitation.LASTS
        assert client.get(first).status_code == 404
        assert "a newer email from us took its place" in client.get(first).content.decode()
        assert "Your answer" in client.get(second).content.decode()


def test_one_that_was_answered_is_not_sent_again(invitation: Invitation, coordinator: Person, newcomer: Person) -> None:
    with pytest.raises(PermissionDenied):
        send_invitation_again(invitation=invitation, by=newcomer)
    accept_invitation(invitation=invitation, by=newcomer)
    with pytest.raises(InvitationClosed):
        send_invitation_again(invitation=invitation, by=coordinator)


@pytest.mark.django_db(transaction=True)
def test_a_message_that_waits_gives_way_to_the_one_sent_again(
    invitation: Invitation, coordinator: Person, mailbox: Mailbox
) -> None:
    send_invitation_again(invitation=invitation, by=coordinator)
    drain(now=timezone.now())
    assert list(Notice.objects.order_by("pk").values_list("state", flat=True)) == ["withheld", "sent"]
    assert len(mailbox.to("denise@cast.test")) == 1


@pytest.mark.django_db(transaction=True)
def test_no_mail_goes_once_it_was_taken_back(invitation: Invitation, coordinator: Person, mailbox: Mailbox) -> None:
    Invitation.objects.update(revoked_at=timezone.now())
    drain(now=timezone.now())
    notice = Notice.objects.get()
    assert (notice.state, notice.reason) == ("withheld", "The invitation was answered or taken back.")
    assert not mailbox.messages


def test_a_mail_about_a_role_says_which(coordinator: Person, cohort: Cohort) -> None:
    asked = invite(by=coordinator, cohort=cohort, email="denise@cast.test", role="mentor")
    mail = all_kinds()["invitation"].compose(Notice.objects.get(object_id=str(asked.pk)))
    assert isinstance(mail, Mail)
    assert mail.subject == "Priya Nair invites you to be a mentor in Leading Together"


# --- Pages ---


def test_somebody_signed_out_is_shown_how_to_join(client: Client, invitation: Invitation) -> None:
    path = link(invitation)
    text = client.get(path).content.decode()
    assert "Priya Nair invites you to Leading Together" in text
    assert f'action="{path}join/"' in text
    assert f"/account/login/?next={path}" in text
    assert "who will see your name" in text.lower()
    assert client.post(f"{path}join/")["Location"] == f"/account/signup/?next={quote(path, safe='')}"


def test_the_invited_person_accepts(
    client: Client, invitation: Invitation, newcomer: Person, group: LearningGroup
) -> None:
    enter(client, newcomer)
    path = link(invitation)
    assert f'action="/invitations/{invitation.pk}/accept/"' in client.get(path).content.decode()
    answer = client.post(f"/invitations/{invitation.pk}/accept/")
    assert answer.headers["Location"] == f"/groups/{group.pk}/"
    assert "You said yes" in client.get(path).content.decode()


def test_without_the_mail_it_is_answered_from_home(client: Client, invitation: Invitation, newcomer: Person) -> None:
    enter(client, newcomer)
    path = f"/invitations/{invitation.pk}/"
    assert path in client.get("/").content.decode()
    assert "Yes, I accept" in client.get(path).content.decode()
    text = client.post(f"{path}decline/", follow=True).content.decode()
    assert "You said no thanks, and that is fine." in text


def test_a_yes_to_a_group_that_settled_is_a_welcome_that_says_what_happens(
    client: Client, invitation: Invitation, newcomer: Person, group: LearningGroup
) -> None:
    settle(group)
    enter(client, newcomer)
    answer = client.post(f"/invitations/{invitation.pk}/accept/", follow=True)
    assert answer.redirect_chain[-1][0] == "/"
    text = answer.content.decode()
    assert "Welcome. You have a place in Leading Together." in text
    assert "“Tuesday group” cannot take anybody new now. Priya Nair has been told" in text


def test_a_yes_to_a_role_says_what_it_is(client: Client, coordinator: Person, cohort: Cohort, newcomer: Person) -> None:
    asked = invite(by=coordinator, cohort=cohort, email=newcomer.email, role="mentor")
    enter(client, newcomer)
    text = client.get(f"/invitations/{asked.pk}/").content.decode()
    assert "invites you to be a mentor in Leading Together" in text
    assert "You say how many people you have room for." in text
    answer = client.post(f"/invitations/{asked.pk}/accept/", follow=True)
    assert "You are a mentor in Leading Together now." in answer.content.decode()


def test_every_role_says_what_it_means() -> None:
    assert set(MEANING) == set(RoleGrant.Role)


def test_somebody_else_is_told_to_sign_in_with_the_right_address(
    client: Client, invitation: Invitation, stranger: Person
) -> None:
    enter(client, stranger)
    text = client.get(link(invitation)).content.decode()
    assert "You are signed in with another address" in text
    assert "Yes, I accept" not in text
    assert client.post(f"/invitations/{invitation.pk}/accept/").status_code == 404


def test_a_coordinator_cannot_say_yes_for_somebody(client: Client, invitation: Invitation, coordinator: Person) -> None:
    enter(client, coordinator)
    answer = client.post(f"/invitations/{invitation.pk}/accept/", follow=True)
    assert NotTheInvitedAddress.words in answer.content.decode()


def test_looking_changes_nothing(client: Client, invitation: Invitation) -> None:
    path = link(invitation)
    client.get(path)
    assert client.get(f"{path}join/").status_code == 405
    assert client.get(f"{path}decline/").status_code == 405
    invitation.refresh_from_db()
    assert invitation.state(timezone.now()) == "open"


def test_no_thanks_needs_no_account(client: Client, invitation: Invitation) -> None:
    text = client.post(f"{link(invitation)}decline/", follow=True).content.decode()
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
    text = client.get(link(invitation)).content.decode()
    assert words in text
    assert "Yes, I accept" not in text


def test_a_changed_link_opens_nothing(client: Client, invitation: Invitation) -> None:
    token = new_token(invitation)
    for other in (token[:-1], f"{token}x", "x", str(invitation.pk), invitation.link_hash):
        answer = client.get(f"/invitations/link/{other}/")
        assert answer.status_code == 404
        assert "This link does not work" in answer.content.decode()
        assert client.post(f"/invitations/link/{other}/decline/").status_code == 404
        assert client.post(f"/invitations/link/{other}/join/").status_code == 404
