"""Whom a person does not want to hear from."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from youdesign.people.models.people import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class BlockQuerySet(models.QuerySet["Block"]):
    """Finds blocks."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those this person set; nobody is shown who blocked them, and staff are shown none."""
        return self.filter(blocker_id=person.pk) if person.is_authenticated else self.none()

    def among(self, people: models.QuerySet[Person] | list[int]) -> Self:
        """Those between any two of these people."""
        return self.filter(blocker__in=people, blocked__in=people)

    def apart_from(self, person: Person | AnonymousUser) -> models.QuerySet[Any, Any]:
        """The keys of all whom this person blocked, or who blocked them, to be asked inside another question."""
        blockers = self.order_by().filter(blocked_id=person.pk).values("blocker")
        return self.order_by().filter(blocker_id=person.pk).values("blocked").union(blockers)

    def keep_apart(self, person: Person | AnonymousUser) -> set[int]:
        """Return the keys of all whom this person blocked, or who blocked them."""
        pairs = self.filter(Q(blocker_id=person.pk) | Q(blocked_id=person.pk)).values_list("blocker", "blocked")
        return {pk for pair in pairs for pk in pair} - {person.pk or 0}


class Block(models.Model):
    """One person keeps another away. It holds both ways, and only the one who set it knows."""

    STAFF_MAY: ClassVar[str] = "SELECT"  # matching keeps people apart; no page of staff shows it
    blocker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "blocker": Held("who does not want to hear from somebody"),
        "blocked": Held("whom you keep away", exported=False),
        "at": Held("since when", whose="blocker"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("blocker", "blocked"), name="block_is_set_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_is_of_somebody_else"),
        )

    def __str__(self) -> str:
        return f"Block {self.pk}"
