"""Who did what to which row, when and why."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from youdesign.people.models.people import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal

WITHOUT_NAMES = "a record of what was done stays, without saying by whom or about whom"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Finds what was done."""

    def of_row(self, row: models.Model) -> Self:
        """What was done to one row."""
        return self.filter(noun=row._meta.label_lower, noun_id=str(row.pk))

    def at_work(self) -> Self:
        """Leaves out what people did about themselves: that is theirs, and no work of staff."""
        return self.filter(Q(about=None) | Q(by=None) | ~Q(by=F("about")))


class AuditEntry(models.Model):
    """Who did what to which row, when and why: written inside the change's transaction, append-only by a trigger."""

    STAFF_MAY: ClassVar[str] = "SELECT, INSERT"

    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="who")
    verb = models.CharField(max_length=60)
    noun = models.CharField(max_length=60)
    noun_id = models.CharField(max_length=40)
    about = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="audit_about", verbose_name="about whom"
    )
    facts = models.JSONField(default=dict)
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField("when", default=timezone.now)

    objects = AuditEntryQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "by": Held("who did it", Erasure.ANONYMISE),
        "about": Held("whom it is about", Erasure.ANONYMISE),
        "verb": Held("what was done", Erasure.KEEP, keep_because=WITHOUT_NAMES),
        "noun": Held("to what", Erasure.KEEP, keep_because=WITHOUT_NAMES),
        "why": Held("why staff did it", whose="about"),
        "at": Held("when it was done", Erasure.KEEP, keep_because=WITHOUT_NAMES),
        **not_personal("id", "noun_id", "facts"),
    }

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("about", "-at"), name="audit_about_whom"),
            models.Index(fields=("noun", "noun_id"), name="audit_of_a_row"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.noun} {self.noun_id}"
