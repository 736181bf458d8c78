"""When people paused their places: kept by date, so that what is said later of a session goes by its own day."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from cohorts.models.programmes import Membership
from cohorts.models.sessions import DebriefSession
from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class PauseQuerySet(models.QuerySet["Pause"]):
    """Finds pauses."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """One's own, and those in programmes one coordinates."""
        return self.filter(place__in=Membership.objects.visible_to(person))

    def open(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_at__isnull=True)

    def during(self, session: DebriefSession) -> Self:
        """Those in the cohort of a session that reach into it; what is open now reaches into all that is to come."""
        begun = self.filter(place__cohort=session.group.cohort_id, began_at__lt=session.ends_at)
        return begun.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=session.starts_at))


class Pause(models.Model):
    """One pause of one place: it begins, and it ends once; no reason is asked."""

    place = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="pauses")
    began_at = models.DateTimeField("since")
    ended_at = models.DateTimeField("until", null=True, blank=True)

    objects = PauseQuerySet.as_manager()
    STAFF_MAY: ClassVar[str] = "SELECT, INSERT, UPDATE"  # coordinators pause a place for somebody who asks them
    PRIVACY: ClassVar[Privacy] = {
        "place": Held("which place of yours", leads=True),
        "began_at": Held("since when you paused it, so that no session of that time counts as missed"),
        "ended_at": Held("until when"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("began_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("place",), condition=Q(ended_at__isnull=True), name="pause_is_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="pause_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"Pause {self.pk}"
