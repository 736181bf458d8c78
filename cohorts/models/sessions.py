"""Sessions of learning groups: when they were and are to be, and how to join."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.debriefs import DebriefTemplate
from cohorts.models.groups import GroupMembership, LearningGroup
from youdesign.people.models import Person, validate_time_zone
from youdesign.people.privacy import Privacy, not_personal
from youdesign.people.states import Moves, moves

IS_ADDRESS = URLValidator(schemes=["http", "https"])


class DebriefSessionQuerySet(models.QuerySet["DebriefSession"]):
    """Finds sessions."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Sessions of the groups this person may see."""
        return self.filter(group__in=LearningGroup.objects.visible_to(person))

    def upcoming(self, now: datetime.datetime) -> Self:
        """Not over, not held and not cancelled, soonest first."""
        return self.filter(ends_at__gte=now).exclude(state__in=DebriefSession.DONE).order_by("starts_at", "pk")

    def upcoming_or_live(self, now: datetime.datetime) -> Self:
        """Those to come, and those that go on over their time."""
        goes_on = Q(ends_at__gte=now) | Q(state=DebriefSession.State.LIVE)
        return self.filter(goes_on).exclude(state__in=DebriefSession.DONE).order_by("starts_at", "pk")

    def round_the_table_of(self, person: Person) -> Self:
        """Those of groups this person is in or runs, ended ones too; coordinating gives no seat."""
        return self.filter(group__in=LearningGroup.objects.run_by(person) | LearningGroup.objects.of(person))

    def sat_at_by(self, person: Person) -> Self:
        """Those at whose table this person sat and still sits: their seat is older than its end, or they run the group.

        Whoever joined later, and whoever left, also to come back, was not one of those who sat there together.
        """
        seats = GroupMembership.objects.present().filter(person_id=person.pk, group=models.OuterRef("group"))
        sat = Q(models.Exists(seats.filter(joined_at__lt=models.OuterRef("ends_at"))))
        return self.filter(Q(group__in=LearningGroup.objects.run_by(person)) | sat)

    def to_ask_about(self, person: Person, now: datetime.datetime) -> Self:
        """Over in the last two weeks, in groups this person is in, and nothing said yet about what they need."""
        lately = now - datetime.timedelta(days=14)
        over = self.filter(ends_at__lt=now, ends_at__gt=lately, group__in=LearningGroup.objects.of(person))
        came = Q(attendances__person=person, attendances__was__in=("there", "part"))
        over = over.filter(Q(is_straight_after=False) | came).distinct()
        return over.exclude(state="cancelled").exclude(access_outcomes__person=person).order_by("-starts_at", "pk")

    def with_answer_of(self, person: Person) -> Self:
        """Each with `my_answer` and `my_was`: what this person said, and whether they were there, or nothing."""
        mine = models.FilteredRelation("attendances", condition=Q(attendances__person=person))
        return self.alias(mine=mine).annotate(my_answer=models.F("mine__answer"), my_was=models.F("mine__was"))

    def arranged(self) -> Self:
        """Those with a date set beforehand: whoever was not at one straight after an event has missed nothing."""
        return self.filter(is_straight_after=False)

    def soon_for_member(self, person: Person, now: datetime.datetime) -> Self:
        """Going on, or beginning within 24 hours, in groups this person is in."""
        soon = now + datetime.timedelta(hours=24)
        return self.upcoming(now).filter(starts_at__lte=soon, group__in=LearningGroup.objects.of(person))


class DebriefSession(models.Model):
    """A date of a learning group: a wall time in a zone, how to join by video, by phone or in a place, and what for."""

    my_answer: str | None  # put there by with_answer_of
    my_was: str | None  # and this

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
        "planned → held; collecting_topics → held; confirmed → held; live → held; held → summary_agreed; "
        "planned → cancelled; collecting_topics → cancelled; confirmed → cancelled"
    )

    group = models.ForeignKey(LearningGroup, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[validate_time_zone])
    title = models.CharField("what it is about", max_length=100, blank=True)
    online_link = models.CharField("video link", max_length=300, blank=True, validators=[IS_ADDRESS])
    phone_in = models.CharField("phone number", max_length=60, blank=True)
    phone_code = models.CharField("code for the phone", max_length=30, blank=True)
    place = models.CharField("place", max_length=250, blank=True)
    place_access = models.TextField("getting in", max_length=1000, blank=True)
    template = models.ForeignKey(
        DebriefTemplate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    is_straight_after = models.BooleanField(
        "begun by the group straight after an event", default=False, db_default=False
    )
    agenda = models.TextField("plan for the session", max_length=4000, blank=True)
    bring = models.TextField("what to bring", max_length=1000, blank=True)
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=17, choices=State, default=State.PLANNED)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    HELD: ClassVar[tuple[str, ...]] = (State.HELD, State.SUMMARY_AGREED)
    DONE: ClassVar[tuple[str, ...]] = (*HELD, State.CANCELLED)
    LONGEST: ClassVar[datetime.timedelta] = datetime.timedelta(hours=8)
    LOBBY: ClassVar[datetime.timedelta] = datetime.timedelta(minutes=15)
    HOW: ClassVar[tuple[str, ...]] = ("online_link", "phone_in", "phone_code", "place", "place_access")
    WHAT: ClassVar[tuple[str, ...]] = ("title", "agenda", "bring")

    objects = DebriefSessionQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal(
        "id",
        "group",
        "starts_at",
        "ends_at",
        "time_zone",
        *HOW,
        *WHAT,
        "template",
        "is_straight_after",
        "calendar_uid",
        "calendar_sequence",
        "state",
        "changed_at",
    )

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=("group", "starts_at"), name="session_of_group"),)
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(ends_at__lte=models.F("starts_at") + datetime.timedelta(hours=8)),
                name="session_lasts_eight_hours_at_most",
            ),
        )

    def __str__(self) -> str:
        return f"Session {self.pk}"

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which its wall time is kept."""
        return ZoneInfo(self.time_zone)

    @property
    def room_opens_at(self) -> datetime.datetime:
        """Return from when people may come into our live room."""
        return self.starts_at - self.LOBBY

    @property
    def room_closes_at(self) -> datetime.datetime:
        """Return until when a debrief can be begun there; one that has begun goes on."""
        return self.ends_at + self.LOBBY

    @property
    def is_in_its_room(self) -> bool:
        """Whether its live room has been opened and not closed."""
        return self.__class__.objects.filter(pk=self.pk, live__isnull=False, live__ended_at__isnull=True).exists()

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not take place."""
        return self.state == self.State.CANCELLED

    @property
    def is_held(self) -> bool:
        """Whether somebody said that it took place, and who was there."""
        return self.state in self.HELD

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
