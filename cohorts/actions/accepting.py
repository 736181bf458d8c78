"""What somebody answers to an invitation, and what a yes gives them."""

from django.db import transaction
from django.utils import timezone

from cohorts.actions.applications import move_application
from cohorts.actions.groups import take_seat
from cohorts.actions.invitations import lock_cohort
from cohorts.actions.places import give_role, take_place
from cohorts.models import Application, Invitation, LearningGroup, Programme
from cohorts.policies import can_accept_invitation, can_grant_role
from cohorts.problems import GroupFull, GroupNotTakingPeople, InvitationClosed, NotTheInvitedAddress, RunsTheGroup
from youdesign.notices.actions import owe_notice, withdraw_notices
from youdesign.people.audit import record
from youdesign.people.models import Person


def lock_open(invitation: Invitation) -> Invitation:
    """Return the locked row, or raise when it cannot be answered any more."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.state(timezone.now()) != "open":
        raise InvitationClosed
    return locked


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: Person) -> LearningGroup | None:
    """Give the invited person their role, or their place in the cohort; return the group they have a seat in now.

    A group that filled up or settled meanwhile takes nothing from the place: its coordinator is told to find a seat.
    """
    lock_cohort(invitation.cohort_id)
    invitation = lock_open(invitation)
    if not can_accept_invitation(by, invitation):
        raise NotTheInvitedAddress
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record("accept", invitation, by=by, about=by)
    withdraw_notices("invitation", object_id=str(invitation.pk), reason="The invitation was answered.")
    if invitation.role == Invitation.MEMBER:
        return take_what_is_offered(invitation, by)
    programme = invitation.cohort.programme
    if not can_grant_role(invitation.invited_by, programme):
        raise InvitationClosed  # whoever offered the role may not give it any more
    give_role(person=by, programme=programme, role=invitation.role, by=by)
    return None


def take_what_is_offered(invitation: Invitation, person: Person) -> LearningGroup | None:
    """Take the place in the cohort and, when there is one, the seat that was offered with it."""
    group = invitation.group
    if group is not None:
        LearningGroup.objects.select_for_update().get(pk=group.pk)  # group before place, as everywhere
    take_place(person=person, cohort=invitation.cohort, by=person)
    for asked in Application.objects.unanswered().filter(person=person, cohort=invitation.cohort_id):
        move_application(asked, Application.State.WELCOMED, by=person, invitation=invitation)
    if group is None:
        return None
    try:
        take_seat(group=group, person=person, by=person)
    except (GroupFull, GroupNotTakingPeople, RunsTheGroup):
        owe_seat(invitation, person)
        return None
    return group


def owe_seat(invitation: Invitation, person: Person) -> None:
    """Tell the person what happens about a group, and the coordinator that somebody needs a seat in one."""
    programme: Programme = invitation.cohort.programme
    for kind, reader in (("seat_to_come", person), ("seat_to_find", programme.coordinator)):
        owe_notice(kind, object_id=invitation.pk, due_at=timezone.now(), person=reader)


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: Person | None) -> None:
    """Keep the no; whoever holds the link may say it, with or without an account."""
    invitation = lock_open(invitation)
    invitation.declined_at = timezone.now()
    invitation.save(update_fields=["declined_at"])
    record("decline", invitation, by=by)
    withdraw_notices("invitation", object_id=str(invitation.pk), reason="The answer was no thanks.")
