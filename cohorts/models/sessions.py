"""Sessions of learning groups, when they were and are to be, and who is coming."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.groups import GroupMembership, LearningGroup
from youdesign.people.models import AccessNeed, Code, Person, validate_time_zone
from youdesign.people.privacy import Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class DebriefSessionQuerySet(models.QuerySet["DebriefSession"]):
    """Finds sessions."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Sessions of the groups this person may see."""
        return self.filter(group__in=LearningGroup.objects.visible_to(person))

    def upcoming(self, now: datetime.datetime) -> Self:
        """Not over and not cancelled, soonest first."""
        return self.filter(ends_at__gte=now).exclude(state="cancelled").order_by("starts_at", "pk")

    def to_ask_about(self, person: Person, now: datetime.datetime) -> Self:
        """Over in the last two weeks, in groups this person is in, and nothing said yet about what they need."""
        lately = now - datetime.timedelta(days=14)
        over = self.filter(ends_at__lt=now, ends_at__gt=lately, group__in=LearningGroup.objects.of(person))
        return over.exclude(state="cancelled").exclude(access_outcomes__person=person).order_by("-starts_at", "pk")

    def with_answer_of(self, person: Person) -> Self:
        """Each with `my_answer`: what this person said, or nothing."""
        mine = Attendance.objects.filter(session=models.OuterRef("pk"), person=person)
        return self.annotate(my_answer=models.Subquery(mine.values("answer")[:1]))

    def soon_for_member(self, person: Person, now: datetime.datetime) -> Self:
        """Going on, or beginning within 24 hours, in groups this person is in."""
        soon = now + datetime.timedelta(hours=24)
        return self.upcoming(now).filter(starts_at__lte=soon, group__in=LearningGroup.objects.of(person))


class DebriefSession(models.Model):
    """A date of a learning group: a wall time in a zone, and how to join by video or phone."""

    class State(models.TextChoices):
        """See domain.md section 4."""

        PLANNED = "planned", "Planned"
        COLLECTING_TOPICS = "collecting_topics", "Collecting topics"
        CONFIRMED = "confirmed", "Confirmed"
        LIVE = "live", "Live"
        HELD = "held", "Held"
        SUMMARY_AGREED = "summary_agreed", "Summary agreed"
        CANCELLED = "cancelled", "Cancelled"

    MOVES: ClassVar[Moves] = moves(
        "planned → collecting_topics; collecting_topics → confirmed; collecting_topics → live; confirmed → live; "
        "live → held; held → summary_agreed; "
        "planned → cancelled; collecting_topics → cancelled; confirmed → cancelled"
    )

    group = models.ForeignKey(LearningGroup, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[validate_time_zone])
    how_to_join = models.CharField("video link or place", max_length=250, blank=True)
    phone_in = models.CharField("phone number and code", max_length=120, blank=True)
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=17, choices=State, default=State.PLANNED)

    objects = DebriefSessionQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal(
        "id",
        "group",
        "starts_at",
        "ends_at",
        "time_zone",
        "how_to_join",
        "phone_in",
        "calendar_uid",
        "calendar_sequence",
        "state",
    )

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=("group", "starts_at"), name="session_of_group"),)
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_it_starts"),
        )

    def __str__(self) -> str:
        return f"Session {self.pk}"

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which its wall time is kept."""
        return ZoneInfo(self.time_zone)

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not take place."""
        return self.state == self.State.CANCELLED

    def is_over(self, now: datetime.datetime) -> bool:
        """Return whether its time has passed."""
        return self.ends_at < now


class SessionTime(models.Model):
    """When a session was to be, at an earlier sequence of its calendar file: a notice of change names the old time."""

    session = models.ForeignKey(DebriefSession, on_delete=models.CASCADE, related_name="times")
    sequence = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    set_at = models.DateTimeField(default=timezone.now)

    PRIVACY: ClassVar[Privacy] = not_personal("id", "session", "sequence", "starts_at", "ends_at", "set_at")

    class Meta:
        ordering = ("sequence",)
        constraints = (models.UniqueConstraint(fields=("session", "sequence"), name="session_time_is_set_once"),)

    def __str__(self) -> str:
        return f"Time {self.sequence} of session {self.session_id}"


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
        """The person's own; to whoever runs the session, those about needs that are shared with them now."""
        if not person.is_authenticated:
            return self.none()
        shared = AccessNeed.objects.shared().filter(person=models.OuterRef("person"), need=models.OuterRef("need"))
        runs = Q(session__group__facilitator_id=person.pk) & models.Exists(shared)
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
