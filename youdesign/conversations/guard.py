"""Looks, again and again, who may still read what is open here, and closes the lines of those who may not."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from operator import attrgetter

from django.db import DatabaseError

from youdesign.conversations import reading
from youdesign.conversations.frames import Code
from youdesign.conversations.lines import Line
from youdesign.conversations.local_room import LocalRoom
from youdesign.conversations.reading import Reader
from youdesign.conversations.threads import Threads

REST = 0.1  # seconds between two looks, however many hints come
LOOK = 1.0
RECHECK = 30.0


class Guard:
    """Over the rooms that are open in this process."""

    def __init__(self, rooms: dict[int, LocalRoom]) -> None:
        self.rooms = rooms
        self.is_asked = asyncio.Event()

    def readers(self) -> set[Reader]:
        """Return everybody who reads a room here now."""
        return {line.reader for room in self.rooms.values() for line in room.lines}

    async def watch(self, asking: Threads) -> None:
        """Notice that somebody signed out, anywhere, or may not sign in any more: at a hint, else within a second."""
        known: dict[Reader, tuple[bool, object]] = {}
        while True:
            await asyncio.sleep(REST)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.is_asked.wait(), LOOK)
            self.is_asked.clear()
            readers = self.readers()
            if not readers:
                continue
            try:
                now = await asking.run(reading.stamps, readers)
                await self.refuse(asking, {reader for reader in readers if known.get(reader) != now[reader]})
            except DatabaseError:
                continue
            known = now

    async def recheck(self, asking: Threads) -> None:
        """Close, now and then, what has ended without an event or a change that is watched for; ask how stays are."""
        while True:
            await asyncio.sleep(RECHECK)
            with suppress(DatabaseError):
                await self.refuse(asking, self.readers())
                await self.ask_stays(asking)

    async def ask_stays(self, asking: Threads) -> None:
        """Ask how each stay is now: somebody may rather not be seen any more, and the hint of it have got lost."""
        stays = await asking.run(reading.stays_of, self.readers())
        for line in [line for room in self.rooms.values() for line in room.lines]:
            line.stay = max(stays.get(line.reader, line.stay), line.stay, key=attrgetter("seq"))

    async def refuse(self, asking: Threads, readers: set[Reader]) -> None:
        """Close the lines of those among them who may not read any more."""
        if not readers:
            return
        refused = await asking.run(reading.refusals, readers)
        for room in list(self.rooms.values()):
            for code in set(refused.values()):
                room.drop(partial(is_refused, refused, code), code)


def is_refused(refused: Mapping[Reader, Code], code: Code, line: Line) -> bool:
    """Whether the line's reader is refused for this reason."""
    return refused.get(line.reader) == code
