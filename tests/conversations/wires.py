"""Real wires: sockets as a browser dials them, web processes, and a Redis that can be killed."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.servers import free_port, wait_until
from youdesign.conversations.models import Room
from youdesign.embedded import redis

ROOT = Path(settings.BASE_DIR)


@asynccontextmanager
async def dialled(
    url: str, room: Room, cookie: str, origin: str = "", **options: Any
) -> AsyncIterator[ClientConnection]:
    """Open a room's socket as a browser does."""
    address = f"{url.replace('http', 'ws', 1)}/rooms/{room.pk}/live"
    headers = {"Cookie": cookie}
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


class Caller:
    """A browser that talks, comes back when it is cut off, and holds the order to account."""

    def __init__(self, url: str, room: Room, cookie: str) -> None:
        self.url, self.room, self.cookie = url, room, cookie
        self.seqs: list[int] = []
        self.words: list[str] = []
        self.waiting: dict[str, str] = {}
        self.line: ClientConnection | None = None

    @property
    def last(self) -> int:
        """The last event that came."""
        return self.seqs[-1] if self.seqs else 0

    async def listen(self) -> None:
        """Follow the room until cancelled."""
        while True:
            try:
                async with dialled(self.url, self.room, self.cookie) as self.line:
                    await hello(self.line, self.last)
                    async for text in self.line:
                        await self.take(json.loads(text))
            except (OSError, ConnectionClosed):
                await asyncio.sleep(0.2)

    async def take(self, frame: dict[str, Any]) -> None:
        """Keep what came, and send what waits again after coming back."""
        if frame["t"] == "ev":
            self.seqs.append(frame["seq"])
            if "message" in frame:
                self.words.append(frame["message"]["text"])
        elif frame["t"] == "ack":
            self.waiting.pop(frame["client_id"], None)
        elif frame["t"] == "joined":
            for client_id in list(self.waiting):
                await self.send(client_id)

    async def send(self, client_id: str) -> None:
        """Send one message that waits."""
        assert self.line is not None
        await self.line.send(json.dumps({"t": "send", "client_id": client_id, "text": self.waiting[client_id]}))

    async def say(self, text: str, *, twice: bool) -> None:
        """Say something; sometimes the browser repeats itself."""
        client_id = str(uuid4())
        self.waiting[client_id] = text
        for _ in range(2 if twice else 1):
            await self.send(client_id)


class Broker:
    """A Redis of our own, to be killed."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty."""
        command = [
            str(redis.server()),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(lambda: redis.answers(self.url), "Redis")

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.wait()


def is_open(port: int) -> bool:
    """Whether somebody answers on the port."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def web(port: int, redis_url: str, log: Path) -> Iterator[None]:
    """One web process over the tests' PostgreSQL and this Redis."""
    database = connection.settings_dict
    account = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT'] or 5432}"
    env = os.environ | {
        "DATABASE_URL": f"postgres://{account}/{database['NAME']}",
        "REDIS_URL": redis_url,
        "SITE_URL": f"http://localhost:{port}",
    }
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "youdesign.asgi:application",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    options = ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--timeout-graceful-shutdown", "2"]
    with log.open("wb") as lines:
        process = subprocess.Popen([*command, *options], env=env, cwd=ROOT, stdout=lines, stderr=lines)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)
