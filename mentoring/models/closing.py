"""Ending well: what each of the two says to the other at the end."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mentoring.models.matches import Match
from youdesign.people.blind import BlindTextField
from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class ThankYouQuerySet(models.QuerySet["ThankYou"]):
    """Finds thank-yous."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those between this person and the other of their match; their own ones when the match is gone."""
        if not person.is_authenticated:
            return self.none()
        kept = Q(match__isnull=True, author_id=person.pk)
        return self.filter(Q(match__in=Match.objects.visible_to(person).together()) | kept)

    def kept(self) -> Self:
        """Those whose mentoring is gone, because the other was erased."""
        return self.filter(match__isnull=True)


class ThankYou(models.Model):
    """What one of the two says to the other when they end well."""

    STAFF_MAY: ClassVar[str] = ""

    match = models.ForeignKey(Match, on_delete=models.SET_NULL, null=True, blank=True, related_name="thank_yous")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = BlindTextField("thank you", max_length=2000)
    said_at = models.DateTimeField(default=timezone.now)

    objects = ThankYouQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "author": Held("who said it"),
        "words": Held("what you said to one another at the end", blind=True),
        "said_at": Held("when"),
        "match": Held("to whom", leads=True),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("said_at", "pk")
        constraints = (models.UniqueConstraint(fields=("match", "author"), name="thank_you_is_one_from_each"),)

    def __str__(self) -> str:
        return f"Thank you {self.pk}"
