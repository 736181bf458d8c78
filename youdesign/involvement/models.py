"""The real piece of work: the host it is with, the involvement, and each of its dates."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from youdesign.people.models import Code, Person, validate_time_zone
from youdesign.people.privacy import Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class HostQuerySet(models.QuerySet["Host"]):
    """Finds hosts."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Hosts that staff keep for everyone, hosts of this person's own involvements, and hosts they answer for."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(
            Q(added_by__isnull=True) | Q(added_by_id=person.pk) | Q(contacts__person_id=person.pk)
        ).distinct()


class Host(models.Model):
    """The organisation: NHS body, council, charity, university, care provider or other."""

    name = models.CharField(max_length=160)
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = HostQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "added_by": Held("who added it, and is the only one who can choose it"),
        "name": Held("what you called the organisation", whose="added_by"),
        **not_personal("id", "kind"),
    }

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class HostContact(models.Model):
    """Somebody at a host whom patient leaders can reach, and who answers two questions by a link."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="host_contacts")
    name = models.CharField(max_length=80)
    job = models.CharField(max_length=120, blank=True)
    email = models.EmailField()

    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who it is"),
        "name": Held("whom to ask for"),
        "job": Held("what they do"),
        "email": Held("how to reach them"),
        **not_personal("id", "host"),
    }

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class InvolvementQuerySet(models.QuerySet["Involvement"]):
    """Finds involvements."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own. Nobody else's, until its leader shares it."""
        return self.filter(leader_id=person.pk) if person.is_authenticated else self.none()

    def with_next_event(self, now: datetime.datetime) -> Self:
        """Add when the next date is, as `next_at` and its zone as `next_zone`."""
        coming = InvolvementEvent.objects.upcoming(now).filter(involvement=models.OuterRef("pk"))
        return self.annotate(
            next_at=models.Subquery(coming.values("starts_at")[:1]),
            next_zone=models.Subquery(coming.values("time_zone")[:1]),
        )


class Involvement(models.Model):
    """The real work with a host, one meeting or a two-year role: the central record."""

    class State(models.TextChoices):
        """See domain.md section 4."""

        THINKING = "thinking_about_it", "Thinking about it"
        SAID_YES = "said_yes", "Said yes"
        UNDER_WAY = "under_way", "Under way"
        PAUSED = "paused", "Paused"
        FINISHED = "finished", "Finished"
        FOLLOWING_UP = "following_up", "Following up"
        CLOSED = "closed", "Closed"
        SAID_NO = "said_no", "Said no"
        STEPPED_BACK = "stepped_back", "Stepped back"
        CANCELLED_BY_HOST = "cancelled_by_host", "Cancelled by the host"

    MOVES: ClassVar[Moves] = moves(
        "thinking_about_it → said_yes; thinking_about_it → said_no; said_yes → under_way; under_way → paused; "
        "paused → under_way; under_way → finished; finished → following_up; following_up → closed; "
        "said_yes → stepped_back; under_way → stepped_back; paused → stepped_back; "
        "said_yes → cancelled_by_host; under_way → cancelled_by_host"
    )

    leader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="involvements")
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="involvements")
    title = models.CharField(max_length=140)
    open_to_change = models.CharField("what is open to change", max_length=500, blank=True)
    role = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    level = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=State, default=State.THINKING)
    added_at = models.DateTimeField(default=timezone.now)

    objects = InvolvementQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "leader": Held("whose work it is"),
        "host": Held("whom you work with"),
        "title": Held("what the work is"),
        "open_to_change": Held("what can change"),
        "role": Held("what you do in it"),
        "level": Held("how far it reaches"),
        "place": Held("where your voice is"),
        "state": Held("where it has got to"),
        "added_at": Held("when you added it"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("-added_at", "-pk")
        indexes = (models.Index(fields=("leader", "-added_at"), name="involvement_of_leader"),)

    def __str__(self) -> str:
        return self.title


class InvolvementEventQuerySet(models.QuerySet["InvolvementEvent"]):
    """Finds events."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Events of involvements this person may see."""
        return self.filter(involvement__in=Involvement.objects.visible_to(person))

    def upcoming(self, now: datetime.datetime) -> Self:
        """Still to come, soonest first."""
        return self.filter(starts_at__gte=now, state__in=["coming_up", "prepared"]).order_by("starts_at", "pk")

    def past(self, now: datetime.datetime) -> Self:
        """Begun already, latest first, cancelled ones left out."""
        return self.filter(starts_at__lt=now).exclude(state__in=["cancelled", "missed"]).order_by("-starts_at", "-pk")


class InvolvementEvent(models.Model):
    """Each date of an involvement. Practice, meeting buddy, debrief and host check attach here."""

    class State(models.TextChoices):
        """See domain.md section 4."""

        COMING_UP = "coming_up", "Coming up"
        PREPARED = "prepared", "Prepared"
        HAPPENED = "happened", "Happened"
        DEBRIEFED = "debriefed", "Debriefed"
        MISSED = "missed", "Missed"
        CANCELLED = "cancelled", "Cancelled"

    MOVES: ClassVar[Moves] = moves(
        "coming_up → prepared; coming_up → happened; prepared → happened; happened → debriefed; coming_up → missed; "
        "prepared → missed; coming_up → cancelled; prepared → cancelled"
    )

    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE, related_name="events")
    title = models.CharField(max_length=140)
    starts_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[validate_time_zone])
    where = models.CharField(max_length=250, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.COMING_UP)

    objects = InvolvementEventQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "involvement": Held("which work it is part of", leads=True),
        "title": Held("what it is"),
        "starts_at": Held("when it is"),
        "time_zone": Held("when it is"),
        "where": Held("where it is"),
        "state": Held("whether it happened"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=("involvement", "starts_at"), name="event_of_involvement"),)

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which its wall time is kept."""
        return ZoneInfo(self.time_zone)


class PreparationQuerySet(models.QuerySet["Preparation"]):
    """Finds notes for dates."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A person's own, and nobody else's."""
        return self.filter(leader_id=person.pk) if person.is_authenticated else self.none()


class Preparation(models.Model):
    """What a leader wants to say and to come out of one date, written before it for themselves alone."""

    STAFF_MAY: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="preparations")
    event = models.OneToOneField(InvolvementEvent, on_delete=models.CASCADE, related_name="preparation")
    body = models.BinaryField("my notes")
    version = models.PositiveIntegerField("how many times it was saved", default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = PreparationQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "leader": Held("who wrote it"),
        "event": Held("what it is for"),
        "body": Held("your own words, for you alone", blind=True),
        "changed_at": Held("when you last changed it"),
        **not_personal("id", "version"),
    }

    class Meta:
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return f"Preparation {self.pk}"
