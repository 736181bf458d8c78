"""Rooms, who is in them, messages, and the one gap-free sequence of events that every reader follows."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal

MAX_CHARACTERS = 4000


class RoomQuerySet(models.QuerySet["Room"]):
    """Finds rooms."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Rooms this person is in now."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(members__person_id=person.pk, members__left_at__isnull=True)

    def with_unread_for(self, person: Person) -> Self:
        """Each room with `unread`: how many messages of others this person has not read. Never counted from seq."""
        here = RoomMember.objects.present().filter(room=OuterRef("pk"), person=person)
        own = Message.objects.filter(room=OuterRef("room"), author=person, number__gt=OuterRef("read_count"))
        own_later = own.order_by().values("room").annotate(many=Count("pk")).values("many")
        seen = here.annotate(seen=F("read_count") + Coalesce(Subquery(own_later), 0)).values("seen")[:1]
        return self.annotate(
            unread=Greatest(F("message_count") - Subquery(seen), 0, output_field=models.IntegerField())
        )


class Room(models.Model):
    """A place to talk. `last_seq` is the order: it moves under this row's lock and never skips."""

    unread: int  # put there by with_unread_for
    turned_at: datetime.datetime  # put there by take_turn
    title = models.CharField(max_length=120)
    is_for_two = models.BooleanField("for two people", default=False)
    last_seq = models.PositiveBigIntegerField(default=0)
    message_count = models.PositiveBigIntegerField("messages", default=0)
    closed_at = models.DateTimeField("closed", null=True, blank=True)
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
        **not_personal("id", "is_for_two", "last_seq", "message_count", "closed_at", "made_at"),
    }

    def __str__(self) -> str:
        return self.title

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


class RoomMember(models.Model):
    """One stay of one person in one room, and how far they have read."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="room_memberships")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    read_count = models.PositiveBigIntegerField("messages read", default=0)

    objects = RoomMemberQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "room": Held("which rooms you are in"),
        "person": Held("who is in the room"),
        "joined_at": Held("since when"),
        "left_at": Held("until when"),
        "read_count": Held("to show you what is new", exported=False),
        **not_personal("id"),
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
        return f"Room member {self.pk}"


class MessageQuerySet(models.QuerySet["Message"]):
    """Finds messages."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Messages in the rooms this person is in now."""
        return self.filter(room__in=Room.objects.visible_to(person))


class Message(models.Model):
    """What somebody said in a room, once: the sender's own id makes a repeated send the same message for ever."""

    STAFF_MAY: ClassVar[str] = "SELECT"  # in Django admin, and of the columns that are not blind
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="messages")
    client_id = models.UUIDField()
    number = models.PositiveBigIntegerField("nth message of the room")
    text = models.TextField(max_length=MAX_CHARACTERS)
    reply_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    sent_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "author": Held("who said it", Erasure.ANONYMISE),
        "text": Held("what you said to the people in the room", blind=True),
        "sent_at": Held(
            "when you said it", Erasure.KEEP, keep_because="so that what the others said stays in its order"
        ),
        **not_personal("id", "room", "client_id", "number", "reply_to", "edited_at", "deleted_at"),
    }

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("room", "author", "client_id"), name="message_is_sent_once"),
            models.UniqueConstraint(fields=("room", "number"), name="message_number_is_its_own"),
            models.CheckConstraint(condition=Q(number__gte=1), name="message_number_starts_at_one"),
        )
        indexes = (models.Index(fields=("author", "-sent_at"), name="message_lately_sent"),)

    def __str__(self) -> str:
        return f"Message {self.pk}"


class RoomEventQuerySet(models.QuerySet["RoomEvent"]):
    """Finds events."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Events in the rooms this person is in now."""
        return self.filter(room__in=Room.objects.visible_to(person))

    def after(self, seq: int) -> Self:
        """Events later than this one, in order."""
        return self.filter(seq__gt=seq).order_by("seq")


class RoomEvent(models.Model):
    """One change of a room. It holds no text: readers join the message as it is now, so nothing deleted is replayed."""

    class Kind(models.TextChoices):
        """Everything that changes a room."""

        MESSAGE = "message", "Message"
        EDIT = "edit", "Edit"
        DELETE = "delete", "Delete"
        JOINED = "joined", "Somebody joined"
        LEFT = "left", "Somebody left"
        CLOSED = "closed", "Closed"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = RoomEventQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who joined or left", Erasure.ANONYMISE),
        **not_personal("id", "room", "seq", "kind", "message", "at"),
    }

    class Meta:
        ordering = ("room", "seq")
        constraints = (
            models.UniqueConstraint(fields=("room", "seq"), name="room_event_seq_is_gap_free"),
            models.CheckConstraint(
                condition=Q(kind__in=["message", "edit", "delete"], message__isnull=False)
                | Q(kind__in=["joined", "left", "closed"], message__isnull=True),
                name="room_event_has_its_subject",
            ),
        )

    def __str__(self) -> str:
        return f"Event {self.room_id}:{self.seq}"
