"""Rooms and what is said in them, and the questions colleagues ask one another."""

from youdesign.conversations.models.asks import Ask
from youdesign.conversations.models.attachments import MAX_DESCRIPTION, Attachment
from youdesign.conversations.models.events import RoomEvent
from youdesign.conversations.models.messages import MAX_CHARACTERS, MAX_NOTE, Mention, Message, Reaction, Version
from youdesign.conversations.models.rooms import Room, RoomMember
from youdesign.conversations.models.states import RoomState

__all__ = (
    "MAX_CHARACTERS",
    "MAX_DESCRIPTION",
    "MAX_NOTE",
    "Ask",
    "Attachment",
    "Mention",
    "Message",
    "Reaction",
    "Room",
    "RoomEvent",
    "RoomMember",
    "RoomState",
    "Version",
)
