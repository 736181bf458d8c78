"""Next steps: if something happens, then somebody does something. What a debrief leads to, and never a mark."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.sessions import DebriefSession
from cohorts.models.turns import Turn
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Block, Person
from youdesign.people.privacy import Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class StepState(models.TextChoices):
    """See domain.md section 4; the next steps of a mentor and a leader go the same way."""

    SET = "set", "Set"
    DONE = "done", "Done"
    CHANGED = "changed", "Changed"
    LET_GO = "let_go", "Let go"


STEP_MOVES = moves("set → done; set → changed; changed → done; set → let_go; changed → let_go")
OPEN_STEPS = (StepState.SET, StepState.CHANGED)
LONGEST_STEP = 300  # letters of each half


class NextStepQuerySet(models.QuerySet["NextStep"]):
    """Finds next steps."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """One's own; and those that others let the table read at which this person sat and still sits.

        Being staff gives no right, people kept apart read nothing of one another, and what was let go is one's own.
        """
        if not person.is_authenticated:
            return self.none()
        here = Q(is_shared=True, session__in=DebriefSession.objects.sat_at_by(person)) & ~Q(state=StepState.LET_GO)
        near = ~Q(whose__in=Block.objects.apart_from(person))
        return self.filter(Q(whose_id=person.pk) | (here & near))

    def open(self) -> Self:
        """Those that are still to do, the oldest first."""
        return self.filter(state__in=OPEN_STEPS).order_by("set_at", "pk")

    def open_first(self) -> Self:
        """Those that are still to do, then the others, the latest first."""
        is_open = models.Case(models.When(state__in=OPEN_STEPS, then=0), default=1)
        return self.order_by(is_open, "-set_at", "-pk")


class NextStep(models.Model):
    """If something happens, then its owner does something; sealed with their key, and read by their group or not."""

    STAFF_MAY: ClassVar[str] = ""
    State: TypeAlias = StepState
    MOVES: ClassVar[Moves] = STEP_MOVES
    MOST: ClassVar[int] = 100  # of one person's that are still to do

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    whose = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="debrief_steps")
    session = models.ForeignKey(
        DebriefSession, on_delete=models.SET_NULL, null=True, blank=True, related_name="next_steps"
    )
    turn = models.ForeignKey(Turn, on_delete=models.SET_NULL, null=True, blank=True, related_name="next_steps")
    event = models.ForeignKey(
        InvolvementEvent, on_delete=models.SET_NULL, null=True, blank=True, related_name="next_steps", db_index=False
    )
    body = models.BinaryField("sealed words")
    is_shared = models.BooleanField("your group reads it", default=True)
    state = models.CharField(max_length=7, choices=StepState, default=StepState.SET)
    version = models.PositiveIntegerField("how many times it was worded", default=1)
    set_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = NextStepQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "whose": Held("whose step it is"),
        "session": Held("at which session you set it"),
        "turn": Held("after whose turn"),
        "event": Held("which date it is about"),
        "body": Held("when you would do what, for you and whom you choose", blind=True),
        "is_shared": Held("whether your group reads it"),
        "state": Held("what came of it"),
        "set_at": Held("since when"),
        "changed_at": Held("when it was last changed"),
        **not_personal("id", "version"),
    }

    class Meta:
        ordering = ("-set_at", "-pk")
        indexes = (models.Index(fields=("whose", "state"), name="next_step_of_person"),)

    def __str__(self) -> str:
        return f"Next step {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to do."""
        return self.state in OPEN_STEPS
