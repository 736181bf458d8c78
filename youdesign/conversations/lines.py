"""The way to one socket: what waits for it, sent by a task of its own, and how it is closed."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from math import inf
from typing import Any

from youdesign.conversations.frames import Code, bye
from youdesign.conversations.reading import Reader, Stay

QUEUE = 256
SHED = 128  # from here on, who is here and who is writing is left out
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Line:
    """The frames waiting for one socket. A task of its own sends them, so that a slow reader holds up nobody else."""

    def __init__(self, reader: Reader, send: Send) -> None:
        self.reader = reader
        self.send = send
        self.frames: deque[str] = deque()
        self.idle: asyncio.Future[None] | None = None
        self.code: Code | None = None
        self.is_held = False
        self.stay = Stay()
        self.typed_at = -inf
        self.writer: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Have what waits sent, unless something older has to go first."""
        if self.idle is not None:
            self.idle.set_result(None)
            self.idle = None
        elif self.writer is None and not self.is_held:
            self.writer = asyncio.create_task(self.write())

    def release(self) -> None:
        """Let what waits go: everything older is sent."""
        self.is_held = False
        self.wake()

    def push(self, frame: str, *, can_be_shed: bool = False) -> None:
        """Queue a frame; a socket that reads too slowly is closed, for no event may be dropped in silence."""
        if self.code is not None or (can_be_shed and len(self.frames) >= SHED):
            return
        if len(self.frames) >= QUEUE:
            self.frames.clear()
            self.end(Code.TOO_SLOW)
            return
        self.frames.append(frame)
        self.wake()

    def end(self, code: Code) -> None:
        """Take no more frames; say goodbye after those that wait, and close."""
        if self.code is None:
            self.code = code
            self.wake()

    def abandon(self) -> None:
        """Forget the socket: it is gone."""
        self.frames.clear()
        self.code = self.code or Code.RESTART
        self.idle = None
        if self.writer is not None:
            self.writer.cancel()

    async def say(self, frame: str) -> None:
        """Send a frame now, before the queue."""
        await self.send({"type": "websocket.send", "text": frame})

    async def write(self) -> None:
        """Send what waits until the socket is to be closed or is gone."""
        try:
            while self.code is None or self.frames:
                while self.frames:
                    await self.send({"type": "websocket.send", "text": self.frames.popleft()})
                if self.code is None:
                    self.idle = asyncio.get_running_loop().create_future()
                    await self.idle
            await self.say(bye(self.code))
            await self.send({"type": "websocket.close", "code": int(self.code)})
        except OSError:
            self.frames.clear()  # the other side went away: what is stored reaches them when they come back
