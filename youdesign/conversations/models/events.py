"""The one gap-free sequence of events of a room, which every reader follows."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from youdesign.conversations.models.messages import Message
from youdesign.conversations.models.rooms import Room
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


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
        REACT = "react", "Reaction"
        PIN = "pin", "Pinned, or not any more"
        HIDE = "hide", "Hidden, or not any more"
        JOINED = "joined", "Somebody joined"
        LEFT = "left", "Somebody left"
        ROOM = "room", "The room's own ways"
        CLOSED = "closed", "Closed"
        ANEW = "anew", "Something is kept no longer"
        ACT = "act", "What is done together has moved on"

    OF_A_MESSAGE: ClassVar[tuple[str, ...]] = (
        Kind.MESSAGE,
        Kind.EDIT,
        Kind.DELETE,
        Kind.REACT,
        Kind.PIN,
        Kind.HIDE,
    )
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
                condition=Q(kind__in=["message", "edit", "delete", "react", "pin", "hide"], message__isnull=False)
                | Q(kind__in=["joined", "left", "room", "closed", "anew", "act"], message__isnull=True),
                name="room_event_has_its_subject",
            ),
        )

    def __str__(self) -> str:
        return f"Event {self.room_id}:{self.seq}"
