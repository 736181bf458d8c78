"""One colleague asks another something."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from youdesign.conversations.models.rooms import Room
from youdesign.people.models import Block, Person
from youdesign.people.privacy import Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class AskQuerySet(models.QuerySet["Ask"]):
    """Finds what colleagues asked."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those this person asked, and those they were asked: not what was taken back, nor by who is kept apart."""
        if not person.is_authenticated:
            return self.none()
        apart = Block.objects.keep_apart(person)
        asked = Q(asked_id=person.pk) & ~Q(state=Ask.State.TAKEN_BACK) & ~Q(asker__in=apart)
        return self.filter(Q(asker_id=person.pk) | asked)

    def open(self) -> Self:
        """Neither answered nor taken back; an answer is still welcome after they were passed by."""
        return self.filter(state=Ask.State.ASKED)

    def holding(self, now: datetime.datetime) -> Self:
        """Open, and still counted among those one may have at a time."""
        return self.open().filter(asked_at__gt=now - Ask.WAITS)

    def last_of_each(self, people: Iterable[int], number: int, now: datetime.datetime) -> Self:
        """The last few asked of each of these people that were answered, or waited too long to be."""
        is_over = Q(answered_at__isnull=False) | Q(state=Ask.State.ASKED, asked_at__lte=now - Ask.WAITS)
        place = Window(RowNumber(), partition_by="asked", order_by=("-asked_at", "-pk"))
        return self.filter(is_over, asked__in=list(people)).annotate(place=place).filter(place__lte=number)


class Ask(models.Model):
    """A short question from one person to another, who owes no answer and no reason."""

    class State(models.TextChoices):
        """Passed by is worked out: asked, and fourteen days old."""

        ASKED = "asked", "Asked"
        ANSWERED = "answered", "Answered"
        NOT_NOW = "not_now", "Not now"
        TAKEN_BACK = "taken_back", "Taken back"

    STAFF_MAY: ClassVar[str] = ""
    MOVES: ClassVar[Moves] = moves("asked → answered; asked → not_now; asked → taken_back")
    WAITS: ClassVar[datetime.timedelta] = datetime.timedelta(days=14)
    AT_A_TIME: ClassVar[int] = 3
    LONGEST: ClassVar[int] = 1000

    asker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asks")
    asked = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asks_of_me")
    question = models.TextField(max_length=LONGEST, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AskQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "asker": Held("who asked"),
        "asked": Held("who was asked"),
        "question": Held("what you asked", whose="asker", blind=True),
        "state": Held("what became of it"),
        "asked_at": Held("when it was asked"),
        "answered_at": Held("when it was answered"),
        **not_personal("id", "room"),
    }

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("asker", "asked"), condition=Q(state="asked"), name="ask_is_open_once_between_two"
            ),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="ask_is_of_somebody_else"),
            models.CheckConstraint(
                condition=Q(state__in=["answered", "not_now"]) ^ Q(answered_at__isnull=True),
                name="ask_has_its_answers_time",
            ),
        )
        indexes = (models.Index(fields=("asked", "state"), name="ask_of_me"),)

    def __str__(self) -> str:
        return f"Ask {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it can be answered or taken back."""
        return self.state == Ask.State.ASKED

    @property
    def is_passed_by(self) -> bool:
        """Whether nobody answered for fourteen days: nobody's fault, and the asker may ask somebody else."""
        return self.is_open and self.asked_at <= timezone.now() - Ask.WAITS
