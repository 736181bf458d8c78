"""Rooms over real wires: uvicorn, sockets, two processes, and a Redis that dies in the middle."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.conversations.conftest import in_a_loop
from tests.conversations.test_sockets import cookie_of
from tests.servers import Site, free_port, wait_until
from youdesign.conversations import actions
from youdesign.conversations.models import Message, Room, RoomEvent
from youdesign.embedded import redis
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
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


@in_a_loop
async def test_a_page_of_another_site_cannot_open_a_room(site: Site, room: Room, leader: Person) -> None:
    cookie = await sync_to_async(cookie_of)(leader)
    for origin in ("https://evil.example", "http://localhost:1", "null"):
        with pytest.raises(InvalidStatus, match="403"):
            async with dialled(site.url, room, cookie, origin):
                pass


@in_a_loop
async def test_codes_and_limits_reach_the_browser(site: Site, room: Room, leader: Person, stranger: Person) -> None:
    async with dialled(site.url, room, "") as line:
        assert await ended(line) == 4001
    async with dialled(site.url, room, await sync_to_async(cookie_of)(stranger)) as line:
        assert await ended(line) == 4003
    cookie = await sync_to_async(cookie_of)(leader)
    async with dialled(site.url, room, cookie) as line:
        await hello(line)
        assert (await frame(line, "joined"))["seq"] == 2
        await line.send("x" * 66_000)
        assert await ended(line) == 1009
    async with dialled(site.url, room, cookie) as line:
        await line.send("nonsense")
        assert await ended(line) == 4009


def store_many(room: Room, by: Person, count: int, text: str) -> None:
    """Put a burst of messages in the room in one transaction."""
    room.refresh_from_db()
    messages = [
        Message(room=room, author=by, client_id=uuid4(), number=room.message_count + n, text=text)
        for n in range(1, count + 1)
    ]
    Message.objects.bulk_create(messages)
    RoomEvent.objects.bulk_create(
        RoomEvent(room=room, seq=room.last_seq + n, kind="message", message=message)
        for n, message in enumerate(messages, 1)
    )
    Room.objects.filter(pk=room.pk).update(message_count=room.message_count + count, last_seq=room.last_seq + count)


@in_a_loop
async def test_who_does_not_read_is_cut_off_and_nobody_else_notices(
    site: Site, room: Room, leader: Person, mentor: Person
) -> None:
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    small.connect(("127.0.0.1", site.port))
    small.setblocking(False)
    stuck, well = [await sync_to_async(cookie_of)(person) for person in (leader, mentor)]
    count = 700
    async with dialled(site.url, room, stuck, sock=small, max_queue=1) as deaf, dialled(site.url, room, well) as reader:
        for line in (deaf, reader):
            await hello(line, last=2)
        await frame(reader, "joined")
        await asyncio.sleep(0.3)
        await sync_to_async(store_many)(room, mentor, count, "\U0001f642" * 4000)
        assert [(await frame(reader, "ev"))["seq"] for _ in range(count)] == list(range(3, count + 3))
        assert await ended(deaf) == 4008


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


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A Redis of our own, running."""
    broker = Broker()
    broker.start()
    yield broker
    broker.kill()


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


@pytest.fixture
def webs(broker: Broker, tmp_path: Path) -> Iterator[list[str]]:
    """Two web processes over one PostgreSQL and one Redis."""
    ports = [free_port(), free_port()]
    with ExitStack() as ending:
        for port in ports:
            ending.enter_context(web(port, broker.url, tmp_path / f"{port}.log"))
        for port in ports:
            wait_until(lambda port=port: is_open(port), f"the web process on {port}", 40)
        yield [f"http://localhost:{port}" for port in ports]


@in_a_loop
async def test_two_processes_keep_one_order_though_redis_dies(
    webs: list[str], broker: Broker, room: Room, leader: Person, mentor: Person, denise: Person
) -> None:
    """Every caller hears 1..head once and in order; doubled sends are stored once; a silent socket stays open."""
    cookies = [await sync_to_async(cookie_of)(person) for person in (leader, mentor, denise)]
    callers = [Caller(url, room, cookie) for url in webs for cookie in cookies]
    quiet_room = await sync_to_async(actions.open_room)(title="Quiet", by=leader)
    await sync_to_async(actions.add_member)(room=quiet_room, person=leader, by=leader)
    async with dialled(webs[0], quiet_room, cookies[0], ping_interval=None) as silent:
        await hello(silent)
        await frame(silent, "joined")
        began = asyncio.get_running_loop().time()
        listening = [asyncio.create_task(caller.listen()) for caller in callers]
        await until(lambda: all(caller.last >= 3 for caller in callers))
        said: list[str] = []
        for turn in range(8):
            if turn == 3:
                await asyncio.to_thread(broker.kill)
            if turn == 5:
                await until(lambda: all(caller.last >= 3 + len(said) for caller in callers))  # by the poll alone
                await asyncio.to_thread(broker.start)
            for number, caller in enumerate(callers):
                said.append(f"{number}-{turn}")
                await caller.say(said[-1], twice=len(said) % 10 == 0)
            await asyncio.sleep(0.8)
        head = 3 + len(said)
        await until(lambda: all(caller.last >= head and not caller.waiting for caller in callers))
        assert all(caller.seqs == list(range(1, head + 1)) for caller in callers)
        assert sorted(callers[0].words) == sorted(said)
        assert all(caller.words == callers[0].words for caller in callers)
        assert await Message.objects.filter(room=room).acount() == len(said)
        await asyncio.sleep(max(0.0, 15 - (asyncio.get_running_loop().time() - began)))
        await silent.send(json.dumps({"t": "ping", "head": 1}))
        assert (await frame(silent, "pong"))["head"] == 1
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)


async def until(true: Any, seconds: float = 20) -> None:
    """Wait for something to be so."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.05)
