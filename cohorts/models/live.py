"""A debrief that goes on, or went on, in our live room: the steps as they were when it began."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from cohorts.models.sessions import DebriefSession
from youdesign.people.models import Person
from youdesign.people.privacy import Privacy, not_personal


class LiveDebriefQuerySet(models.QuerySet["LiveDebrief"]):
    """Finds live debriefs."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of sessions at whose table this person sits; coordinating gives no seat."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(session__in=DebriefSession.objects.round_the_table_of(person))


class LiveDebrief(models.Model):
    """One session led through its steps. What staff reword later changes nothing here; who does what is room state."""

    STAFF_MAY: ClassVar[str] = "SELECT"  # that it goes on, and by which steps

    session = models.OneToOneField(DebriefSession, on_delete=models.CASCADE, primary_key=True, related_name="live")
    title = models.CharField(max_length=120)
    steps = models.JSONField()  # of cohorts.debriefing.Step
    opened_at = models.DateTimeField(default=timezone.now)
    led_at = models.DateTimeField("when the facilitator's page was last open", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LiveDebriefQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal("session", "title", "steps", "opened_at", "led_at", "ended_at")

    class Meta:
        verbose_name = "live debrief"

    def __str__(self) -> str:
        return f"Live debrief of session {self.session_id}"
