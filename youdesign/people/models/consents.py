"""What a person agreed to, yes or no, with the words they were asked in."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from youdesign.people.models.people import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class ConsentEventQuerySet(models.QuerySet["ConsentEvent"]):
    """Finds answers."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()


class ConsentEvent(models.Model):
    """One yes or no to one purpose, with the text's version; append-only by a trigger."""

    STAFF_MAY: ClassVar[str] = "SELECT, INSERT"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    is_given = models.BooleanField("said yes")
    at = models.DateTimeField("when", default=timezone.now)

    objects = ConsentEventQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who agreed"),
        "purpose": Held("what you agreed to"),
        "version": Held("the words you agreed to"),
        "is_given": Held("yes or no"),
        "at": Held("when"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("person", "purpose", "-at"), name="consent_latest"),)

    def __str__(self) -> str:
        return f"Consent {self.pk}"
