"""Rooms, and who is in them."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from youdesign.people.models import Block, Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


class RoomQuerySet(models.QuerySet["Room"]):
    """Finds rooms."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Rooms this person is in now."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(members__person_id=person.pk, members__left_at__isnull=True)

    def in_use(self) -> Self:
        """Those that are not put away."""
        return self.filter(archived_at__isnull=True)

    def with_unread_for(self, person: Person) -> Self:
        """Each room with `unread`: how many messages of others there are to see that this person has not read.

        Never counted from seq, nor by looking at each message that is new: the few that are none to them are taken off.
        """
        here = RoomMember.objects.present().filter(room=OuterRef("pk"), person=person)
        blocked = Block.objects.visible_to(person).order_by().values("blocked")
        said = {"deleted_at__isnull": True, "hidden_at__isnull": True}
        silent = Q(room__messages__deleted_at__isnull=False) | Q(room__messages__hidden_at__isnull=False)
        no_news = (
            later(Q(room__messages__author=person), **said),
            later(Q(room__messages__author__in=blocked), **said),
            later(silent | Q(room__messages__author__isnull=True, room__messages__text="")),
        )
        seen = here.annotate(seen=sum(no_news, F("read_count"))).values("seen")[:1]
        return self.annotate(
            unread=Greatest(F("message_count") - Subquery(seen), 0, output_field=models.IntegerField())
        )


def later(which: Q, **facts: bool) -> Coalesce:
    """Return how many of these messages of a stay's room come after what has been read there."""
    facts = {f"room__messages__{name}": fact for name, fact in facts.items()}
    stay = RoomMember.objects.filter(pk=OuterRef("pk"))
    found = stay.filter(which, room__messages__number__gt=F("read_count"), **facts)
    return Coalesce(Subquery(found.order_by().values("pk").annotate(many=Count("room__messages")).values("many")), 0)


class Room(models.Model):
    """A place to talk. `last_seq` is the order: it moves under this row's lock and never skips."""

    SLOWEST: ClassVar[int] = 600  # seconds between two messages of one person, at most
    unread: int  # put there by with_unread_for
    turned_at: datetime.datetime  # put there by take_turn
    title = models.CharField(max_length=120)
    is_for_two = models.BooleanField("for two people", default=False)
    last_seq = models.PositiveBigIntegerField(default=0)
    message_count = models.PositiveBigIntegerField("messages", default=0)
    slow_seconds = models.PositiveSmallIntegerField("seconds between messages", default=0)
    shows_history = models.BooleanField("newcomers read from the start", default=True)
    may_be_saved = models.BooleanField("members may save what was said", default=False)
    closed_at = models.DateTimeField("closed", null=True, blank=True)
    is_closed_by_staff = models.BooleanField("closed by programme staff", default=False)
    archived_at = models.DateTimeField("put away", null=True, blank=True)
    made_at = models.DateTimeField("opened", default=timezone.now)

    objects = RoomQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "title": Held(
            "what the room is called",
            Erasure.KEEP,
            exported=False,
            keep_because="the others still meet in it; a name in it is taken out",
            may_name="members__person",
        ),
        **not_personal("id", "is_for_two", "last_seq", "message_count", "slow_seconds", "shows_history"),
        **not_personal("may_be_saved", "closed_at", "is_closed_by_staff", "archived_at", "made_at"),
    }

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(closed_at__isnull=False), name="room_put_away_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(is_closed_by_staff=False) | Q(closed_at__isnull=False),
                name="room_closed_by_staff_is_closed",
            ),
            models.CheckConstraint(condition=Q(slow_seconds__lte=600), name="room_is_not_too_slow"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def goes_on_at(self) -> str:
        """Return the address of what its people do together now, beside the room; empty where nothing goes on."""
        state = getattr(self, "state", None)
        return str(state.facts.get("page", "")) if state else ""

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be said here; it can still be read."""
        return self.closed_at is not None


class RoomMemberQuerySet(models.QuerySet["RoomMember"]):
    """Finds who is in a room."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """People in the rooms this person is in."""
        return self.filter(room__in=Room.objects.visible_to(person))

    def present(self) -> Self:
        """Those who have not left."""
        return self.filter(left_at__isnull=True)

    def facilitating(self) -> Self:
        """Those who look after the room now."""
        return self.present().filter(is_facilitator=True)


class RoomMember(models.Model):
    """One stay of one person in one room: what they may see of it, and how far they have read."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="room_memberships")
    is_facilitator = models.BooleanField("looks after the room", default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    sees_after = models.PositiveBigIntegerField("sees the messages after this one", default=0)
    read_count = models.PositiveBigIntegerField("messages read", default=0)
    is_muted = models.BooleanField("no notices from this room", default=False)
    hears_daily = models.BooleanField("a mail a day while there is something new", default=False)
    is_unseen = models.BooleanField("does not show that they are here", default=False)

    objects = RoomMemberQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "room": Held("which rooms you are in"),
        "person": Held("who is in the room"),
        "is_facilitator": Held("whether you look after the room"),
        "joined_at": Held("since when"),
        "left_at": Held("until when"),
        "read_count": Held("to show you what is new", exported=False),
        "is_muted": Held("whether the room stays quiet for you"),
        "hears_daily": Held("whether you hear of what is new once a day"),
        "is_unseen": Held("whether the others see that you are here"),
        **not_personal("id", "sees_after"),
    }

    class Meta:
        ordering = ("joined_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("room", "person"), condition=Q(left_at__isnull=True), name="room_member_is_there_once"
            ),
        )
        indexes = (
            models.Index(fields=("person", "room"), condition=Q(left_at__isnull=True), name="room_member_rooms"),
        )

    def __str__(self) -> str:
        return f"In the room from {self.joined_at:%-d %B %Y}"
