"""What a person is writing and has not saved yet."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from youdesign.people.models.people import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class DraftQuerySet(models.QuerySet["Draft"]):
    """Finds drafts."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A person's own, and nobody else's."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()

    def forgotten(self, now: datetime.datetime) -> Self:
        """Those that nobody came back to."""
        return self.filter(kept_at__lt=now - Draft.LASTS)


class Draft(models.Model):
    """One form as it stood when its person last stopped typing, sealed with their own key; saving the form ends it."""

    STAFF_MAY: ClassVar[str] = ""
    LASTS: ClassVar[datetime.timedelta] = datetime.timedelta(days=30)
    MOST: ClassVar[int] = 20  # of one person; the one that was left longest makes room
    LONGEST_PLACE: ClassVar[int] = 80
    LONGEST: ClassVar[int] = (
        200_000  # characters as a browser writes a form down; a letter outside ASCII takes six or more
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField("which form", max_length=LONGEST_PLACE)
    version = models.CharField("which saved words it was begun over", max_length=80, blank=True)
    sealed = models.BinaryField("what I was writing")
    mark = models.CharField(max_length=16)
    kept_at = models.DateTimeField("kept", default=timezone.now)

    objects = DraftQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who is writing"),
        "sealed": Held("so that nothing you type is lost", blind=True),
        "kept_at": Held("when you stopped"),
        **not_personal("id", "place", "version", "mark"),
    }

    class Meta:
        ordering = ("-kept_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("person", "place"), name="draft_is_one_for_each_form"),)
        indexes = (models.Index(fields=("kept_at",), name="draft_by_age"),)

    def __str__(self) -> str:
        return f"Draft {self.pk}"
