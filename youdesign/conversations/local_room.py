"""A room as one process knows it: how far it has pushed, and to whom."""

import asyncio
from collections.abc import Callable

from youdesign.conversations.frames import Code, Event, encode, event_frame
from youdesign.conversations.lines import Line
from youdesign.conversations.models import RoomEvent


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

    def deliver(self, event: Event) -> None:
        """Push one event to every line; whoever left with it gets neither it nor anything later."""
        if event.kind == RoomEvent.Kind.LEFT:
            self.drop(lambda line: line.reader.person_pk == event.person_id, Code.NOT_A_MEMBER)
        frame = encode(event_frame(event))
        for line in self.lines:
            line.push(frame)
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
