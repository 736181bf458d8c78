"""What people write for themselves, and whom they let read it."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    """Finds reflections."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Reflections this person wrote, or that are shared with them now. Being staff gives no right."""
        if not person.is_authenticated:
            return self.none()
        shared = ReflectionShare.objects.current().filter(person_id=person.pk).values("reflection")
        return self.filter(Q(author_id=person.pk) | Q(pk__in=shared))

    def with_readers(self) -> Self:
        """Each with `readers`: its shares that have not ended, with their person."""
        shares = ReflectionShare.objects.current().select_related("person").order_by("person__name", "pk")
        return self.prefetch_related(models.Prefetch("shares", queryset=shares, to_attr="readers"))


class Reflection(models.Model):
    """My debrief: private by default, kept encrypted with the author's own key."""

    STAFF_MAY: ClassVar[str] = "SELECT"  # in Django admin, and of the columns that are not blind
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reflections")
    event = models.ForeignKey(
        InvolvementEvent, on_delete=models.SET_NULL, null=True, blank=True, related_name="reflections"
    )
    body = models.BinaryField("sealed words")
    version = models.PositiveIntegerField("how many times it was saved", default=1, db_default=1)
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    readers: list[ReflectionShare]

    objects = ReflectionQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "author": Held("who wrote it"),
        "event": Held("what it is about"),
        "body": Held("your own words, for you and whom you choose", blind=True),
        "written_at": Held("when"),
        "changed_at": Held("when you last changed it"),
        **not_personal("id", "version"),
    }

    class Meta:
        ordering = ("-written_at", "-pk")
        indexes = (models.Index(fields=("author", "-written_at"), name="reflection_of_author"),)

    def __str__(self) -> str:
        return f"Reflection {self.pk}"

    @property
    def who_reads(self) -> str:
        """Say who can read it now; found with `with_readers`."""
        names = [str(share.person) for share in self.readers]
        if not names:
            return "Only you can read this. Nobody else, not even programme staff."
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        return f"Only you and {listed} can read this. Nobody else, not even programme staff."


class ReflectionShareQuerySet(models.QuerySet["ReflectionShare"]):
    """Finds who may read what."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Shares of what this person wrote, and shares with them."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(reflection__author_id=person.pk) | Q(person_id=person.pk))

    def current(self) -> Self:
        """Not ended."""
        return self.filter(ended_at__isnull=True)


class ReflectionShare(models.Model):
    """The author let one person read one reflection; ending it closes it on the next request."""

    STAFF_MAY: ClassVar[str] = "SELECT"  # in Django admin, and of the columns that are not blind
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reflections_shared_with_me")
    shared_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReflectionShareQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "reflection": Held("what was shared", leads=True),
        "person": Held("who may read it"),
        "shared_at": Held("since when"),
        "ended_at": Held("until when"),
        **not_personal("id"),
    }

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("reflection", "person"), condition=Q(ended_at__isnull=True), name="reflection_is_shared_once"
            ),
        )

    def __str__(self) -> str:
        return f"Share {self.pk}"
