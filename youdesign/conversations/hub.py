"""One hub per process: reads what is new in a room once, encodes it once, pushes it in order to every socket here."""

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any
from weakref import WeakKeyDictionary

import structlog
from django.db import DatabaseError

from youdesign.conversations import reading
from youdesign.conversations.bell import Ear, Hint
from youdesign.conversations.company import Company
from youdesign.conversations.frames import Code, encode, event_frame
from youdesign.conversations.guard import Guard
from youdesign.conversations.lines import Line
from youdesign.conversations.local_room import LocalRoom, presence_frame
from youdesign.conversations.models import RoomEvent
from youdesign.conversations.threads import Threads

log = structlog.get_logger(__name__)
FAR_BEHIND = 500
POLL = 1.0
TOGETHER_AT_MOST = 16  # events pushed before those who read are let to
TOGETHER = 1.0  # seconds over which comings and goings are told together
STOPPING = 2.0
LETTING_GO = 10.0  # seconds over which those who read here are sent elsewhere
GOODBYE = 0.02  # seconds between two of them, when they are few


class Hub:
    """The rooms that somebody here is reading now; it works while there is somebody."""

    def __init__(self) -> None:
        self.rooms: dict[int, LocalRoom] = {}
        self.users = 0
        self.changing = asyncio.Lock()
        self.tasks: set[asyncio.Task[None]] = set()
        self.guard = Guard(self.rooms)
        self.company = Company(self.rooms)
        self.ear = Ear(self.hear)
        self.is_ending = False

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator["Hub"]:
        """Start for the first who needs it, stop after the last."""
        async with self.changing:
            self.users += 1
            if self.users == 1:
                self.start()
        try:
            yield self
        finally:
            await asyncio.shield(self.leave())

    async def leave(self) -> None:
        """Let one go, and stop after the last."""
        async with self.changing:
            self.users -= 1
            if self.users == 0:
                await self.stop()

    def start(self) -> None:
        """Begin to listen and to look."""
        self.pushing, self.asking = Threads(1), Threads(4)
        self.company.unheard_since = None
        for duty in (self.ear.listen, self.poll, self.tell_presence):
            self.begin(duty())
        for look in (self.guard.watch, self.guard.recheck):
            self.begin(look(self.asking))

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something that is stopped with the hub."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def stop(self) -> None:
        """Say that nobody is here any more, end every task and close every connection."""
        await self.company.tell(is_sure=self.ear.is_open)
        tasks = set(self.tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOPPING)
        for threads in (self.pushing, self.asking):
            await asyncio.to_thread(threads.close)

    @asynccontextmanager
    async def room(self, pk: int) -> AsyncIterator[LocalRoom]:
        """Keep a room open here for as long as somebody reads it."""
        room = self.rooms.setdefault(pk, LocalRoom(pk))
        room.users += 1
        try:
            yield room
        finally:
            room.users -= 1
            if not room.users:
                self.rooms.pop(pk, None)
                self.company.leave(room)

    async def join(self, room: LocalRoom, line: Line, last: int) -> None:
        """Let a socket in: what it missed first, in order, then what comes. First visit and return are the same.

        The right to read is checked after the head is taken: a leaving that is not seen here is later than the head,
        and the line is dropped when the room passes it.
        """
        if self.is_ending:  # they came at the last moment
            line.end(Code.RESTART)
            return
        async with room.lock:
            head = await self.head_of(room)
            if last > head:  # they come from another process, which is ahead of this one
                await self.push_new(room)
                head = room.head or 0
            code = await self.asking.run(reading.refusal, line.reader)
            if code is not None:
                line.end(code)
                return
            line.stay = (await self.asking.run(reading.stays_of, [line.reader]))[line.reader]
            room.lines.add(line)
            line.is_held = True
        if not 0 <= head - last <= FAR_BEHIND:
            await line.say(encode({"t": "resync", "head": head}))
        elif last < head:
            await self.catch_up(line, last, head)
        if line.code is None:
            await line.say(encode({"t": "joined", "seq": head}))
            line.push(presence_frame(*(room.presence.shown or (room.seen, self.ear.is_open))), can_be_shed=True)
        line.release()

    async def catch_up(self, line: Line, last: int, head: int) -> None:
        """Send the events after `last` up to the head: there are no more than `FAR_BEHIND`."""
        pk = line.reader.room_pk
        events = await self.asking.run(reading.events_after, pk, last, head, FAR_BEHIND)
        if reading.has_gap(events, last):
            await line.say(encode({"t": "resync", "head": head}))
            return
        for event in events:
            if line.code is not None:
                return
            await line.say(encode(event_frame(event, line.stay.sees_after)))

    async def head_of(self, room: LocalRoom) -> int:
        """Return how far the room has been pushed here; the first to come sets it. Call under the room's lock."""
        if room.head is None:
            room.head = (await self.pushing.run(reading.heads, [room.pk])).get(room.pk, 0)
        return room.head

    async def wait(self, pk: int, after: int, seconds: float) -> None:
        """Return when the room has got past `after`, or when the time is over."""
        async with self.room(pk) as room:
            async with room.lock:
                head = await self.head_of(room)
            moved = room.moved
            if head <= after and room.head == head and not self.is_ending:
                try:
                    await asyncio.wait_for(moved.wait(), seconds)
                except TimeoutError:
                    return

    async def let_go(self) -> None:
        """Send everybody elsewhere before this process ends: one by one, so that they do not all arrive at once."""
        self.is_ending = True
        for room in self.rooms.values():
            room.stir()
        lines = [(room, line) for room in self.rooms.values() for line in room.lines]
        random.shuffle(lines)
        pace = min(GOODBYE, LETTING_GO / max(len(lines), 1))
        now = began = asyncio.get_running_loop().time()
        for number, (room, line) in enumerate(lines, 1):
            room.lines.discard(line)
            line.end(Code.RESTART)
            await asyncio.sleep(max(0.0, began + number * pace - now))
            now = asyncio.get_running_loop().time()

    def hear(self, hint: Hint) -> None:
        """Follow a hint: read the room that has moved, or look who may still read."""
        heard = {
            "room.moved": self.hear_moved,
            "room.stays": self.hear_stays,
            "room.typing": self.company.hear_typing,
            "rooms.here": self.company.hear_here,
            "readers.changed": self.hear_readers,
        }.get(hint["type"])
        if heard is not None:  # a hint that another release sends is none of ours
            heard(hint)

    def hear_moved(self, hint: Hint) -> None:
        """A room has moved."""
        self.nudge(hint["room"], hint["seq"])

    def hear_readers(self, hint: Hint) -> None:
        """Somebody may not read any more."""
        self.guard.is_asked.set()

    def hear_stays(self, hint: Hint) -> None:
        """Stays in a room have changed."""
        if room := self.rooms.get(hint["room"]):
            self.begin(self.ask_stays(room))

    def nudge(self, pk: int, seq: int) -> None:
        """Read a room that has moved, unless that is known or somebody is about to."""
        room = self.rooms.get(pk)
        if room is None or room.head is None or seq <= room.head or room.is_rung:
            return
        room.is_rung = True
        self.begin(self.pump(room))

    async def pump(self, room: LocalRoom) -> None:
        """Push everything new in one room. If the database is away, the next poll tries again."""
        async with room.lock:
            room.is_rung = False
            try:
                await self.push_new(room)
            except DatabaseError:
                log.warning("rooms_not_read")

    async def push_new(self, room: LocalRoom) -> None:
        """Read what is new in a room, and push it. Call under the room's lock."""
        while events := await self.pushing.run(reading.events_after, room.pk, room.head or 0):
            if any(event.kind == RoomEvent.Kind.ROOM for event in events):
                await self.ask_stays(room)
            for place, event in enumerate(events):
                room.deliver(event)
                if place % TOGETHER_AT_MOST == 0:
                    await asyncio.sleep(0)  # so that in a burst everybody's queue flows
            if len(events) < reading.PAGE:
                return

    async def ask_stays(self, room: LocalRoom) -> None:
        """Ask anew how the stays in a room are; after a while without the database, the next join or change does."""
        with suppress(DatabaseError):
            stays = await self.pushing.run(reading.stays_of, {line.reader for line in room.lines})
            for line in room.lines:
                line.stay = stays.get(line.reader, line.stay)

    async def tell_presence(self) -> None:
        """Once a second, say and show who is here now."""
        while True:
            await asyncio.sleep(TOGETHER)
            await self.company.tell(is_sure=self.ear.is_open)

    async def poll(self) -> None:
        """Look for ourselves, however silent the bell is: nothing is late by more than this."""
        while True:
            await asyncio.sleep(POLL * random.uniform(0.8, 1.2))  # noqa: S311  spreads the processes, hides nothing
            rooms = list(self.rooms)
            try:
                heads = await self.pushing.run(reading.heads, rooms)
            except DatabaseError:
                log.warning("rooms_not_polled")
                continue
            for pk in rooms:
                if pk in heads:
                    self.nudge(pk, heads[pk])
                elif pk in self.rooms:
                    self.rooms[pk].drop(lambda line: True, Code.NOT_A_MEMBER)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def here() -> Hub:
    """Return this process's hub (to be exact, its event loop's)."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


def hear(hint: Hint) -> None:
    """Give a hint to the hub here, if there is one."""
    hub = _hubs.get(asyncio.get_running_loop())
    if hub is not None:
        hub.hear(hint)


async def moved(room_pk: int, after: int, seconds: float) -> None:
    """Return when the room has got past `after`, or when the time is over."""
    async with here().at_work() as hub:
        await hub.wait(room_pk, after, seconds)
