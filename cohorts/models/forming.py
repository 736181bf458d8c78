"""Groups before they are there: who sits where in a draft, and who would rather not be with whom."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cohorts.models.groups import LearningGroup
from cohorts.models.programmes import Cohort, Programme
from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class RatherNotQuerySet(models.QuerySet["RatherNot"]):
    """Finds whom people would rather not be with."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What this person said; nobody is shown who said it about them, and staff are shown none."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()

    def among(self, people: list[int]) -> Self:
        """What is said between any two of these people."""
        return self.filter(person__in=people, other__in=people)


class RatherNot(models.Model):
    """Somebody would rather not be in one learning group with somebody else; only forming groups asks."""

    STAFF_MAY: ClassVar[str] = "SELECT"  # forming groups keeps people apart; no page of staff shows it
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="rather_not")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = RatherNotQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who would rather not be in a group with somebody"),
        "other": Held("with whom you would rather not be in a group", exported=False),
        "at": Held("since when", whose="person"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("person", "other"), name="rather_not_is_said_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="rather_not_is_about_somebody_else"),
        )

    def __str__(self) -> str:
        return f"Rather not {self.pk}"


class GroupsDraftQuerySet(models.QuerySet["GroupsDraft"]):
    """Finds groups that are being formed."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of programmes this person coordinates."""
        return self.filter(cohort__programme__in=Programme.objects.coordinated_by(person))

    def open(self) -> Self:
        """Those that are not published."""
        return self.filter(published_at__isnull=True)


class GroupsDraft(models.Model):
    """The groups of a cohort, while its coordinator forms them. Members hear of it when it is published."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="group_drafts")
    begun_at = models.DateTimeField("begun", default=timezone.now)
    published_at = models.DateTimeField("published", null=True, blank=True)
    turn = models.PositiveIntegerField(
        "how often it was changed", default=0
    )  # so that two windows do not undo each other

    objects = GroupsDraftQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal("id", "cohort", "begun_at", "published_at", "turn")

    class Meta:
        verbose_name = "draft of groups"
        verbose_name_plural = "drafts of groups"
        ordering = ("-begun_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("cohort",), condition=Q(published_at__isnull=True), name="groups_draft_is_one_per_cohort"
            ),
        )

    def __str__(self) -> str:
        return f"groups of {self.cohort}"


class DraftGroup(models.Model):
    """One group of a draft: what it is to be called, and who is to facilitate it."""

    draft = models.ForeignKey(GroupsDraft, on_delete=models.CASCADE, related_name="tables")
    name = models.CharField(max_length=120)
    facilitator = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    group = models.OneToOneField(LearningGroup, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    PRIVACY: ClassVar[Privacy] = {
        "facilitator": Held("who is to facilitate it", exported=False),
        **not_personal("id", "draft", "name", "group"),
    }

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class DraftSeat(models.Model):
    """Where a person is to sit, while the groups are formed; nothing is theirs until it is published."""

    draft = models.ForeignKey(GroupsDraft, on_delete=models.CASCADE, related_name="seats")
    table = models.ForeignKey(DraftGroup, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    PRIVACY: ClassVar[Privacy] = {
        "person": Held("where the coordinator thinks of seating you", exported=False),
        **not_personal("id", "draft", "table"),
    }

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("draft", "person"), name="draft_seats_a_person_once"),)

    def __str__(self) -> str:
        return f"Draft seat {self.pk}"
