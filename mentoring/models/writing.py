"""What the two write down about their talks: notes each for themselves, and next steps they both see.

A note is its writer's and a step is whose it is: both stay when the other is erased, and the mentoring with them.
"""

from __future__ import annotations

import uuid
from typing import ClassVar, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from cohorts.models.next_steps import LONGEST_STEP, OPEN_STEPS, STEP_MOVES, StepState
from mentoring.models.matches import Match
from mentoring.models.talks import Talk
from youdesign.people.blind import BlindCharField
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import Moves


class TalkNoteQuerySet(models.QuerySet["TalkNote"]):
    """Finds notes about talks."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A person's own, and nobody else's: not the other of the two, not staff."""
        return self.filter(author_id=person.pk) if person.is_authenticated else self.none()

    def kept(self) -> Self:
        """Those whose talk is gone, because the other was erased."""
        return self.filter(talk__isnull=True)


class TalkNote(models.Model):
    """What one of the two writes about a talk for themselves alone, sealed with their own key."""

    STAFF_MAY: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="talk_notes")
    talk = models.ForeignKey(Talk, on_delete=models.SET_NULL, null=True, blank=True, related_name="notes")
    talked_at = models.DateTimeField("when the talk was", default=timezone.now, db_default=Now())
    body = models.BinaryField("my notes")
    version = models.PositiveIntegerField("how many times it was saved", default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = TalkNoteQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "author": Held("who wrote it"),
        "talk": Held("about which talk"),
        "talked_at": Held("when that talk was"),
        "body": Held("your own words, for you alone", blind=True),
        "changed_at": Held("when you last changed it"),
        **not_personal("id", "version"),
    }

    class Meta:
        ordering = ("-changed_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("talk", "author"), name="talk_note_is_one_for_each"),)

    def __str__(self) -> str:
        return f"Note {self.pk}"


class NextStepQuerySet(models.QuerySet["NextStep"]):
    """Finds next steps."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of matches that this person is one of the two of; their own ones when the match is gone."""
        if not person.is_authenticated:
            return self.none()
        kept = Q(match__isnull=True, whose_id=person.pk)
        return self.filter(Q(match__in=Match.objects.visible_to(person).together()) | kept)

    def kept(self) -> Self:
        """Those whose mentoring is gone, because the other was erased."""
        return self.filter(match__isnull=True)

    def open(self) -> Self:
        """Set or changed, the oldest first."""
        return self.filter(state__in=NextStep.OPEN).order_by("set_at", "pk")


class NextStep(models.Model):
    """If something happens, then one of the two does something. Nothing fails: it is done, changed or let go."""

    STAFF_MAY: ClassVar[str] = ""

    State: TypeAlias = StepState
    MOVES: ClassVar[Moves] = STEP_MOVES
    OPEN: ClassVar[tuple[str, ...]] = OPEN_STEPS

    match = models.ForeignKey(Match, on_delete=models.SET_NULL, null=True, blank=True, related_name="next_steps")
    whose = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="next_steps")
    set_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    if_words = BlindCharField("if", max_length=LONGEST_STEP)
    then_words = BlindCharField("then I will", max_length=LONGEST_STEP)
    state = models.CharField(max_length=7, choices=StepState, default=StepState.SET)
    version = models.PositiveIntegerField("how many times it was worded", default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = NextStepQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "whose": Held("whose step it is"),
        "set_by": Held("who wrote it down", Erasure.ANONYMISE),
        "if_words": Held("when you would do it", blind=True),
        "then_words": Held("what you would do", blind=True),
        "state": Held("what came of it"),
        "set_at": Held("since when"),
        "changed_at": Held("when it was last changed"),
        **not_personal("id", "match", "version"),
    }

    class Meta:
        ordering = ("-set_at", "-pk")
        indexes = (models.Index(fields=("match", "state"), name="next_step_of_match"),)

    def __str__(self) -> str:
        return f"Next step {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to do."""
        return self.state in NextStep.OPEN
