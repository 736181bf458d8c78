"""Who looked at something about a person that is not there for all to see."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from youdesign.people.models.people import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


class AccessLogQuerySet(models.QuerySet["AccessLog"]):
    """Finds looks."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Looks at what is about this person."""
        return self.filter(about_id=person.pk) if person.is_authenticated else self.none()

    def lately(self, *, by: Person, place: str, now: datetime.datetime) -> Self:
        """What this person has written down for this, in the last half hour."""
        return self.filter(by=by, place=place, at__gt=now - AccessLog.LASTS)


class AccessLog(models.Model):
    """One look: who, at what, whose, why and when; append-only by a trigger, and written by the look itself."""

    STAFF_MAY: ClassVar[str] = "SELECT, INSERT"

    class What(models.TextChoices):
        """What was looked at."""

        NEEDS = "needs", "What you need"

    about = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="looks_at_me")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=12, choices=What)
    why = models.CharField(max_length=250)
    place = models.CharField("which row it was for", max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    LASTS: ClassVar[datetime.timedelta] = datetime.timedelta(minutes=30)  # one look, however often the page is opened

    objects = AccessLogQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "about": Held("whose it was"),
        "by": Held("who looked", Erasure.ANONYMISE),
        "what": Held("what they looked at"),
        "why": Held("why they looked"),
        "at": Held("when they looked"),
        **not_personal("id", "place"),
    }

    class Meta:
        verbose_name = "look"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("about", "-at"), name="access_about_whom"),
            models.Index(fields=("by", "place", "-at"), name="access_by_whom"),
        )
        constraints = (models.CheckConstraint(condition=~Q(why=""), name="access_says_why"),)

    def __str__(self) -> str:
        return f"Look {self.pk}"
