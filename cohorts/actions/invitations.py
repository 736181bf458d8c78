"""Inviting an address to a place, and what its person answers."""

import datetime
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.actions.groups import take_seat
from cohorts.actions.places import take_place
from cohorts.invitation_lists import Line
from cohorts.models import Cohort, Invitation, LearningGroup, Membership
from cohorts.policies import can_accept_invitation, can_invite_to_cohort, can_revoke_invitation
from cohorts.problems import InvitationClosed, NotTheInvitedAddress
from youdesign.notices.actions import owe_notice, withdraw_notices
from youdesign.people.audit import record
from youdesign.people.models import Person


@transaction.atomic
def invite(*, by: Person, cohort: Cohort, group: LearningGroup | None = None, email: str, name: str = "") -> Invitation:
    """Offer an address a place for fourteen days; an invitation it has already in this cohort is taken back."""
    if not can_invite_to_cohort(by, cohort):
        raise PermissionDenied
    if group is not None and group.cohort_id != cohort.pk:
        raise ValueError("The group is in another cohort.")
    Cohort.objects.select_for_update().get(pk=cohort.pk)  # two people invite one address: one after the other
    email, now = email.strip().lower(), timezone.now()
    for earlier in Invitation.objects.unanswered().filter(email=email, cohort=cohort):
        take_back(earlier, by=by, now=now, reason="A newer invitation took its place.")
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        cohort=cohort,
        group=group,
        invited_by=by,
        invited_at=now,
        expires_at=now + Invitation.LASTS,
    )
    record("invite", invitation, by=by, cohort=cohort.pk, group=group.pk if group else None)
    owe_invitation(invitation)
    return invitation


@transaction.atomic
def invite_list(*, by: Person, cohort: Cohort, lines: Iterable[Line]) -> int:
    """Invite everyone in a list that was looked at, all or nobody, and return how many."""
    return len([invite(by=by, cohort=cohort, group=line.group, email=line.email, name=line.name) for line in lines])


def owe_invitation(invitation: Invitation) -> None:
    """Owe the mail to the person who proved the address is theirs, so that it is in their list; or to the address."""
    owner = EmailAddress.objects.filter(email__iexact=invitation.email, verified=True).values("user_id")
    person = Person.objects.filter(pk__in=owner, is_active=True).first()
    owe_notice(
        "invitation",
        object_id=str(invitation.pk),
        due_at=invitation.invited_at,
        person=person,
        email="" if person else invitation.email,
        useful_until=invitation.expires_at,
    )


def take_back(invitation: Invitation, *, by: Person, now: datetime.datetime, reason: str) -> None:
    """Close an unanswered invitation and hold back its mail."""
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    record("revoke", invitation, by=by)
    withdraw_notices("invitation", object_id=str(invitation.pk), reason=reason)


def lock_open(invitation: Invitation) -> Invitation:
    """Return the locked row, or raise when it cannot be answered any more."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.state(timezone.now()) != "open":
        raise InvitationClosed
    return locked


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Person) -> None:
    """Take back an invitation that nobody answered."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not can_revoke_invitation(by, invitation):
        raise PermissionDenied
    if invitation.state(timezone.now()) not in ("open", "expired"):
        raise InvitationClosed
    take_back(invitation, by=by, now=timezone.now(), reason="The invitation was taken back.")


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: Person) -> Membership:
    """Give the invited person their place in the cohort, and their seat in the group when one was offered."""
    invitation = lock_open(invitation)
    if not can_accept_invitation(by, invitation):
        raise NotTheInvitedAddress
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    if invitation.group_id:
        LearningGroup.objects.select_for_update().get(pk=invitation.group_id)  # group before place, as everywhere
    membership = take_place(person=by, cohort=invitation.cohort, by=by)
    if invitation.group is not None:
        take_seat(group=invitation.group, person=by, by=by)
        membership.refresh_from_db()
    record("accept", invitation, by=by, about=by)
    return membership


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: Person | None) -> None:
    """Keep the no; whoever holds the link may say it, with or without an account."""
    invitation = lock_open(invitation)
    invitation.declined_at = timezone.now()
    invitation.save(update_fields=["declined_at"])
    record("decline", invitation, by=by)
    withdraw_notices("invitation", object_id=str(invitation.pk), reason="The answer was no thanks.")
