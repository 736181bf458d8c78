"""What a person needs to take part, and how far it has got: said, written down, read, arranged, talked about."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from youdesign.people.blind import BlindCharField
from youdesign.people.models.people import Person
from youdesign.people.models.profiles import Code
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class AccessNeedQuerySet(models.QuerySet["AccessNeed"]):
    """Finds access needs."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own needs; those who run a session see shared ones through that session."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()

    def shared(self) -> Self:
        """Needs their owner agreed to share with whoever runs a session."""
        return self.filter(shared_at__isnull=False)


class AccessNeed(models.Model):
    """One thing a person needs to take part, in one of the six states of the Accessible Information Standard (2025)."""

    class State(models.TextChoices):
        """How far the arrangement has got; whether it worked is said by the member and kept as an outcome."""

        IDENTIFIED = "identified", "Ticked, not yet in words"
        RECORDED = "recorded", "Written down"
        FLAGGED = "flagged", "Marked to be read"
        SHARED = "shared", "Told"
        MET = "met", "Arranged"
        REVIEWED = "reviewed", "Talked about afterwards"

    OTHER: ClassVar[str] = "other"  # "something else" in the code list, which says nothing until words do
    MOVES: ClassVar[Moves] = moves(
        "identified → recorded; recorded → flagged; flagged → shared; shared → met; met → shared; "
        "recorded → reviewed; flagged → reviewed; shared → reviewed; met → reviewed; reviewed → shared; "
        "flagged → recorded; shared → recorded; met → recorded; reviewed → recorded; reviewed → flagged; "
        "recorded → identified; flagged → identified; shared → identified; met → identified; reviewed → identified"
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="access_needs")
    need = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    detail = BlindCharField(max_length=500, blank=True)
    said_at = models.DateTimeField("said in these words since", default=timezone.now)
    shared_at = models.DateTimeField("shared with whoever runs my sessions since", null=True, blank=True)
    state = models.CharField("how far it has got", max_length=12, choices=State, default=State.RECORDED)
    state_at = models.DateTimeField("since when", default=timezone.now)
    state_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="through whom"
    )

    objects = AccessNeedQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose need it is"),
        "need": Held("to make sessions and groups work for you"),
        "detail": Held("to make sessions work for you", blind=True),
        "said_at": Held("when you said it"),
        "shared_at": Held("your choice of who sees it"),
        "state": Held("to see that it was arranged"),
        "state_at": Held("when that was"),
        "state_by": Held("who was told, or arranged it", Erasure.ANONYMISE, whose="person"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("need__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("person", "need"), name="access_need_is_held_once"),
            models.CheckConstraint(
                condition=Q(state__in=["identified", "recorded", "flagged", "shared", "met", "reviewed"]),
                name="access_need_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["flagged", "shared", "met"]) | Q(shared_at__isnull=False),
                name="access_need_is_told_only_where_it_is_shared",
            ),
        )

    def __str__(self) -> str:
        return f"Access need {self.pk}"

    @property
    def is_shared(self) -> bool:
        """Whether whoever runs this person's sessions may see it."""
        return self.shared_at is not None
