"""The private address from which a person's calendar program reads their dates."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Finds feeds. A calendar program comes by the token in the address, see links.py."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()


class CalendarFeed(models.Model):
    """One person's feed: whoever holds its token reads when they are busy here, and nothing else; one at a time."""

    STAFF_MAY: ClassVar[str] = ""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = CalendarFeedQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose dates it gives"),
        "token_hash": Held("to know its address", exported=False, blind=True),
        "made_at": Held("since when your calendar can read your dates here"),
        **not_personal("id"),
    }

    def __str__(self) -> str:
        return f"Feed {self.pk}"
