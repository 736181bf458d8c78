"""How an event looks on its way to a browser: the same for the socket and for the events address."""

import json
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID

from youdesign.conversations.models import RoomEvent
from youdesign.conversations.words import html_of
from youdesign.people.models import Person

VERSION = 1
HUES = ("teal", "clay", "honey")
SOMEBODY = "Someone who left"


class Code(IntEnum):
    """Why a socket closes, or why a frame was refused; each says whether coming back helps."""

    RESTART = 1012
    OVERLOADED = 1013
    NOT_SIGNED_IN = 4001
    NOT_A_MEMBER = 4003
    CLOSED = 4004
    TOO_SLOW = 4008
    PROTOCOL = 4009
    TOO_FAST = 4029

    @property
    def may_return(self) -> bool:
        """Whether the browser should connect again by itself."""
        return self in (Code.RESTART, Code.OVERLOADED, Code.TOO_SLOW, Code.TOO_FAST)


class Event(NamedTuple):
    """One event with what it shows of its message and of people, as they are now; the names are those of the fields."""

    room_id: int
    seq: int
    kind: str
    at: datetime
    person_id: int | None
    person__name: str
    message_id: int | None
    message__number: int
    message__client_id: UUID
    message__author_id: int | None
    message__author__name: str
    message__text: str
    message__sent_at: datetime
    message__edited_at: datetime | None
    message__deleted_at: datetime | None


class Refused(Exception):
    """The answer is no, and why, in words for the person."""

    def __init__(self, code: Code, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def encode(frame: dict[str, Any]) -> str:
    """Return the frame as it goes over the wire."""
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False)


def bye(code: Code) -> str:
    """Return the last frame before the server closes a socket."""
    return encode({"t": "bye", "code": code, "reconnect": code.may_return})


def hue_of(person: Person | None) -> str:
    """Return the colour beside this person's name, always the same one."""
    return HUES[person.pk % len(HUES)] if person else HUES[0]


def person_fields(pk: int | None, name: str) -> dict[str, Any]:
    """Return what the others see of a person."""
    if pk is None:
        return {"id": None, "name": SOMEBODY, "initials": "", "hue": hue_of(None)}
    person = Person(pk=pk, name=name)
    return {"id": pk, "name": str(person), "initials": person.initials, "hue": hue_of(person)}


def event_frame(event: Event) -> dict[str, Any]:
    """Return the frame for one event; its row holds no words, they are read from the message as it is now."""
    frame: dict[str, Any] = {
        "t": "ev",
        "room": event.room_id,
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at.isoformat(),
    }
    if event.message_id is not None:
        frame["message"] = message_fields(event)
    if event.kind in (RoomEvent.Kind.JOINED, RoomEvent.Kind.LEFT):
        frame["person"] = person_fields(event.person_id, event.person__name)
    return frame


def is_gone(author_id: int | None, text: str, deleted_at: datetime | None) -> bool:
    """Whether nothing is left of a message: it was taken back, or its author has been erased."""
    return deleted_at is not None or (author_id is None and not text)


def message_fields(event: Event) -> dict[str, Any]:
    """Return the message as it is now: of a deleted one, nothing that was said."""
    gone = is_gone(event.message__author_id, event.message__text, event.message__deleted_at)
    text = "" if gone else event.message__text
    return {
        "id": event.message_id,
        "number": event.message__number,
        "client_id": str(event.message__client_id),
        "author": person_fields(event.message__author_id, event.message__author__name),
        "text": text,
        "html": html_of(text),
        "sent_at": event.message__sent_at.isoformat(),
        "edited": event.message__edited_at is not None,
        "gone": gone,
    }
