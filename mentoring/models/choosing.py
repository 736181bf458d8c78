"""What a leader writes for themselves while choosing a mentor."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class ChoosingNotesQuerySet(models.QuerySet["ChoosingNotes"]):
    """Finds notes for choosing."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A leader's own, and nobody else's: not the mentors they are about, not staff."""
        return self.filter(leader_id=person.pk) if person.is_authenticated else self.none()


class ChoosingNotes(models.Model):
    """What matters to one leader in a mentor, and how each hello went: for them alone, sealed with their own key."""

    STAFF_MAY: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="choosing_notes")
    body = models.BinaryField("my notes")
    version = models.PositiveIntegerField("how many times they were saved", default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ChoosingNotesQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "leader": Held("who wrote them"),
        "body": Held("your own words, for you alone", blind=True),
        "changed_at": Held("when you last changed them"),
        **not_personal("id", "version"),
    }

    class Meta:
        verbose_name_plural = "choosing notes"

    def __str__(self) -> str:
        return f"Choosing notes {self.pk}"
