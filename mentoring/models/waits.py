"""A leader waits for a mentor: somebody was told, and answers by a date."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models import Programme
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


class MentorWaitQuerySet(models.QuerySet["MentorWait"]):
    """Finds waits."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The leader's own, and those of programmes this person coordinates."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(leader_id=person.pk) | Q(programme__in=Programme.objects.coordinated_by(person)))

    def open(self) -> Self:
        """Still waiting, answered or not: no mentor was suggested or asked since."""
        return self.filter(over_at__isnull=True)

    def unanswered(self) -> Self:
        """Still waiting, and for an answer too."""
        return self.open().filter(answered_at__isnull=True)


class MentorWait(models.Model):
    """A leader waits for a mentor: who was told, when an answer is due, and what the coordinator answered."""

    WORKING_DAYS: ClassVar[int] = 5

    leader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mentor_waits")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="mentor_waits")
    told = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="who was told")
    told_at = models.DateTimeField("waiting since", default=timezone.now)
    answer_by = models.DateTimeField("answer due")
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    over_at = models.DateTimeField("no longer waiting since", null=True, blank=True)

    objects = MentorWaitQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "leader": Held("who waits"),
        "told": Held("who was told", Erasure.KEEP, exported=False, keep_because="it names staff, who hand over first"),
        "told_at": Held("when they were told"),
        "answer_by": Held("by when you get an answer"),
        "answer": Held("what the coordinator answered"),
        "answered_at": Held("when they answered"),
        "answered_by": Held("who answered", Erasure.ANONYMISE, exported=False),
        "over_at": Held("when the wait was over"),
        **not_personal("id", "programme"),
    }

    class Meta:
        verbose_name = "leader waiting for a mentor"
        verbose_name_plural = "leaders waiting for a mentor"
        ordering = ("answer_by", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("leader", "programme"), condition=Q(over_at__isnull=True), name="mentor_wait_is_open_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="mentor_wait_answer_has_words_and_time",
            ),
        )
        indexes = (models.Index(fields=("programme", "answer_by"), name="mentor_wait_by_due"),)

    def __str__(self) -> str:
        return f"{self.leader}, waiting for a mentor"

    @property
    def is_handed_over(self) -> bool:
        """Whether somebody else runs the programme since the leader said that they wait."""
        return self.told_id != self.programme.coordinator_id
