"""How an event looks on its way to a browser: the same for the socket and for the events address."""

import json
from datetime import datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from youdesign.conversations.files import SMALL, label_of
from youdesign.conversations.models import Reaction, RoomEvent
from youdesign.conversations.words import beginning_of, html_of
from youdesign.people.models import Person

VERSION = 1
HUES = ("teal", "clay", "honey")
FILE_FACTS = ("id", "name", "size", "width", "height", "description")
SOMEBODY = "Someone who left"
KEPT = 2000  # people whose name and colour this process need not work out again
ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
REACTIONS = tuple(Reaction.Code.values)
EARLIER = "earlier"  # the kind of an event about something said before this reader came


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
        """Whether the browser should connect again by itself: also to a closed room, to hear when it is open again."""
        return self in (Code.RESTART, Code.OVERLOADED, Code.CLOSED, Code.TOO_SLOW, Code.TOO_FAST)


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
    message__content_note: str
    message__signal: str
    message__revision: int
    message__sent_at: datetime
    message__deleted_at: datetime | None
    message__hidden_at: datetime | None
    message__pinned_at: datetime | None
    answered_number: int | None
    answered_author_id: int | None
    answered_name: str
    answered_words: str
    taps: list[str]
    named: list[int]
    files: list[str]
    going_on: str


class Refused(Exception):
    """The answer is no, and why, in words for the person."""

    def __init__(self, code: Code, words: str, wait: int = 0) -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.wait = wait

    @property
    def frame(self) -> dict[str, Any]:
        """What goes to the browser; `wait` is the seconds after which trying again helps."""
        return {"t": "nack", "code": self.code, "words": self.words, "wait": self.wait}


def encode(frame: dict[str, Any]) -> str:
    """Return the frame as it goes over the wire."""
    return ENCODER.encode(frame)


def bye(code: Code) -> str:
    """Return the last frame before the server closes a socket."""
    return encode({"t": "bye", "code": code, "reconnect": code.may_return})


def hue_of(person: Person | None) -> str:
    """Return the colour beside this person's name, always the same one."""
    return HUES[person.pk % len(HUES)] if person else HUES[0]


@lru_cache(KEPT)
def person_fields(pk: int | None, name: str) -> dict[str, Any]:
    """Return what the others see of a person: kept, for making it costs as much as the rest of a frame."""
    if pk is None:
        return {"id": None, "name": SOMEBODY, "initials": "", "hue": hue_of(None)}
    person = Person(pk=pk, name=name)
    return {"id": pk, "name": str(person), "initials": person.initials, "hue": hue_of(person)}


def event_frame(event: Event, sees_after: int = 0) -> dict[str, Any]:
    """Return the frame for one event; its row holds no words, they are read from the message as it is now.

    The same holds for what goes on in the room: an older event brings the state of now.

    To somebody whose sight of the room begins later than the message, only that there was something.
    """
    frame: dict[str, Any] = {"t": "ev", "room": event.room_id, "seq": event.seq, "kind": event.kind}
    frame["at"] = event.at.isoformat()
    if event.message_id is not None and event.message__number <= sees_after:
        frame["kind"] = EARLIER
    elif event.message_id is not None:
        frame["message"] = message_fields(event, sees_after)
    if event.kind == RoomEvent.Kind.ACT:
        frame["state"] = json.loads(event.going_on)
    if event.kind in (RoomEvent.Kind.JOINED, RoomEvent.Kind.LEFT):
        frame["person"] = person_fields(event.person_id, event.person__name)
    return frame


def sight(event: Event, sees_after: int) -> tuple[bool, bool]:
    """Return what of an event somebody sees: its message, and what that answers; who sees the same shares a frame."""
    return (
        event.message_id is None or event.message__number > sees_after,
        event.answered_number is None or event.answered_number > sees_after,
    )


def message_fields(event: Event, sees_after: int) -> dict[str, Any]:
    """Return the message as it is now: of one taken back or hidden, nothing that was said."""
    gone = event.message__deleted_at is not None or is_erased(event)
    hidden = not gone and event.message__hidden_at is not None
    silent = gone or hidden
    text = "" if silent else event.message__text
    note = "" if silent else event.message__content_note
    return {
        "id": event.message_id,
        "number": event.message__number,
        "client_id": str(event.message__client_id),
        "author": person_fields(event.message__author_id, event.message__author__name),
        "text": text,
        "html": html_of(text),
        "beginning": beginning_of(note or text),
        "note": note,
        "signal": "" if silent else event.message__signal,
        "sent_at": event.message__sent_at.isoformat(),
        "revision": event.message__revision,
        "gone": gone,
        "hidden": hidden,
        "pinned": event.message__pinned_at is not None,
        "answers": answered_fields(event, sees_after),
        "reactions": [] if silent else reaction_fields(event.taps),
        "named": [] if silent else event.named,
        "files": [] if silent else file_fields(event.room_id, event.files),
    }


def file_fields(room_pk: int, files: list[str]) -> list[dict[str, Any]]:
    """Return what a browser shows of each file of a message, and where it is."""
    return [file_field(room_pk, json.loads(facts)) for facts in files]


def file_field(room_pk: int, facts: dict[str, Any]) -> dict[str, Any]:
    """Return one file; the sides of a picture are those of the small one."""
    sides = [facts["width"], facts["height"]]
    if is_picture := sides[0] is not None:
        longer = max(SMALL, *sides)
        sides = [max(1, side * SMALL // longer) for side in sides]
    return {
        **facts,
        "kind": "picture" if is_picture else "document",
        "url": reverse("file-detail", args=[room_pk, facts["id"]]),
        "width": sides[0],
        "height": sides[1],
        "about": f"{label_of(facts['name'])}, {filesizeformat(facts['size'])}",
    }


def is_erased(event: Event) -> bool:
    """Whether its author has been erased, and their words with them."""
    return event.message__author_id is None and not event.message__text


def answered_fields(event: Event, sees_after: int) -> dict[str, Any] | None:
    """Return what a message answers: whose it is and how it begins, to those who may read that one too."""
    number = event.answered_number
    if number is None:
        return None
    if number <= sees_after:
        return {"number": number, "author": None, "name": "", "words": ""}
    name = person_fields(event.answered_author_id, event.answered_name)["name"]
    return {
        "number": number,
        "author": event.answered_author_id,
        "name": name,
        "words": beginning_of(event.answered_words),
    }


def reaction_fields(taps: list[str]) -> list[dict[str, Any]]:
    """Return each short answer that was given, in the order of the choices, with who gave it."""
    people: dict[str, list[int]] = {}
    for tap in taps:
        code, _, person = tap.partition(" ")
        people.setdefault(code, []).append(int(person))
    return [{"code": code, "people": people[code]} for code in REACTIONS if code in people]
