"""The words that go out around a session: drafted when it is made, then the facilitator's."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from cohorts.models.sessions import DebriefSession
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


class SessionMessageQuerySet(models.QuerySet["SessionMessage"]):
    """Finds messages."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Messages of the sessions this person may see."""
        return self.filter(session__in=DebriefSession.objects.visible_to(person))


class SessionMessage(models.Model):
    """What one message of a session's rhythm says, beside time and place; nothing but its editor changes it."""

    class Step(models.TextChoices):
        """See content/debriefs.json, session_rhythm."""

        WEEK = "7d", "A week before"
        TWO_DAYS = "2d", "Two days before"
        TWO_HOURS = "2h", "Two hours before"
        OPEN = "15m", "A quarter of an hour before"
        DAY_AFTER = "after", "The day after"
        MISSED = "missed", "The day after, to those who missed it"
        WEEK_AFTER = "later", "A week after"

    session = models.ForeignKey(DebriefSession, on_delete=models.CASCADE, related_name="messages")
    step = models.CharField(max_length=6, choices=Step)
    words = models.TextField("what you say", max_length=2000, blank=True)
    is_off = models.BooleanField("not sent", default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SessionMessageQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "edited_by": Held("who put it into their own words", Erasure.ANONYMISE),
        "words": Held("what you say to the group about a session"),
        **not_personal("id", "session", "step", "is_off", "edited_at"),
    }

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("session", "step"), name="session_message_is_one_per_step"),
            models.CheckConstraint(
                condition=Q(edited_by__isnull=True) | Q(edited_at__isnull=False), name="session_message_edit_has_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"Message {self.pk}"
