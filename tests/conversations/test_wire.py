"""Rooms over real wires: uvicorn, sockets, two processes, and frames that no page of ours would send."""

import asyncio
import json
import socket
from contextlib import AsyncExitStack, suppress
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.conversations.browsers import cookie_of
from tests.conversations.conftest import in_a_loop
from tests.conversations.wires import Caller, Web, dialled, ended, frame, going_on, hello, until
from tests.servers import Site
from youdesign.conversations import actions, hub
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
async def test_two_processes_keep_one_order_and_a_silent_socket_stays_open(
    webs: list[Web], room: Room, leader: Person, mentor: Person, denise: Person
) -> None:
    """With redis-py 8 the stock layer closes a socket on which nothing came for some seconds; ours stays."""
    cookies = [await sync_to_async(cookie_of)(person) for person in (leader, mentor, denise)]
    callers = [Caller(web.url, room, cookie, twice=True) for web in webs for cookie in cookies]
    quiet_room = await sync_to_async(actions.open_room)(title="Quiet", by=leader)
    await sync_to_async(actions.add_member)(room=quiet_room, person=leader, by=leader)
    async with dialled(webs[0].url, quiet_room, cookies[0], ping_interval=None) as silent:
        await hello(silent)
        await frame(silent, "joined")
        began = asyncio.get_running_loop().time()
        async with going_on(*(caller.listen() for caller in callers)):
            await until(lambda: all(caller.joined_at for caller in callers))
            for turn in range(4):
                for number, caller in enumerate(callers):
                    await caller.say(f"{number}-{turn}")
            head = 3 + 4 * len(callers)
            await until(lambda: all(caller.last >= head and not caller.waiting for caller in callers))
        assert all(caller.seqs == list(range(1, head + 1)) for caller in callers)
        assert all(caller.words == callers[0].words for caller in callers)
        assert await Message.objects.filter(room=room).acount() == 4 * len(callers)
        await asyncio.sleep(max(0.0, 15 - (asyncio.get_running_loop().time() - began)))
        await silent.send(json.dumps({"t": "ping", "head": 1}))
        assert (await frame(silent, "pong"))["head"] == 1


@in_a_loop
async def test_one_id_twenty_times_at_once_is_one_message_with_twenty_equal_answers(
    webs: list[Web], room: Room, leader: Person
) -> None:
    cookie, client_id = await sync_to_async(cookie_of)(leader), str(uuid4())
    async with AsyncExitStack() as open_lines:
        lines = [await open_lines.enter_async_context(dialled(web.url, room, cookie)) for web in webs * 10]
        for line in lines:
            await hello(line, last=2)
            await frame(line, "joined")
        send = json.dumps({"t": "send", "client_id": client_id, "text": "Only once"})
        await asyncio.gather(*(line.send(send) for line in lines))
        answers = [await frame(line, "ack") for line in lines]
    assert sorted(answer.pop("duplicate") for answer in answers) == [False] + [True] * 19
    assert all(answer == answers[0] for answer in answers)
    message = await Message.objects.aget()
    assert (str(message.client_id), message.number, answers[0]["id"]) == (client_id, 1, message.pk)


HALF = object()  # of a character: not what UTF-8 is
DEEP = "[" * 10_000 + "]" * 10_000
ID = "6b1a5a0e-6f0b-4a8e-9d0e-7d1a6f2c3b4d"
BAD = {
    "unknown": ('{"t": "dance"}', "nack"),
    "no id": ('{"t": "send", "text": "No id"}', "nack"),
    "an id that is none": ('{"t": "send", "text": "Odd id", "client_id": "7"}', "nack"),
    "a change of an older version": ('{"t": "edit", "number": 1, "revision": 7, "text": "Other words"}', "nack"),
    "a change of another's words": ('{"t": "edit", "number": 2, "revision": 0, "text": "Other words"}', "nack"),
    "a change of what is not there": ('{"t": "edit", "number": 99, "revision": 0, "text": "Other words"}', "nack"),
    "taking back another's words": ('{"t": "delete", "number": 2}', "nack"),
    "a tap that is none": ('{"t": "react", "number": 2, "what": "rocket", "is_on": true}', "nack"),
    "an act that is none": ('{"t": "act", "number": 2, "what": "erase", "is_on": true}', "nack"),
    "answering what is not there": (
        f'{{"t": "send", "client_id": "{ID}", "text": "Yes", "reply_to": 10000000000}}',
        "nack",
    ),
    "deep words": (f'{{"t": "send", "client_id": "{ID}", "text": {DEEP}}}', 4009),
    "deep": (DEEP, 4009),
    "deep beside what it needs": (f'{{"t": "ping", "head": 1, "more": {DEEP}}}', 4009),
    "no frame": ("nonsense", 4009),
    "binary": (b"\x00\xff" * 100, 4009),
    "a megabyte": ("x" * 1_000_000, 1009),
    "too fast": (['{"t": "ping", "head": 1}'] * 1000, 4029),
    "half a character": (HALF, 1007),
}


