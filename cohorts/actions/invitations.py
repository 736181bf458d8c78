"""Inviting an address to a place or a role, asking once more, and taking it back."""

import datetime
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.invitation_lists import Line
from cohorts.models import Cohort, Invitation, LearningGroup
from cohorts.policies import can_invite_to_cohort, can_revoke_invitation, can_send_invitation_again
from cohorts.problems import InvitationClosed, NoPlaceToOffer, NoSeatToOffer
from cohorts.seats import free_places, free_seats
from youdesign.notices.actions import owe_notice, withdraw_notices
from youdesign.notices.models import Notice
from youdesign.people.audit import record
from youdesign.people.models import Person

NEWER = "A newer invitation took its place."


def lock_cohort(pk: int) -> Cohort:
    """Return the cohort, locked before all else: who asks, is welcomed and is invited come one after the other."""
    return Cohort.objects.select_related("programme__coordinator").select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def invite(
    *,
    by: Person,
    cohort: Cohort,
    email: str,
    name: str = "",
    role: str = Invitation.MEMBER,
    group: LearningGroup | None = None,
) -> Invitation:
    """Offer an address a place, or a role in its programme; the same offer made before is taken back."""
    if not can_invite_to_cohort(by, cohort):
        raise PermissionDenied
    if group is not None and (group.cohort_id != cohort.pk or role != Invitation.MEMBER):
        raise ValueError("A seat is offered with a place in the cohort of its group.")
    return offer(by=by, cohort=lock_cohort(cohort.pk), email=email, name=name, role=role, group=group)


def offer(
    *,
    by: Person,
    cohort: Cohort,
    email: str,
    name: str = "",
    role: str = Invitation.MEMBER,
    group: LearningGroup | None = None,
) -> Invitation:
    """Make the invitation, while the caller holds the cohort's lock."""
    email, now = email.strip().lower(), timezone.now()
    for earlier in Invitation.objects.unanswered().filter(email=email, cohort=cohort, role=role):
        take_back(earlier, by=by, now=now, reason=NEWER)
    if role == Invitation.MEMBER:
        check_room(cohort, group, now)
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        cohort=cohort,
        role=role,
        group=group,
        invited_by=by,
        invited_at=now,
        expires_at=now + Invitation.LASTS,
    )
    record("invite", invitation, by=by, cohort=cohort.pk, role=role, group=group.pk if group else None)
    owe_invitation(invitation, now)
    return invitation


def check_room(cohort: Cohort, group: LearningGroup | None, now: datetime.datetime) -> None:
    """Raise unless there is a free place in the cohort, and a free seat in the group when one is offered."""
    places = free_places(cohort, now)
    if places is not None and places <= 0:
        raise NoPlaceToOffer
    if group is not None and free_seats([group], now)[group.pk] <= 0:
        raise NoSeatToOffer(group)


@transaction.atomic
def invite_list(*, by: Person, cohort: Cohort, lines: Iterable[Line]) -> int:
    """Invite everyone in a list that was looked at, all or nobody, and return how many."""
    sent = [
        invite(by=by, cohort=cohort, email=line.email, name=line.name, role=line.role, group=line.group)
        for line in lines
    ]
    return len(sent)


@transaction.atomic
def send_invitation_again(*, invitation: Invitation, by: Person) -> None:
    """Write once more to somebody who has not answered: fourteen days from now, by a new link; the old one stops."""
    cohort = lock_cohort(invitation.cohort_id)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not can_send_invitation_again(by, invitation):
        raise PermissionDenied
    now = timezone.now()
    state = invitation.state(now)
    if state not in ("open", "expired"):
        raise InvitationClosed
    if state == "expired" and invitation.role == Invitation.MEMBER:
        check_room(cohort, invitation.group, now)  # what it offered may be somebody else's by now
    withdraw_notices("invitation", object_id=str(invitation.pk), reason="A newer message took its place.")
    invitation.expires_at = now + Invitation.LASTS
    invitation.save(update_fields=["expires_at"])
    record("send_again", invitation, by=by)
    owe_invitation(invitation, now)


def owe_invitation(invitation: Invitation, now: datetime.datetime) -> None:
    """Owe the mail to the person who proved the address is theirs, so that it is in their list; or to the address."""
    owner = EmailAddress.objects.filter(email__iexact=invitation.email, verified=True).values("user_id")
    person = Person.objects.filter(pk__in=owner, is_active=True).first()
    written = Notice.objects.filter(kind="invitation", object_id=str(invitation.pk)).count()
    owe_notice(
        "invitation",
        object_id=str(invitation.pk),
        due_at=now,
        person=person,
        email="" if person else invitation.email,
        occurrence=str(written),
        useful_until=invitation.expires_at,
    )


def take_back(invitation: Invitation, *, by: Person, now: datetime.datetime, reason: str) -> None:
    """Close an unanswered invitation and hold back its mail."""
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    record("revoke", invitation, by=by)
    withdraw_notices("invitation", object_id=str(invitation.pk), reason=reason)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Person) -> None:
    """Take back an invitation that nobody answered."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not can_revoke_invitation(by, invitation):
        raise PermissionDenied
    if invitation.state(timezone.now()) not in ("open", "expired"):
        raise InvitationClosed
    take_back(invitation, by=by, now=timezone.now(), reason="The invitation was taken back.")
