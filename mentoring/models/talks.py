"""Talks of a leader and a mentor: times one offers, the one the other picks, and what came of it."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from mentoring.models.matches import Match
from youdesign.people.blind import BlindCharField
from youdesign.people.models import Person, validate_time_zone
from youdesign.people.privacy import Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class TalkQuerySet(models.QuerySet["Talk"]):
    """Finds talks."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of matches that this person is one of the two of; coordinating gives no right to their pages."""
        return self.filter(match__in=Match.objects.visible_to(person).together())

    def with_both(self) -> Self:
        """With the two who talk."""
        return self.select_related("match__leader", "match__offer__mentor", "match__offer__programme", "offered_by")

    def booked(self) -> Self:
        """With a time that both know, soonest first."""
        return self.filter(state=Talk.State.BOOKED).order_by("starts_at", "pk")

    def upcoming(self, now: datetime.datetime) -> Self:
        """Booked and not over, soonest first."""
        return self.booked().filter(ends_at__gte=now)

    def over(self, now: datetime.datetime) -> Self:
        """Those that took place, and those that stayed where they were until their time was over."""
        stayed = Q(state__in=(Talk.State.BOOKED, Talk.State.MISSED), ends_at__lt=now)
        return self.filter(Q(state=Talk.State.HELD) | stayed)

    def held(self) -> Self:
        """Those that took place, in order."""
        return self.filter(state=Talk.State.HELD).order_by("starts_at", "pk")


class Talk(models.Model):
    """A talk of the two: offered with some times, booked when one is picked; a talk that is moved or missed stays."""

    STAFF_MAY: ClassVar[str] = "SELECT"  # dates and states; how to join is between the two

    class State(models.TextChoices):
        """See domain.md section 4."""

        OFFERED = "offered", "Times offered"
        BOOKED = "booked", "Booked"
        HELD = "held", "Talked"
        MOVED = "moved", "Moved"
        MISSED = "missed", "Did not happen"
        CANCELLED = "cancelled", "Called off"

    class Channel(models.TextChoices):
        """How the two talk."""

        VIDEO = "video", "Video"
        PHONE = "phone", "Phone"
        PLACE = "place", "In person, in a public place"
        WRITING = "writing", "In writing, in our room"

    MOVES: ClassVar[Moves] = moves(
        "offered → booked; offered → cancelled; booked → held; booked → moved; moved → booked; booked → missed; "
        "booked → cancelled"
    )
    MINUTES: ClassVar[tuple[int, ...]] = (20, 30, 45, 60, 90)

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="talks")
    offered_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    offered_at = models.DateTimeField("times offered", default=timezone.now)
    minutes = models.PositiveSmallIntegerField("how long", default=45)
    channel = models.CharField("how", max_length=8, choices=Channel, default=Channel.VIDEO)
    where = BlindCharField("link, number or place", max_length=300, blank=True)
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[validate_time_zone])
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    booked_by = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    booked_at = models.DateTimeField("time picked", null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField("when somebody said what came of it", null=True, blank=True)
    instead_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="moved_to")
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)

    objects = TalkQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "offered_by": Held("who offered times"),
        "match": Held("whose talk it is", leads=True),
        "offered_at": Held("when"),
        "channel": Held("how you would talk"),
        "where": Held("where to ring, click or go", blind=True),
        "starts_at": Held("when you talk"),
        "ends_at": Held("until when"),
        "booked_by": Held("who picked the time"),
        "booked_at": Held("when they picked it"),
        "settled_by": Held("who said what came of it"),
        "settled_at": Held("when"),
        "state": Held("what came of it"),
        **not_personal("id", "minutes", "time_zone", "instead_of", "calendar_uid", "calendar_sequence"),
    }

    class Meta:
        ordering = ("-starts_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("match",), condition=Q(state="offered"), name="talk_is_offered_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "cancelled"]) | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="talk_booked_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="talk_ends_after_it_starts"
            ),
        )
        indexes = (models.Index(fields=("match", "state", "starts_at"), name="talk_of_match"),)

    def __str__(self) -> str:
        return f"Talk {self.pk}"

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which its wall time is kept."""
        return ZoneInfo(self.time_zone)

    @property
    def is_offered(self) -> bool:
        """Whether one of the two is asked to pick a time."""
        return self.state == Talk.State.OFFERED

    @property
    def is_booked(self) -> bool:
        """Whether both know when."""
        return self.state == Talk.State.BOOKED

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return self.state == Talk.State.HELD

    @property
    def is_off(self) -> bool:
        """Whether calendars take it out: it was booked, and does not take place then."""
        return self.state in (Talk.State.MOVED, Talk.State.CANCELLED)

    def is_over(self, now: datetime.datetime) -> bool:
        """Return whether it took place, or stayed where it was until its time was over."""
        stayed = self.state in (Talk.State.BOOKED, Talk.State.MISSED)
        return self.is_held or (stayed and self.ends_at is not None and self.ends_at < now)

    def has_begun(self, now: datetime.datetime) -> bool:
        """Return whether its time has come."""
        return self.starts_at is not None and self.starts_at <= now


class TalkTime(models.Model):
    """One of the times that were offered for a talk."""

    STAFF_MAY: ClassVar[str] = "SELECT"

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()

    PRIVACY: ClassVar[Privacy] = not_personal("id", "talk", "starts_at")

    class Meta:
        ordering = ("starts_at",)
        constraints = (models.UniqueConstraint(fields=("talk", "starts_at"), name="talk_time_is_offered_once"),)

    def __str__(self) -> str:
        return f"Time {self.pk}"
