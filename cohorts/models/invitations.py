"""Invitations to a place."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.groups import LearningGroup
from cohorts.models.programmes import Cohort, Programme
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Finds invitations. The one invited comes by a signed link, see links.py."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of programmes this person coordinates."""
        return self.filter(cohort__programme__in=Programme.objects.coordinated_by(person))

    def unanswered(self) -> Self:
        """Not accepted, declined or taken back; it may have run out."""
        return self.filter(accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True)

    def run_out(self, now: datetime.datetime) -> Self:
        """Nobody answered in time."""
        return self.unanswered().filter(expires_at__lte=now)


class Invitation(models.Model):
    """One address, one place, once, for fourteen days; its link is signed, so nothing secret is stored."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=80, blank=True)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    group = models.ForeignKey(
        LearningGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
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
                fields=("email", "cohort"),
                condition=Q(accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True),
                name="invitation_is_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    def state(self, now: datetime.datetime) -> str:
        """Return what has become of it: accepted, declined, revoked, expired, or open."""
        facts = (
            ("accepted", self.accepted_at),
            ("declined", self.declined_at),
            ("revoked", self.revoked_at),
            ("expired", self.expires_at <= now),
        )
        return next((word for word, fact in facts if fact), "open")
