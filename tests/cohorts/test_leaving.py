"""Leaving a programme by oneself: no reason, the seat is free at once, the coordinator is told, others' trust stays."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cohorts.actions import invite, leave_programme
from cohorts.actions.accepting import accept_invitation
from cohorts.models import Cohort, LearningGroup, Membership
from tests import factories
from tests.servers import Mailbox
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(leader: Person) -> Membership:
    """Maureen's place."""
    return leader.memberships.get()


def test_one_button_leaves_and_the_coordinator_alone_is_told(
    leader: Person, coordinator: Person, group: LearningGroup, place: Membership, client: Client, mailbox: Mailbox
) -> None:
    client.force_login(leader)
    page = client.get("/pause/").content.decode()
    assert "Leave Leading Together" in page
    assert "Priya Nair is told, so that nobody waits for you" in page
    assert "You have left Leading Together." in client.post(f"/places/{place.pk}/leave/", follow=True).content.decode()
    place.refresh_from_db()
    assert place.state == "withdrawn"
    assert not group.has_member(leader)
    assert not group.room.members.present().filter(person=leader).exists()
    assert AuditEntry.objects.filter(noun="cohorts.membership", verb="leave", by=leader).count() == 1
    drain(now=timezone.now())
    assert [str(mail["Subject"]) for mail in mailbox.to(coordinator.email)] == [
        "Maureen Webb has left Leading Together"
    ]
    assert Person.objects.get(pk=leader.pk).is_active
    assert Notice.objects.filter(kind="place_left").count() == 1


def test_pressing_twice_leaves_once(leader: Person, place: Membership, client: Client) -> None:
    client.force_login(leader)
    for _ in range(2):
        assert client.post(f"/places/{place.pk}/leave/").status_code == 302
    assert Notice.objects.filter(kind="place_left").count() == 1


def test_a_pause_does_not_have_to_end_first(leader: Person, place: Membership) -> None:
    Membership.objects.update(state="paused")
    leave_programme(membership=place, by=leader)
    place.refresh_from_db()
    assert place.state == "withdrawn"


def test_whoever_runs_a_group_hands_it_over_first_and_reads_who_can_help(
    mentor: Person, cohort: Cohort, group: LearningGroup, client: Client
) -> None:
    place = factories.MembershipFactory(person=mentor, cohort=cohort)
    client.force_login(mentor)
    page = client.post(f"/places/{place.pk}/leave/", follow=True).content.decode()
    assert "Others rely on you for the group “Tuesday group”. Ask Priya Nair to hand it over first." in page
    place.refresh_from_db()
    assert place.state == "active"


@pytest.mark.parametrize("state", ["completed", "alumni", "declined", "invited"])
def test_a_place_that_is_not_kept_is_not_left(leader: Person, place: Membership, state: str) -> None:
    Membership.objects.update(state=state)
    with pytest.raises(PermissionDenied):
        leave_programme(membership=place, by=leader)


def test_nobody_leaves_for_somebody_else(
    leader: Person, mentor: Person, coordinator: Person, place: Membership
) -> None:
    for other in (mentor, coordinator):
        with pytest.raises(PermissionDenied):
            leave_programme(membership=place, by=other)


def test_she_can_be_invited_back_and_then_the_coordinator_is_not_told_that_she_left(
    leader: Person, coordinator: Person, cohort: Cohort, place: Membership, mailbox: Mailbox
) -> None:
    leave_programme(membership=place, by=leader)
    accept_invitation(invitation=invite(by=coordinator, cohort=cohort, email=leader.email), by=leader)
    drain(now=timezone.now())
    assert Notice.objects.get(kind="place_left").state == "withheld"
    place.refresh_from_db()
    assert place.state == "joined"
