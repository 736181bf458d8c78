"""What people write in a debrief and take from it: their own words, sealed, read by those who sat at the table."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.sessions import DebriefSession
from cohorts.models.turns import Turn
from youdesign.people.models import Block, Person
from youdesign.people.privacy import Held, Privacy, not_personal


class LearningNoteQuerySet(models.QuerySet["LearningNote"]):
    """Finds what was written in debriefs."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """One's own; and what is shown at tables where this person sat then and sits now. Being staff gives no right.

        Whoever joins the group later reads its recap, and people kept apart read nothing of one another.
        """
        if not person.is_authenticated:
            return self.none()
        shown = Q(kind__in=LearningNote.AT_ONCE) | Q(kind=LearningNote.Kind.WRITING, shown_at__isnull=False)
        here = Q(session__in=DebriefSession.objects.sat_at_by(person))
        near = ~Q(author__in=Block.objects.apart_from(person))
        return self.filter(Q(author_id=person.pk) | (shown & here & near))


class LearningNote(models.Model):
    """A few words of one person at one session, sealed with their own key. It holds learning, never the story."""

    STAFF_MAY: ClassVar[str] = ""

    class Kind(models.TextChoices):
        """Who reads it."""

        WRITING = "writing", "Written quietly"  # its author, until all of a step is shown together
        QUESTION = "question", "A question in writing"  # those at the table, at once
        LEARNING = "learning", "What I take with me"  # those at the table, at once
        PRIVATE = "private", "Notes for myself"  # its author, for ever

    AT_ONCE: ClassVar[tuple[str, ...]] = (Kind.QUESTION, Kind.LEARNING)  # are read by the others as soon as kept
    LONGEST: ClassVar[int] = 2000
    MOST: ClassVar[int] = 60  # of one person at one session

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="learning_notes")
    session = models.ForeignKey(DebriefSession, on_delete=models.CASCADE, related_name="learning_notes")
    turn = models.ForeignKey(  # whose owner owns what is written about it: it goes with the turn
        Turn, on_delete=models.CASCADE, null=True, blank=True, related_name="learning_notes"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    step = models.PositiveSmallIntegerField("which step, counted from nought", null=True, blank=True)
    step_name = models.CharField("at which step", max_length=60, blank=True)
    body = models.BinaryField("sealed words")
    version = models.PositiveIntegerField("how many times it was saved", default=1)
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField("since when the table reads it", null=True, blank=True)

    objects = LearningNoteQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "author": Held("who wrote it"),
        "session": Held("at which session"),
        "turn": Held("about whose turn it is"),
        "kind": Held("who reads it"),
        "step_name": Held("at which step you wrote it"),
        "body": Held("your own words, for you and those at the table", blind=True),
        "written_at": Held("when"),
        "changed_at": Held("when you last changed it"),
        "shown_at": Held("since when the others at the table read it"),
        **not_personal("id", "step", "version"),
    }

    class Meta:
        verbose_name = "learning note"
        ordering = ("written_at", "pk")
        indexes = (models.Index(fields=("session", "kind", "step"), name="learning_of_session"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True) | Q(kind="writing"), name="learning_that_is_shown_was_quiet"
            ),
            models.CheckConstraint(
                condition=~Q(kind="writing") | Q(step__isnull=False), name="learning_quiet_has_its_step"
            ),
        )

    def __str__(self) -> str:
        return f"Learning note {self.pk}"

    @property
    def is_read_by_others(self) -> bool:
        """Whether the others at the table read it now."""
        return self.kind in self.AT_ONCE or self.shown_at is not None
