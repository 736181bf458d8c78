"""How much a mentor carries, asked once a week where they chose so."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mentoring.models.matches import MentorOffer
from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class LoadSaidQuerySet(models.QuerySet["LoadSaid"]):
    """Finds what mentors said about their load."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A mentor's own; and what mentors said while they let this person, their supervisor, see it, and still do."""
        if not person.is_authenticated:
            return self.none()
        shared = Q(was_shared=True, offer__in=MentorOffer.objects.letting_see(person))
        return self.filter(Q(offer__mentor_id=person.pk) | shared)


class LoadSaid(models.Model):
    """How far a mentor agreed, one week, that what they carry feels OK."""

    STAFF_MAY: ClassVar[str] = ""

    offer = models.ForeignKey(MentorOffer, on_delete=models.CASCADE, related_name="loads")
    week = models.DateField("the week's Monday")
    value = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField(default=timezone.now)
    was_shared = models.BooleanField("for whoever supports them too, when it was said", default=False)

    objects = LoadSaidQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "offer": Held("whose load it is", leads=True, whose="offer"),
        "week": Held("in which week", whose="offer"),
        "value": Held("how far you agreed that what you carry feels OK", whose="offer"),
        "said_at": Held("when you said it", whose="offer"),
        "was_shared": Held("whether whoever supports you could read it, as you had chosen then", whose="offer"),
        **not_personal("id"),
    }

    class Meta:
        verbose_name_plural = "loads said"
        ordering = ("-week", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("offer", "week"), name="load_is_said_once_a_week"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="load_is_from_one_to_five"),
        )

    def __str__(self) -> str:
        return f"Load {self.pk}"


def week_of(day: datetime.date) -> datetime.date:
    """Return the Monday of the week in which a day is."""
    return day - datetime.timedelta(days=day.weekday())
