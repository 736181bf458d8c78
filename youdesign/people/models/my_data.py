"""What a person asks about their own data: a download, to be erased, and the receipt that is left of it."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from youdesign.people.models.people import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class DataExportQuerySet(models.QuerySet["DataExport"]):
    """Finds downloads."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()

    def to_make(self) -> Self:
        """Those that were asked for and are not made."""
        return self.filter(made_at__isnull=True).order_by("asked_at")

    def open(self, now: datetime.datetime) -> Self:
        """Those that are being made, or can still be used."""
        return self.filter(Q(made_at__isnull=True) | Q(made_at__gt=now - DataExport.LASTS), used_at__isnull=True)


class DataExport(models.Model):
    """Everything about one person, asked for, made, and used once within seven days; sealed with their own key."""

    STAFF_MAY: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="data_exports")
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    sealed = models.BinaryField(default=b"")

    LASTS: ClassVar[datetime.timedelta] = datetime.timedelta(days=7)

    objects = DataExportQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose download it is"),
        "asked_at": Held("when you asked for it"),
        "made_at": Held("when it was ready"),
        "used_at": Held("when you took it"),
        "token_hash": Held("to know the link we sent you", exported=False, blind=True),
        "sealed": Held("the download itself, until you take it", exported=False, blind=True),
        **not_personal("id"),
    }

    class Meta:
        verbose_name = "download"
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(made_at__isnull=True), name="data_export_is_made_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(made_at__isnull=False, sealed=b""),
                name="data_export_is_emptied_when_used",
            ),
        )

    def __str__(self) -> str:
        return f"Download {self.pk}"

    @property
    def ends_at(self) -> datetime.datetime | None:
        """Return until when it can be taken."""
        return self.made_at + self.LASTS if self.made_at else None

    def can_be_taken(self, now: datetime.datetime) -> bool:
        """Whether it is ready, not taken, and not too old."""
        return self.ends_at is not None and self.used_at is None and now < self.ends_at


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    """Finds wishes to be erased."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()

    def open(self) -> Self:
        """Those that were not taken back."""
        return self.filter(cancelled_at__isnull=True)

    def due(self, now: datetime.datetime) -> Self:
        """Those whose seven days are over."""
        return self.open().filter(erase_at__lte=now).order_by("erase_at")


class ErasureRequest(models.Model):
    """A person's wish to be erased: seven days to change one's mind."""

    STAFF_MAY: ClassVar[str] = "SELECT"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="erasure_requests")
    asked_at = models.DateTimeField(default=timezone.now)
    erase_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    WAITS: ClassVar[datetime.timedelta] = datetime.timedelta(days=7)

    objects = ErasureRequestQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who asked"),
        "asked_at": Held("when you asked"),
        "erase_at": Held("when it happens"),
        "cancelled_at": Held("when you changed your mind"),
        **not_personal("id"),
    }

    class Meta:
        verbose_name = "wish to be erased"
        verbose_name_plural = "wishes to be erased"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(cancelled_at__isnull=True), name="erasure_is_asked_for_once"
            ),
            models.CheckConstraint(condition=Q(erase_at__gt=models.F("asked_at")), name="erasure_waits"),
        )

    def __str__(self) -> str:
        return f"Wish {self.pk}"


class ErasureReceipt(models.Model):
    """What is left of an erasure: what was erased, kept and why, in numbers; nothing says whose it was."""

    STAFF_MAY: ClassVar[str] = "SELECT"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    erased_at = models.DateTimeField(default=timezone.now)
    done = models.JSONField(default=list)

    PRIVACY: ClassVar[Privacy] = not_personal("id", "erased_at", "done")

    class Meta:
        ordering = ("-erased_at",)

    def __str__(self) -> str:
        return f"Receipt {self.pk}"