@in_a_loop
async def test_bad_frames_get_their_answer_store_nothing_and_hurt_nobody_else(
    webs: list[Web], room: Room, leader: Person, mentor: Person
) -> None:
    """What cannot be meant well ends its own socket; the others in the room go on, and the log has no traceback."""
    bad, good = [await sync_to_async(cookie_of)(person) for person in (leader, mentor)]
    web = webs[0]
    async with dialled(web.url, room, good) as beside:
        await hello(beside)
        await frame(beside, "joined")
        await sync_to_async(actions.post_message)(room=room, by=leader, text="Hers", client_id=uuid4())
        await sync_to_async(actions.post_message)(room=room, by=mentor, text="His", client_id=uuid4())
        before = [(await frame(beside, "ev"))["message"] for _ in range(2)]
        for number, (what, (sent, answer)) in enumerate(BAD.items(), len(before) + 1):
            async with dialled(web.url, room, bad) as line:
                await hello(line)
                await frame(line, "joined")
                await send_all(line, sent)
                if answer == "nack":
                    assert (await frame(line, "nack"))["words"], what
                    await line.send('{"t": "ping", "head": 2}')
                    assert await frame(line, "pong"), what
                else:
                    assert await ended(line) == answer, what
            text = f"Still here after {what}"
            await beside.send(json.dumps({"t": "send", "client_id": str(uuid4()), "text": text}))
            assert (await frame(beside, "ev"))["message"]["text"] == text
            assert await Message.objects.acount() == number
        await beside.send(json.dumps({"t": "fetch", "after": 2}))
        assert [(await frame(beside, "ev"))["message"] for _ in range(2)] == before
    await asyncio.to_thread(web.stop)
    assert "socket_ended" in web.log.read_text()
    assert [word for word in ("Traceback", "Error") if word in web.log.read_text()] == []


async def send_all(line: ClientConnection, sent: Any) -> None:
    """Send one frame, or many as fast as they go; the server may close in the middle of it."""
    with suppress(ConnectionClosed):
        for each in sent if isinstance(sent, list) else [sent]:
            if each is HALF:
                await line.send("\xe9".encode("latin-1"), text=True)
            else:
                await line.send(each)


@in_a_loop
async def test_whoever_is_not_signed_in_or_is_signed_in_no_longer_is_told_so(
    site: Site, room: Room, leader: Person
) -> None:
    over = await sync_to_async(cookie_of)(leader)
    await Session.objects.all().aupdate(expire_date=timezone.now())
    for cookie in ("", f"{settings.SESSION_COOKIE_NAME}=made-up", over):
        async with dialled(site.url, room, cookie) as line:
            assert (await frame(line, "bye"))["reconnect"] is False
            assert await ended(line) == 4001


@in_a_loop
async def test_a_process_that_is_asked_to_end_lets_people_go_one_by_one(
    webs: list[Web], room: Room, leader: Person, mentor: Person
) -> None:
    """uvicorn would cut all of them off at the same moment, and all would be at the other process's door at once."""
    cookie, many = await sync_to_async(cookie_of)(leader), 40
    leaving, staying = webs
    async with AsyncExitStack() as open_lines:
        lines = [await open_lines.enter_async_context(dialled(leaving.url, room, cookie)) for _ in range(many)]
        for line in lines:
            await hello(line, last=2)
            await frame(line, "joined")
        waiting = asyncio.create_task(asyncio.to_thread(wait_for_news, leaving.port, room, cookie))
        await asyncio.sleep(0.5)
        leaving.ask_to_end()
        goodbyes = await asyncio.gather(*(goodbye(line) for line in lines))
        assert await waiting == {"events": [], "head": 2, "more": False, "resync": False}  # and so asks elsewhere
    assert {(bye["code"], bye["reconnect"], code) for bye, code, _ in goodbyes} == {(1012, True, 1012)}
    at = sorted(when for _, _, when in goodbyes)
    assert at[-1] - at[0] > many * hub.GOODBYE / 2
    await asyncio.to_thread(leaving.process.wait, 20)
    async with dialled(staying.url, room, cookie) as back:
        await hello(back)
        assert (await frame(back, "joined"))["seq"] == 2


def wait_for_news(port: int, room: Room, cookie: str) -> Any:
    """Ask as a browser does where sockets are blocked: there is an answer when there is something."""
    door = HTTPConnection("localhost", port, timeout=20)
    door.request("GET", f"/rooms/{room.pk}/events?after=2&wait=25", headers={"Cookie": cookie})
    answer = json.load(door.getresponse())
    door.close()
    return answer


async def goodbye(line: ClientConnection) -> tuple[dict[str, Any], int, float]:
    """Return the last frame, the code the socket was closed with, and when that was."""
    bye = await frame(line, "bye", 20)
    return bye, await ended(line), asyncio.get_running_loop().time()
