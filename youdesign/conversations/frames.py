"""How an event looks on its way to a browser: the same for the socket and for the events address."""

import json
from enum import IntEnum
from typing import Any

from youdesign.conversations.models import Message, RoomEvent
from youdesign.people.models import Person

VERSION = 1
HUES = ("teal", "clay", "honey")
SOMEBODY = "Somebody who has left"


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


def encode(frame: dict[str, Any]) -> str:
    """Return the frame as it goes over the wire."""
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False)


def bye(code: Code) -> str:
    """Return the last frame before the server closes a socket."""
    return encode({"t": "bye", "code": code, "reconnect": code.may_return})


def hue_of(person: Person | None) -> str:
    """Return the colour beside this person's name, always the same one."""
    return HUES[person.pk % len(HUES)] if person else HUES[0]


def person_fields(person: Person | None) -> dict[str, Any]:
    """Return what the others see of a person."""
    if person is None:
        return {"id": None, "name": SOMEBODY, "initials": "", "hue": hue_of(None)}
    return {"id": person.pk, "name": str(person), "initials": person.initials, "hue": hue_of(person)}


def message_fields(message: Message) -> dict[str, Any]:
    """Return a message as it is now: of a deleted one, nothing that was said."""
    gone = message.deleted_at is not None
    return {
        "id": message.pk,
        "number": message.number,
        "client_id": str(message.client_id),
        "author": person_fields(message.author),
        "text": "" if gone else message.text,
        "sent_at": message.sent_at.isoformat(),
        "edited": message.edited_at is not None,
        "gone": gone,
    }


def event_frame(event: RoomEvent) -> dict[str, Any]:
    """Return the frame for one event; its row holds no words, they are read from the message as it is now."""
    frame: dict[str, Any] = {
        "t": "ev",
        "room": event.room_id,
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at.isoformat(),
    }
    if event.message is not None:
        frame["message"] = message_fields(event.message)
    if event.kind in (RoomEvent.Kind.JOINED, RoomEvent.Kind.LEFT):
        frame["person"] = person_fields(event.person)
    return frame
