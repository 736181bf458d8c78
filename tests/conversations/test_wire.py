"""Rooms over real wires: uvicorn, sockets, two processes, and a Redis that dies in the middle."""

import asyncio
import json
import socket
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from websockets.exceptions import InvalidStatus

from tests.conversations.browsers import cookie_of
from tests.conversations.conftest import in_a_loop
from tests.conversations.wires import Broker, Caller, dialled, ended, frame, hello
from tests.servers import Site
from youdesign.conversations import actions
from youdesign.conversations.models import Message, Room, RoomEvent
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


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
