"""What a cohort said, and what came of it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.groups import LearningGroup
from cohorts.models.programmes import Cohort, Membership, Programme
from youdesign.people.models import Person
from youdesign.people.privacy import Privacy, not_personal


def programmes_read_by(person: Person) -> models.QuerySet[Programme]:
    """Return the programmes whose answers this person reads: those they may see, and those they run a group in."""
    run = LearningGroup.objects.run_by(person).values("cohort__programme")
    return Programme.objects.filter(Q(pk__in=Programme.objects.visible_to(person).values("pk")) | Q(pk__in=run))


class CohortDecisionQuerySet(models.QuerySet["CohortDecision"]):
    """Finds what cohorts said."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What was said in cohorts this person has a place in, and in programmes they have a part in or coordinate."""
        if not person.is_authenticated:
            return self.none()
        places = Membership.objects.taking_part().filter(person_id=person.pk)
        groups = LearningGroup.objects.run_by(person)
        runs = Programme.objects.filter(
            Q(pk__in=Programme.objects.coordinated_by(person))
            | Q(pk__in=groups.values("cohort__programme"))
            | Q(role_grants__person=person.pk, role_grants__ended_at__isnull=True)
        )
        return self.filter(Q(cohort__in=places.values("cohort")) | Q(cohort__programme__in=runs.values("pk")))


class CohortDecision(models.Model):
    """You said; we did; we didn't, because. Written by whoever coordinates, read by the cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="decisions")
    said = models.TextField("you said", max_length=1000)
    did = models.TextField("we did", max_length=1000, blank=True)
    because = models.TextField("we didn't, because", max_length=1000, blank=True)
    decided_on = models.DateField("when", default=timezone.localdate)

    objects = CohortDecisionQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal("id", "cohort", "said", "did", "because", "decided_on")

    class Meta:
        verbose_name = "thing the cohort said"
        verbose_name_plural = "things cohorts said"
        ordering = ("-decided_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(did="") | ~Q(because=""),
                name="cohort_decision_says_what_came_of_it",
                violation_error_message="Say what you did, or why you did not.",
            ),
        )

    def __str__(self) -> str:
        return f"what {self.cohort} said on {self.decided_on}"
