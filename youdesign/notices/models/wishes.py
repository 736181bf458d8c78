"""What each person wishes of messages: how often, when not, and on which devices."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class NoticePreference(models.Model):
    """One person's wish about one kind of notice; no row means the kind's own default."""

    class Frequency(models.TextChoices):
        """How often: at once, gathered in one mail, or not at all."""

        NOW = "now", "At once"
        DAILY = "daily", "Once a day, in one mail"
        WEEKLY = "weekly", "Once a week, in one mail"
        OFF = "off", "Not at all"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notice_preferences")
    kind = models.SlugField(max_length=60)
    frequency = models.CharField(max_length=6, choices=Frequency, default=Frequency.NOW)

    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose wish it is"),
        "kind": Held("which messages"),
        "frequency": Held("how often"),
        **not_personal("id"),
    }

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "kind"), name="notice_preference_is_one_per_kind"),)

    def __str__(self) -> str:
        return f"Preference {self.pk}"


class NoticeTimes(models.Model):
    """When one person wants no messages: hours of the night by their own clock, and until which day nothing at all."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="notice_times")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    rest_until = models.DateField("nothing before", null=True, blank=True)

    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose wish it is"),
        "quiet_from": Held("not to disturb you"),
        "quiet_until": Held("not to disturb you"),
        "rest_until": Held("not to write to you while you rest"),
        **not_personal("id"),
    }

    class Meta:
        verbose_name_plural = "notice times"
        constraints = (
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="notice_quiet_hours_begin_and_end",
            ),
        )

    def __str__(self) -> str:
        return f"Times {self.pk}"


class PushDeviceQuerySet(models.QuerySet["PushDevice"]):
    """Finds devices that get messages."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()


class PushDevice(models.Model):
    """One browser that its person told to show when there is something new; what it shows holds no content."""

    STAFF_MAY: ClassVar[str] = ""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="push_devices")
    endpoint = models.CharField(max_length=600, unique=True)
    p256dh = models.CharField("its public key", max_length=100)
    auth = models.CharField("its shared secret", max_length=40)
    browser = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = PushDeviceQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose device it is"),
        "endpoint": Held("where its messages go", exported=False, blind=True),
        "p256dh": Held("to seal its messages", exported=False, blind=True),
        "auth": Held("to seal its messages", exported=False, blind=True),
        "browser": Held("to know which device it is"),
        "made_at": Held("since when"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"Device {self.pk}"
