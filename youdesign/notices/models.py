"""One row per message to a person, unique in what makes it the same message, and each person's wishes about them."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from youdesign.people.models import Person
from youdesign.people.privacy import ANYBODY, Held, Privacy, not_personal


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Finds notices."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own: everything that was or will be sent to them."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()

    def due(self, now: datetime.datetime) -> Self:
        """Waiting notices whose time has come and that no other worker holds."""
        return self.filter(
            Q(lease_until__isnull=True) | Q(lease_until__lt=now), state=Notice.State.WAITING, next_try_at__lte=now
        )


class Notice(models.Model):
    """A message owed to a person. Due means due and still true; it is sent once or withheld with a reason."""

    class State(models.TextChoices):
        """waiting, sent, withheld (with a reason), or parked for staff after five tries."""

        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        WITHHELD = "withheld", "Not sent"
        PARKED = "parked", "Needs a look"

    kind = models.SlugField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices", null=True)
    email = models.EmailField("address, when it is for nobody with an account", blank=True)
    object_id = models.CharField(max_length=40)
    occurrence = models.CharField("which one of its kind", max_length=60, default="once")
    due_at = models.DateTimeField()
    useful_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField("why it was not sent", max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = NoticeQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whom it is for"),
        "email": Held("where it goes"),
        "subject": Held("what it said", may_name=ANYBODY),
        "reason": Held("why it was not sent"),
        "state": Held("whether it was sent"),
        "sent_at": Held("when it was sent"),
        "kind": Held("what it was"),
        **not_personal(
            "id", "object_id", "occurrence", "due_at", "useful_until", "tries", "next_try_at", "lease_until", "made_at"
        ),
    }

    class Meta:
        ordering = ("-due_at", "-pk")
        indexes = (
            models.Index(fields=("next_try_at", "id"), condition=Q(state="waiting"), name="notice_to_send"),
            models.Index(fields=("person", "-due_at"), name="notice_of_person"),
        )
        constraints = (
            models.UniqueConstraint(fields=("kind", "person", "object_id", "occurrence"), name="notice_is_owed_once"),
            models.UniqueConstraint(
                fields=("kind", "email", "object_id", "occurrence"),
                condition=Q(person__isnull=True),
                name="notice_to_address_is_owed_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "withheld", "parked"]), name="notice_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notice_sent_has_its_time",
            ),
            models.CheckConstraint(condition=~Q(state="withheld") | ~Q(reason=""), name="notice_withheld_says_why"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(email=""), name="notice_goes_somewhere"),
        )

    def __str__(self) -> str:
        return f"Notice {self.pk} ({self.kind})"


class NoticePreference(models.Model):
    """One person's wish about one kind of notice; no row means the kind's own default."""

    class Frequency(models.TextChoices):
        """How often: at once, or not at all."""

        NOW = "now", "Send it"
        OFF = "off", "Do not send it"

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
