"""Rooms and what is said in them, and the questions colleagues ask one another."""

from youdesign.conversations.models.asks import Ask
from youdesign.conversations.models.rooms import MAX_CHARACTERS, Message, Room, RoomEvent, RoomMember

__all__ = ("MAX_CHARACTERS", "Ask", "Message", "Room", "RoomEvent", "RoomMember")
