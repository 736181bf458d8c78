"""Dates that do not take place because whoever they were with is erased, and that stand in a calendar still."""

from __future__ import annotations

from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db import models

from youdesign.people.models import Person, validate_time_zone
from youdesign.people.privacy import Held, Privacy, not_personal


class TakenOutQuerySet(models.QuerySet["TakenOut"]):
    """Finds dates that do not take place."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()


class TakenOut(models.Model):
    """What takes one date out of one calendar once the date itself is gone; nothing of whom it was with."""

    STAFF_MAY: ClassVar[str] = ""

    class What(models.TextChoices):
        """How calendars call it."""

        TALK = "talk", "You Design talk"
        BUDDY = "buddy", "You Design meeting buddy"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=5, choices=What)
    number = models.PositiveBigIntegerField("which match, or which wish for a buddy, is gone")
    calendar_uid = models.CharField("its name in calendars", max_length=40)
    calendar_sequence = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])

    objects = TakenOutQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("in whose calendar it may stand"),
        "what": Held("what it was"),
        "starts_at": Held("when it would have been"),
        "ends_at": Held("until when"),
        **not_personal("id", "number", "calendar_uid", "calendar_sequence", "time_zone"),
    }

    class Meta:
        verbose_name = "date that does not take place"
        verbose_name_plural = "dates that do not take place"
        ordering = ("starts_at", "pk")
        constraints = (models.UniqueConstraint(fields=("person", "calendar_uid"), name="date_is_taken_out_once"),)

    def __str__(self) -> str:
        return f"Date {self.pk} that does not take place"

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which its wall time was kept."""
        return ZoneInfo(self.time_zone)
