"""Invitations to a place or a role."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import ClassVar, Self

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from cohorts.models.groups import LearningGroup
from cohorts.models.programmes import Cohort, Programme, RoleGrant
from youdesign.people.blind import BlindCharField
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


def hash_of(token: str) -> str:
    """Return what is kept of the token in a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def unknown_to_anybody() -> str:
    """Return the hash of a token that nobody holds, until a mail carries one."""
    return hash_of(secrets.token_urlsafe(32))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Finds invitations. The one invited comes by the link in the mail, see links.py."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of programmes this person coordinates, and those to an address they have proved is theirs."""
        if not person.is_authenticated:
            return self.none()
        proved = EmailAddress.objects.filter(user_id=person.pk, verified=True).values("email")
        return self.filter(Q(cohort__programme__in=Programme.objects.coordinated_by(person)) | Q(email__in=proved))

    def waiting_for(self, person: Person, now: datetime.datetime) -> Self:
        """Open ones to an address that this person has proved is theirs."""
        proved = EmailAddress.objects.filter(user_id=person.pk, verified=True).values("email")
        return self.open(now).filter(email__in=proved)

    def unanswered(self) -> Self:
        """Not accepted, declined or taken back; it may have run out."""
        return self.filter(accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True)

    def open(self, now: datetime.datetime) -> Self:
        """Those that can still be answered."""
        return self.unanswered().filter(expires_at__gt=now)

    def run_out(self, now: datetime.datetime) -> Self:
        """Nobody answered in time."""
        return self.unanswered().filter(expires_at__lte=now)


class Invitation(models.Model):
    """One address, one role in one programme, once, for fourteen days; the link is in the mail, and only there."""

    MEMBER: ClassVar[str] = "member"  # a place in the cohort; every other role is granted in its programme
    ROLES: ClassVar[list[tuple[str, str]]] = [(MEMBER, "Patient leader"), *RoleGrant.Role.choices]

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=80, blank=True)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=ROLES, default=MEMBER)
    group = models.ForeignKey(
        LearningGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    link_hash = BlindCharField(max_length=64, unique=True, default=unknown_to_anybody, editable=False)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations_accepted"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    LASTS: ClassVar[datetime.timedelta] = datetime.timedelta(days=14)

    objects = InvitationQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "email": Held("where the invitation went"),
        "name": Held("whom it greets", whose="accepted_by"),
        "role": Held("what it offers", whose="accepted_by"),
        "link_hash": Held("to know the link we sent", exported=False, blind=True),
        "accepted_by": Held("who said yes", Erasure.ANONYMISE),
        "invited_by": Held(
            "who invited you", Erasure.KEEP, exported=False, keep_because="it names staff, who hand over first"
        ),
        **not_personal("id", "cohort", "group", "invited_at", "expires_at", "accepted_at", "declined_at", "revoked_at"),
    }

    class Meta:
        ordering = ("-invited_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("email", "cohort", "role"),
                condition=Q(accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True),
                name="invitation_is_open_once",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(role="member"), name="invitation_seat_is_for_a_member"
            ),
        )

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    @property
    def what(self) -> str:
        """What somebody is invited to, in the words that follow “invites you to”."""
        programme = self.cohort.programme
        as_role = self.get_role_display().lower()
        return str(programme) if self.role == self.MEMBER else f"be a {as_role} in {programme}"

    def state(self, now: datetime.datetime) -> str:
        """Return what has become of it: accepted, declined, revoked, expired, or open."""
        facts = (
            ("accepted", self.accepted_at),
            ("declined", self.declined_at),
            ("revoked", self.revoked_at),
            ("expired", self.expires_at <= now),
        )
        return next((word for word, fact in facts if fact), "open")
