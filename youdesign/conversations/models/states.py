"""What is going on in a room beside its words: who has the floor, which step it is, until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from youdesign.conversations.models.rooms import Room
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


class RoomState(models.Model):
    """The state of something that the people in a room do together; it changes under the room's lock.

    It holds keys and times and never a word of anybody's, for it goes out with events.
    """

    STAFF_MAY: ClassVar[str] = ""

    room = models.OneToOneField(Room, on_delete=models.CASCADE, primary_key=True, related_name="state")
    facts = models.JSONField(default=dict)
    version = models.PositiveIntegerField("how many times it has changed", default=0)

    objects: ClassVar[models.Manager[RoomState]] = models.Manager()
    PRIVACY: ClassVar[Privacy] = {
        "facts": Held(
            "who does what in a debrief that goes on",
            Erasure.KEEP,
            exported=False,
            blind=True,
            keep_because="only numbers that stand for people, and it is emptied when the debrief ends",
        ),
        **not_personal("room", "version"),
    }

    class Meta:
        verbose_name = "what goes on in a room"

    def __str__(self) -> str:
        return f"State {self.version} of room {self.room_id}"
