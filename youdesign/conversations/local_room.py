"""A room as one process knows it: how far it has pushed, and to whom."""

import asyncio
from collections.abc import Callable

from youdesign.conversations.frames import Code, Event, encode, event_frame, sight
from youdesign.conversations.lines import Line
from youdesign.conversations.models import RoomEvent
from youdesign.conversations.presence import Presence


class LocalRoom:
    """What this process knows of a room: how far it has pushed, and to whom."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self.head: int | None = None
        self.lock = asyncio.Lock()
        self.lines: set[Line] = set()
        self.users = 0
        self.is_rung = False
        self.moved = asyncio.Event()
        self.presence = Presence()

    @property
    def seen(self) -> frozenset[int]:
        """The keys of those who read it here and let the others see that."""
        return frozenset(line.reader.person_pk for line in self.lines if not line.stay.is_unseen)

    def show_presence(self, now: float, *, is_sure: bool) -> None:
        """Push who is here, if that has changed; `is_sure` while the other processes can be heard."""
        shown = (self.presence.people(self.seen, now), is_sure)
        if shown != self.presence.shown:
            self.presence.shown = shown
            frame = presence_frame(*shown)
            for line in self.lines:
                line.push(frame, can_be_shed=True)

    def show_typing(self, person_pk: int) -> None:
        """Push that somebody is writing, to everybody else."""
        frame = encode({"t": "typ", "person": person_pk})
        for line in self.lines:
            if line.reader.person_pk != person_pk:
                line.push(frame, can_be_shed=True)

    def deliver(self, event: Event) -> None:
        """Push one event to every line; whoever left with it gets neither it nor anything later."""
        if event.kind == RoomEvent.Kind.LEFT:
            self.drop(lambda line: leaves_with(line, event), Code.NOT_A_MEMBER)
        frames: dict[tuple[bool, bool], str] = {}
        for line in self.lines:
            seen = sight(event, line.stay.sees_after)
            if seen not in frames:
                frames[seen] = encode(event_frame(event, line.stay.sees_after))
            line.push(frames[seen])
        self.head = event.seq
        if event.kind == RoomEvent.Kind.CLOSED:
            self.drop(lambda line: True, Code.CLOSED)
        self.lines = {line for line in self.lines if line.code is None}
        self.stir()

    def stir(self) -> None:
        """Let go of the requests that wait for something to happen here."""
        self.moved.set()
        self.moved = asyncio.Event()

    def drop(self, chosen: Callable[[Line], bool], code: Code) -> None:
        """Close some of the lines."""
        leaving = {line for line in self.lines if chosen(line)}
        self.lines -= leaving
        for line in leaving:
            line.end(code)


def leaves_with(line: Line, event: Event) -> bool:
    """Whether this reader left with this event; who is known to have been there after it has come back meanwhile."""
    return line.reader.person_pk == event.person_id and line.stay.seq < event.seq


def presence_frame(people: frozenset[int], is_sure: bool) -> str:
    """Return who is here, for a browser."""
    return encode({"t": "pres", "here": sorted(people), "sure": is_sure})
