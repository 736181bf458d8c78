"""Real wires: sockets as a browser dials them, callers who come back when they are cut off, and web processes."""

import asyncio
import json
import random
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.servers import wait_until
from youdesign.conversations.models import Room

FOR_GOOD = (4001, 4003, 4009)  # the page does not come back by itself
FIRST_DELAY, SHORT_DELAY, LONGEST_DELAY = 0.3, 1.0, 30.0  # as static/js/room-link.js waits
ANSWER_WITHIN = 10


@asynccontextmanager
async def dialled(
    url: str, room: Room, cookie: str, origin: str = "", **options: Any
) -> AsyncIterator[ClientConnection]:
    """Open a room's socket as a browser does."""
    address = f"{url.replace('http', 'ws', 1)}/rooms/{room.pk}/live"
    headers = {"Cookie": cookie} if cookie else {}
    async with connect(address, origin=origin or url, additional_headers=headers, max_size=None, **options) as line:
        yield line


async def frame(line: ClientConnection, kind: str, seconds: float = 10) -> dict[str, Any]:
    """Return the next frame of this kind."""
    async with asyncio.timeout(seconds):
        while True:
            found: dict[str, Any] = json.loads(await line.recv())
            if found["t"] == kind:
                return found


async def ended(line: ClientConnection, seconds: float = 10) -> int:
    """Return the code with which the server closed, whatever came before."""
    async with asyncio.timeout(seconds):
        while True:
            try:
                await line.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 1006


async def hello(line: ClientConnection, last: int = 0) -> None:
    """Join the room."""
    await line.send(json.dumps({"t": "hello", "v": 1, "last": last}))


async def until(true: Any, what: str = "it", seconds: float = 20) -> None:
    """Wait for something to be so."""
    try:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"waited {seconds} s for {what}") from None


@asynccontextmanager
async def going_on(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Have something go on meanwhile; whatever goes wrong in it is raised at the end."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):  # a task that was stopped by us is none
            raise end


class Caller:
    """A browser that talks, comes back when it is cut off as ours does, and keeps what came, in the order it came."""

    def __init__(self, url: str, room: Room, cookie: str, *, twice: bool = False) -> None:
        self.url, self.room, self.cookie, self.twice = url, room, cookie, twice
        self.seqs: list[int] = []
        self.words: dict[int, str] = {}
        self.said: dict[str, str] = {}
        self.waiting: dict[str, str] = {}
        self.refusals: list[dict[str, Any]] = []
        self.codes: list[int] = []
        self.tries = 0
        self.gone_at = 0.0
        self.joined_at = 0.0
        self.line: ClientConnection | None = None

    @property
    def last(self) -> int:
        """The last event that came."""
        return self.seqs[-1] if self.seqs else 0

    @property
    def has_ended(self) -> bool:
        """Whether the server said not to come back."""
        return bool(self.codes) and self.codes[-1] in FOR_GOOD

    async def listen(self) -> None:
        """Follow the room until cancelled, or told not to come back."""
        while not self.has_ended:
            await self.follow()
            await asyncio.sleep(self.delay())

    def delay(self) -> float:
        """Return how many seconds it waits before it tries again."""
        now = asyncio.get_running_loop().time()
        self.gone_at = self.gone_at or now
        longest = min(LONGEST_DELAY, max(SHORT_DELAY, (now - self.gone_at) / 10))
        self.tries += 1
        return FIRST_DELAY / 2 + random.random() * min(longest, FIRST_DELAY * 2 ** (self.tries - 1))

    async def follow(self) -> None:
        """Follow the room as long as the line holds."""
        try:
            async with dialled(self.url, self.room, self.cookie, open_timeout=ANSWER_WITHIN) as line:
                await hello(line, self.last)
                try:
                    self.line = line
                    async for text in line:
                        await self.take(json.loads(text))
                finally:
                    self.line = None
                    self.joined_at = 0.0
                    self.codes.append(line.close_code or 1006)
        except (OSError, WebSocketException):
            pass

    async def take(self, frame: dict[str, Any]) -> None:
        """Keep what came, and send what waits again after coming back."""
        if frame["t"] == "ev":
            self.seqs.append(frame["seq"])
            if "message" in frame:
                self.words[frame["seq"]] = frame["message"]["text"]
        elif frame["t"] == "ack":
            self.waiting.pop(frame["client_id"], None)
        elif frame["t"] in ("nack", "resync"):
            self.refusals.append(frame)
        elif frame["t"] == "joined":
            self.tries, self.gone_at, self.joined_at = 0, 0.0, asyncio.get_running_loop().time()
            for client_id in list(self.waiting):
                await self.send(client_id)

    async def send(self, client_id: str) -> None:
        """Send one message that waits, if there is a line."""
        for _ in range(2 if self.twice else 1):
            if self.line is None or client_id not in self.waiting:
                return
            text = self.waiting[client_id]
            try:
                await self.line.send(json.dumps({"t": "send", "client_id": client_id, "text": text}))
            except ConnectionClosed:
                return  # it waits, and goes when the line is back

    async def say(self, text: str) -> None:
        """Say something."""
        client_id = str(uuid4())
        self.said[client_id] = self.waiting[client_id] = text
        if self.joined_at:
            await self.send(client_id)


def is_open(port: int) -> bool:
    """Whether somebody answers on the port."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


class Web:
    """One web process, to be ended in every way."""

    def __init__(
        self, port: int, env: Mapping[str, str], log: Path, program: str = "youdesign.serve", **options: str
    ) -> None:
        self.port, self.env, self.log, self.program = port, dict(env), log, program
        self.url = f"http://localhost:{port}"
        self.options = [part for name, value in options.items() for part in (f"--{name}", value)]

    def start(self) -> None:
        """Start it, without waiting for it."""
        command = [sys.executable, "-m", self.program, "--port", str(self.port), "--patience", "2", *self.options]
        with self.log.open("ab") as lines:
            self.process = subprocess.Popen(command, env=self.env, stdout=lines, stderr=lines)

    def start_again(self) -> None:
        """Start it if it has ended."""
        if self.process.poll() is not None:
            self.start()

    def wait(self) -> None:
        """Return once it answers."""
        wait_until(lambda: is_open(self.port), f"the web process on {self.port}", 60)

    def ask_to_end(self) -> None:
        """As a new version does it."""
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """As the machine does it when memory runs out."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it, if it has not ended."""
        if self.process.poll() is None:
            self.ask_to_end()
            self.process.wait(30)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        sys.stdout.write(f"--- {self.log.name}\n{self.log.read_text()}")  # shown when the test fails
