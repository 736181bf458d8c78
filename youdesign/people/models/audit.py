"""Who did what to which row, and when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from youdesign.people.models.people import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal

WITHOUT_NAMES = "a record of what was done stays, without saying by whom or about whom"


class AuditEntry(models.Model):
    """Who did what to which row, and when: written inside the change's own transaction, append-only by a trigger."""

    STAFF_MAY: ClassVar[str] = "SELECT, INSERT"

    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    noun = models.CharField(max_length=60)
    noun_id = models.CharField(max_length=40)
    about = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="audit_about")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    PRIVACY: ClassVar[Privacy] = {
        "by": Held("who did it", Erasure.ANONYMISE),
        "about": Held("whom it is about", Erasure.ANONYMISE),
        "verb": Held("what was done", Erasure.KEEP, keep_because=WITHOUT_NAMES),
        "noun": Held("to what", Erasure.KEEP, keep_because=WITHOUT_NAMES),
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
