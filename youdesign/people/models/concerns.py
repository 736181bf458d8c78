"""What somebody told us under "Tell someone", and who answers by when."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from youdesign.people.models.people import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import moves


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Finds concerns."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Concerns this person raised, or is named to answer."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(models.Q(raised_by_id=person.pk) | models.Q(responder_id=person.pk))

    def told_by(self, person: Person | None) -> Self:
        """What this person told us, the newest first."""
        return self.filter(raised_by=person, raised_by__isnull=False).select_related("responder").order_by("-raised_at")


class Concern(models.Model):
    """Tell someone: private, with a named responder and a target time shown to the person who raised it."""

    class State(models.TextChoices):
        """raised, seen, acting, closed; it can be reopened."""

        RAISED = "raised", "Raised"
        SEEN = "seen", "Seen"
        ACTING = "acting", "Being acted on"
        CLOSED = "closed", "Closed"

    raised_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="concerns_raised"
    )
    contact = models.CharField("how to reach you", max_length=200, blank=True)
    what = models.TextField("what you want to tell us", max_length=4000)
    page = models.CharField(max_length=300, blank=True)
    responder = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="concerns_to_answer"
    )
    answer_by = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.RAISED)
    raised_at = models.DateTimeField(default=timezone.now)

    MOVES = moves("raised → seen; seen → acting; acting → closed; seen → closed; closed → seen")
    objects = ConcernQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "raised_by": Held("to answer you", Erasure.ANONYMISE),
        "contact": Held("to answer you"),
        "what": Held("to act on it", Erasure.KEEP, keep_because="a safeguarding record may be needed later"),
        "page": Held("where you were"),
        "responder": Held(
            "who answers", Erasure.KEEP, exported=False, keep_because="it names the responder, not the person erased"
        ),
        **not_personal("id", "answer_by", "state", "raised_at"),
    }

    class Meta:
        ordering = ("answer_by", "pk")
        indexes = (models.Index(fields=("state", "answer_by"), name="concern_to_answer"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=["raised", "seen", "acting", "closed"]), name="concern_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"Concern {self.pk}"
