"""Asking to join a cohort, the waiting list, and what was answered."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.invitations import Invitation
from cohorts.models.programmes import Cohort, Programme
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Finds who asked to join."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own, and those to programmes they coordinate."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(person_id=person.pk) | Q(cohort__programme__in=Programme.objects.coordinated_by(person)))

    def unanswered(self) -> Self:
        """Those that wait for a yes or a no."""
        return self.filter(state__in=Application.OPEN)

    def settled(self, now: datetime.datetime) -> Self:
        """Those that stand in the way of asking for the same cohort again: open ones, a no, a welcome that holds."""
        holds = Q(invitation__accepted_at__isnull=False) | Q(invitation__in=Invitation.objects.open(now))
        again = Q(state=Application.State.TAKEN_BACK) | (Q(state=Application.State.WELCOMED) & ~holds)
        return self.exclude(again)

    def in_turn(self) -> Self:
        """The waiting list: who missed out most often comes first, then who asked first."""
        return self.filter(state=Application.State.WAITING).order_by("-missed_before", "asked_at", "pk")

    def left_over(self, day: datetime.date) -> Self:
        """Those that still wait though their cohort has begun."""
        return self.unanswered().filter(cohort__starts_on__lte=day)


class Application(models.Model):
    """One person asks to join one cohort, and is answered by its coordinator."""

    class State(models.TextChoices):
        """A welcome is an invitation, which says what came of it."""

        ASKED = "asked", "Asked to join"
        WAITING = "waiting", "On the waiting list"
        WELCOMED = "welcomed", "Welcomed"
        NOT_THIS_TIME = "not_this_time", "Not this time"
        MISSED_OUT = "missed_out", "No place this time"
        TAKEN_BACK = "taken_back", "Taken back"

    MOVES: ClassVar[Moves] = moves(
        "asked → welcomed; asked → waiting; asked → not_this_time; asked → missed_out; asked → taken_back; "
        "waiting → welcomed; waiting → not_this_time; waiting → missed_out; waiting → taken_back; "
        "welcomed → asked; taken_back → asked"
    )
    OPEN: ClassVar[tuple[str, ...]] = (State.ASKED, State.WAITING)
    ANSWERED_IN_DAYS: ClassVar[int] = 5  # working days, promised to whoever asks

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="applications")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="applications")
    state = models.CharField("where it stands", max_length=13, choices=State, default=State.ASKED)
    question = models.CharField("what we asked", max_length=250, blank=True)
    answer = models.TextField("what they wrote", blank=True)
    asked_at = models.DateTimeField("asked", default=timezone.now)
    answer_by = models.DateTimeField("promised an answer by")
    missed_before = models.PositiveSmallIntegerField("times without a place before", default=0)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField("what we wrote", blank=True)
    invitation = models.OneToOneField(
        Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="application"
    )

    objects = ApplicationQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who asks to join"),
        "cohort": Held("what you asked to join"),
        "state": Held("where it stands"),
        "answer": Held("to get to know you before you join"),
        "asked_at": Held("whose turn it is"),
        "answer_by": Held("when we promised an answer"),
        "missed_before": Held("so that you come first next time"),
        "answered_at": Held("when we answered"),
        "words": Held("what we answered"),
        "answered_by": Held(
            "who answered", Erasure.KEEP, exported=False, keep_because="it names staff, not the person erased"
        ),
        **not_personal("id", "question", "invitation"),
    }

    class Meta:
        verbose_name = "asking to join"
        verbose_name_plural = "people who asked to join"
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("person", "cohort"), name="application_is_one_per_cohort"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "waiting", "welcomed", "not_this_time", "missed_out", "taken_back"]),
                name="application_state_is_known",
            ),
        )
        indexes = (
            models.Index(
                fields=("cohort", "-missed_before", "asked_at"),
                condition=Q(state="waiting"),
                name="application_in_turn",
            ),
        )

    def __str__(self) -> str:
        return f"Asking {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a yes or a no."""
        return self.state in self.OPEN

    @property
    def what_next(self) -> str:
        """What an open one waits for, in a sentence."""
        if self.state == self.State.WAITING:
            return "When it is your turn for a free place, we offer it to you by email."
        return f"{self.cohort.programme.coordinator} answers by {timezone.localtime(self.answer_by):%-d %B %Y}."

    def standing(self, now: datetime.datetime) -> str:
        """Return where it stands; a welcome is as far as its invitation: open, accepted, declined, expired, revoked."""
        if self.state != self.State.WELCOMED:
            return self.state
        return self.invitation.state(now) if self.invitation else "revoked"
