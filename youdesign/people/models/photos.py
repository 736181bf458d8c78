"""A person's photo, in the two sizes that pages show."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from youdesign.people.models.people import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Finds photos."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A person's own; others see it where a page above knows how near they stand."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()


class Photo(models.Model):
    """One photo, written anew as JPEG when it came; kept here so that backups and erasing hold for it too (ADR 9)."""

    STAFF_MAY: ClassVar[str] = ""
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="photo")
    small = models.BinaryField()
    large = models.BinaryField("photo")
    kept_at = models.DateTimeField(auto_now=True)

    objects = PhotoQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose photo it is"),
        "small": Held("the same, small, beside your name", exported=False, blind=True),
        "large": Held("so that people know your face, those you choose", blind=True),
        **not_personal("id", "kept_at"),
    }

    def __str__(self) -> str:
        return f"Photo {self.pk}"
