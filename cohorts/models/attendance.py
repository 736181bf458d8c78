"""Who is coming to a session, and whether what they need was met there."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.groups import GroupMembership, LearningGroup
from cohorts.models.sessions import DebriefSession
from youdesign.people.models import AccessNeed, Code, Person
from youdesign.people.privacy import Held, Privacy, not_personal


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Finds answers."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own answers, and those about sessions they may see."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(person_id=person.pk) | Q(session__in=DebriefSession.objects.visible_to(person)))

    def of_people_still_there(self) -> Self:
        """Answers of people who are still in the group."""
        stays = GroupMembership.objects.present().filter(
            group=models.OuterRef("session__group"), person=models.OuterRef("person")
        )
        return self.filter(models.Exists(stays))


class Attendance(models.Model):
    """One person's answer about one session: coming, can't, not sure. No reason is asked."""

    class Answer(models.TextChoices):
        """One tap."""

        COMING = "coming", "I am coming"
        CANNOT = "cannot", "I can't this time"
        NOT_SURE = "not_sure", "I am not sure"

    session = models.ForeignKey(DebriefSession, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="attendances")
    answer = models.CharField(max_length=8, choices=Answer)
    answered_at = models.DateTimeField(default=timezone.now)

    objects = AttendanceQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "session": Held("which session"),
        "person": Held("who answered"),
        "answer": Held("whether you are coming"),
        "answered_at": Held("when you said so"),
        **not_personal("id"),
    }

    class Meta:
        constraints = (models.UniqueConstraint(fields=("session", "person"), name="attendance_is_answered_once"),)

    def __str__(self) -> str:
        return f"Attendance {self.pk}"


class AccessOutcomeQuerySet(models.QuerySet["AccessOutcome"]):
    """Finds answers to "was it met?"."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own; to whoever runs the session, those said about a need since it was shared, while it is."""
        if not person.is_authenticated:
            return self.none()
        shared = AccessNeed.objects.filter(
            person=models.OuterRef("person"), need=models.OuterRef("need"), shared_at__lte=models.OuterRef("said_at")
        )
        runs = Q(session__group__in=LearningGroup.objects.run_by(person)) & models.Exists(shared)
        return self.filter(Q(person_id=person.pk) | runs)


class AccessOutcome(models.Model):
    """Whether one thing a person needs was met at one session: said by the person, never by staff."""

    class Outcome(models.TextChoices):
        """See content/taxonomies.json, access_outcome."""

        MET = "met", "Met"
        PARTLY = "partly", "Partly"
        NOT_MET = "not_met", "Not met"
        NOT_NEEDED = "not_needed", "Not needed this time"

    STAFF_MAY: ClassVar[str] = ""

    session = models.ForeignKey(DebriefSession, on_delete=models.CASCADE, related_name="access_outcomes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="access_outcomes")
    need = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    said_at = models.DateTimeField(default=timezone.now)

    objects = AccessOutcomeQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "session": Held("which session"),
        "person": Held("who said it"),
        "need": Held("what you needed"),
        "outcome": Held("whether it was met"),
        "said_at": Held("when you said so"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("need__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("session", "person", "need"), name="access_outcome_is_said_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["met", "partly", "not_met", "not_needed"]), name="access_outcome_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"Access outcome {self.pk}"
