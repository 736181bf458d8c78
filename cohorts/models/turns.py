"""Turns: what somebody brings to a debrief of their group, whose it stays, and who has waited."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.groups import LearningGroup
from cohorts.models.reflections import Reflection
from cohorts.models.sessions import DebriefSession
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class TurnQuerySet(models.QuerySet["Turn"]):
    """Finds turns."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """One's own, and those of groups this person sits in or runs; coordinating gives no seat."""
        if not person.is_authenticated:
            return self.none()
        here = Q(group__in=LearningGroup.objects.of(person)) | Q(group__in=LearningGroup.objects.run_by(person))
        return self.filter(Q(person_id=person.pk) | (here & ~Q(state=Turn.State.WITHDRAWN)))

    def waiting(self) -> Self:
        """Those that have had no time yet, whoever has waited longest first."""
        return self.filter(state__in=Turn.WAITING).order_by("offered_at", "pk")

    def picked(self) -> Self:
        """Those that the group takes at their session, in order."""
        return self.filter(state=Turn.State.PICKED).order_by("place", "pk")

    def unheld(self) -> Self:
        """Those that wait or are picked: one of each person in a group."""
        return self.filter(state__in=(*Turn.WAITING, Turn.State.PICKED))

    def unheld_or_held_at(self, session: DebriefSession) -> Self:
        """Those that wait or are picked, and those that had their time at this session."""
        return self.filter(Q(state__in=(*Turn.WAITING, Turn.State.PICKED)) | Q(state=Turn.State.HELD, session=session))

    def facts(self) -> Self:
        """Without what they are about: for staff, who may not read it."""
        return self.defer("topic")

    def taken_at(self, session: DebriefSession) -> Self:
        """Those that had their time at this session, or are picked for it, in order."""
        here = self.filter(session=session, state__in=(Turn.State.PICKED, Turn.State.HELD))
        return here.order_by(models.F("held_at").asc(nulls_last=True), "place", "pk")


class Turn(models.Model):
    """Something real that one person brings; what it is about is sealed with their key and read by the group."""

    STAFF_MAY: ClassVar[str] = "SELECT, UPDATE"  # facts, no topic: who has waited; and what is carried over or ends

    class State(models.TextChoices):
        """See domain.md section 4."""

        OFFERED = "offered", "Offered"
        PICKED = "picked", "Picked"
        HELD = "held", "Held"
        CARRIED_OVER = "carried_over", "Carried over"
        WITHDRAWN = "withdrawn", "Withdrawn"

    MOVES: ClassVar[Moves] = moves(
        "offered → picked; offered → carried_over; carried_over → picked; picked → held; picked → carried_over; "
        "offered → withdrawn; picked → withdrawn; held → withdrawn; carried_over → withdrawn"
    )
    WAITING: ClassVar[tuple[str, ...]] = (State.OFFERED, State.CARRIED_OVER)
    LONGEST: ClassVar[int] = 120  # letters of a topic line

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(LearningGroup, on_delete=models.CASCADE, related_name="turns")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="turns")
    session = models.ForeignKey(DebriefSession, on_delete=models.SET_NULL, null=True, blank=True, related_name="turns")
    event = models.ForeignKey(
        InvolvementEvent, on_delete=models.SET_NULL, null=True, blank=True, related_name="turns", db_index=False
    )
    reflection = models.ForeignKey(
        Reflection, on_delete=models.SET_NULL, null=True, blank=True, related_name="turns", db_index=False
    )
    topic = models.BinaryField("what it is about", default=bytes, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OFFERED)
    place = models.PositiveSmallIntegerField("which one of the session", null=True, blank=True)
    offered_at = models.DateTimeField(default=timezone.now)
    held_at = models.DateTimeField(null=True, blank=True)

    objects = TurnQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose turn it is"),
        "session": Held("at which session"),
        "event": Held("which date of yours it is about"),
        "reflection": Held("which of your debriefs you brought"),
        "topic": Held("what it is about, for your group", blind=True),
        "state": Held("what came of it"),
        "offered_at": Held("since when you have waited"),
        "held_at": Held("when you had it"),
        **not_personal("id", "group", "place"),
    }

    class Meta:
        ordering = ("-offered_at", "-pk")
        indexes = (models.Index(fields=("group", "state", "offered_at"), name="turn_of_group"),)
        constraints = (
            models.UniqueConstraint(
                fields=("session", "place"), condition=Q(state="picked"), name="turn_has_its_own_place"
            ),
            models.UniqueConstraint(
                fields=("group", "person"),
                condition=Q(state__in=["offered", "carried_over", "picked"]),
                name="turn_waits_once_for_each",
            ),
            models.CheckConstraint(
                condition=~Q(state="picked") | Q(session__isnull=False), name="turn_picked_has_a_session"
            ),
            models.CheckConstraint(condition=~Q(state="held") | Q(held_at__isnull=False), name="turn_held_has_a_time"),
        )

    def __str__(self) -> str:
        return f"Turn {self.pk}"

    def is_taken_at(self, session: DebriefSession) -> bool:
        """Return whether it had its time at this session, or is picked for it."""
        return self.session_id == session.pk and self.state in (Turn.State.PICKED, Turn.State.HELD)
