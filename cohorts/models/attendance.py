"""Who is coming to a session, who was there, and whether what they need was met."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.groups import GroupMembership, LearningGroup
from cohorts.models.sessions import DebriefSession
from youdesign.people.models import AccessNeed, Code, Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


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
    """One person and one session: what they said before it, and whether they were there. No reason is asked."""

    class Answer(models.TextChoices):
        """One tap."""

        COMING = "coming", "I am coming"
        CANNOT = "cannot", "I can't this time"
        NOT_SURE = "not_sure", "I am not sure"

    class Was(models.TextChoices):
        """Said by whoever runs the session."""

        THERE = "there", "There"
        PART = "part", "Came late or left early"
        NOT_THERE = "not_there", "Not there"

    session = models.ForeignKey(DebriefSession, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="attendances")
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    was = models.CharField("was there", max_length=9, choices=Was, blank=True, default="", db_default="")
    was_paused = models.BooleanField(default=False, db_default=False)  # then not being there is not missing it
    noted_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(  # without an index: nobody looks for it, and making one would hold the table up
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = AttendanceQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "session": Held("which session", whose="person"),
        "person": Held("who comes, or was there"),
        "answer": Held("whether you are coming", whose="person"),
        "answered_at": Held("when you said so", whose="person"),
        "was": Held("whether you were there", whose="person"),
        "was_paused": Held("so that a pause is never counted as missing a session", whose="person"),
        "noted_at": Held("when that was written down", whose="person"),
        "noted_by": Held("who wrote it down", Erasure.ANONYMISE),
        **not_personal("id"),
    }

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("session", "person"), name="attendance_is_answered_once"),
            models.CheckConstraint(condition=~Q(answer="") | ~Q(was=""), name="attendance_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="attendance_answer_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(was="", noted_at__isnull=True) | (~Q(was="") & Q(noted_at__isnull=False)),
                name="attendance_being_there_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(was__in=["", "there", "part", "not_there"]), name="attendance_being_there_is_known"
            ),
        )

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
