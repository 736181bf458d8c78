"""Whom a coordinator suggests as a meeting buddy by hand, to a leader for whose date nobody was found."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from mentoring.models.buddies import BuddyRequest
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


class BuddySuggestionQuerySet(models.QuerySet["BuddySuggestion"]):
    """Finds suggestions."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those to the leader; whoever is suggested hears nothing unless she asks them."""
        return self.filter(request__leader_id=person.pk) if person.is_authenticated else self.none()


class BuddySuggestion(models.Model):
    """A coordinator thought of somebody for a date, and said why; the leader chooses whether to ask them."""

    LONGEST: ClassVar[int] = 300

    request = models.ForeignKey(BuddyRequest, on_delete=models.CASCADE, related_name="suggestions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    suggested_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.CharField("why them", max_length=LONGEST)
    suggested_at = models.DateTimeField("suggested", default=timezone.now)

    objects = BuddySuggestionQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who was suggested", exported=False),  # nobody is told before they are asked
        "request": Held("for what", leads=True, whose="request"),
        "suggested_by": Held("who thought of them", Erasure.ANONYMISE, exported=False),
        "words": Held("why the coordinator thought of them", whose="request"),
        "suggested_at": Held("when", whose="request"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("suggested_at", "pk")
        constraints = (models.UniqueConstraint(fields=("request", "person"), name="buddy_is_suggested_once"),)

    def __str__(self) -> str:
        return f"Suggested {self.pk}"
