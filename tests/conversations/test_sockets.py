"""The socket, frame by frame: who may open it, what comes, in which order, and how it ends."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session

from tests.conversations.browsers import Browser, Opening, cookie_of
from tests.conversations.conftest import in_a_loop
from tests.conversations.test_wire import store_many
from youdesign.conversations import actions, guard, hub
from youdesign.conversations.lines import Line
from youdesign.conversations.models import Message, Room
from youdesign.conversations.reading import Reader
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


post = sync_to_async(actions.post_message)


@in_a_loop
async def test_what_one_says_the_other_reads(room: Room, leader: Person, mentor: Person, opened: Opening) -> None:
    hers, his = await opened(leader, room), await opened(mentor, room)
    assert await hers.join() == [1, 2]
    assert await his.join(last=2) == []
    client_id = str(uuid4())
    await hers.say(t="send", client_id=client_id, text="Good <b>morning</b> ☕")
    ack = await hers.next("ack")
    ev = await his.next("ev")
    assert (ack["client_id"], ack["seq"], ack["duplicate"]) == (client_id, ev["seq"], False)
    assert ev["message"]["text"] == "Good <b>morning</b> ☕"
    assert ev["message"]["author"]["name"] == "Maureen Webb"
    await hers.say(t="send", client_id=client_id, text="Good morning")
    again = await hers.next("ack")
    assert (again["duplicate"], again["id"]) == (True, ack["id"])
    await hers.say(t="ping", head=3)
    assert (await hers.next("pong"))["head"] == 3


@in_a_loop
async def test_coming_back_brings_what_was_missed_and_then_what_comes(
    room: Room, leader: Person, mentor: Person, opened: Opening
) -> None:
    for number in range(7):
        await post(room=room, by=mentor, text=str(number), client_id=uuid4())
    page = await opened(leader, room)
    assert await page.join(last=4) == [5, 6, 7, 8, 9]
    await post(room=room, by=mentor, text="live", client_id=uuid4())
    assert (await page.next("ev"))["message"]["text"] == "live"
    page.last = 2
    await page.say(t="fetch", after=2)
    assert [(await page.next("ev"))["seq"] for _ in range(8)] == list(range(3, 11))


@in_a_loop
async def test_what_is_said_while_somebody_catches_up_comes_after_it(
    room: Room, leader: Person, mentor: Person
) -> None:
    key = (await sync_to_async(cookie_of)(leader)).partition("=")[2]
    sent: list[dict[str, Any]] = []
    may_go_on = asyncio.Event()

    async def send(message: dict[str, Any]) -> None:
        sent.append(json.loads(message["text"]))
        await may_go_on.wait()

    async with hub.here().at_work() as working, working.room(room.pk) as local:
        line = Line(Reader(key, leader.pk, room.pk), send)
        joining = asyncio.create_task(working.join(local, line, 0))
        while not sent:
            await asyncio.sleep(0.01)
        await post(room=room, by=mentor, text="meanwhile", client_id=uuid4())
        while local.head != 3:
            await asyncio.sleep(0.01)
        assert [frame["seq"] for frame in sent] == [1]
        may_go_on.set()
        await joining
        while len(sent) < 5:
            await asyncio.sleep(0.01)
        line.abandon()
        local.lines.clear()
    places = [(frame["t"], frame.get("seq")) for frame in sent]
    assert places == [("ev", 1), ("ev", 2), ("joined", 2), ("ev", 3), ("pres", None)]


@in_a_loop
async def test_who_comes_from_a_process_that_is_ahead_of_this_one_goes_on_where_they_were(
    room: Room, leader: Person, mentor: Person, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "POLL", 60)
    here = await opened(mentor, room)
    await here.join()
    await sync_to_async(store_many)(room, mentor, 1, "heard elsewhere")  # no hint of it comes here
    page = await opened(leader, room)
    assert await page.join(last=3) == []
    await post(room=room, by=mentor, text="new", client_id=uuid4())
    assert (await page.next("ev"))["message"]["text"] == "new"
    assert [(await here.next("ev"))["seq"] for _ in range(2)] == [3, 4]


@in_a_loop
async def test_who_was_away_very_long_loads_the_page_again(room: Room, leader: Person, opened: Opening) -> None:
    await Room.objects.filter(pk=room.pk).aupdate(last_seq=hub.FAR_BEHIND + 3)
    page = await opened(leader, room)
    await page.say(t="hello", v=1, last=2)
    assert [(await page.receive_json_from(5))["t"] for _ in range(3)] == ["welcome", "resync", "joined"]
    back = await opened(leader, room)
    await back.say(t="hello", v=1, last=10**6)  # ahead of the room: from before a restored backup
    assert [(await back.receive_json_from(5))["t"] for _ in range(3)] == ["welcome", "resync", "joined"]


@in_a_loop
async def test_nobody_opens_a_room_they_are_not_in(
    room: Room, stranger: Person, coordinator: Person, opened: Opening
) -> None:
    for person, place, code in (
        (stranger, room, 4003),
        (coordinator, room, 4003),
        (stranger, 10**6, 4003),
        (None, room, 4001),
    ):
        assert await (await opened(person, place)).ended() == (code, False)
    assert await (await opened(None, room, cookie=f"{settings.SESSION_COOKIE_NAME}=made-up")).ended() == (4001, False)


@in_a_loop
async def test_whoever_is_taken_out_gets_nothing_later(
    room: Room, leader: Person, mentor: Person, denise: Person, opened: Opening
) -> None:
    hers, his = await opened(denise, room), await opened(mentor, room)
    await hers.join()
    await his.join()
    await post(room=room, by=mentor, text="before", client_id=uuid4())
    await sync_to_async(actions.remove_member)(room=room, person=denise, by=mentor)
    await post(room=room, by=mentor, text="after", client_id=uuid4())
    assert [(await his.next("ev"))["kind"] for _ in range(3)] == ["message", "left", "message"]
    got = []
    while True:
        output = await hers.receive_output(5)
        got.append(output)
        if output["type"] == "websocket.close":
            break
    assert output["code"] == 4003
    assert "before" in str(got)
    assert "after" not in str(got)
    assert '"left"' not in str(got)


@in_a_loop
async def test_rights_are_asked_again_for_every_frame(room: Room, leader: Person, opened: Opening) -> None:
    page = await opened(leader, room)
    await page.join()
    await Session.objects.all().adelete()
    await page.say(t="send", client_id=str(uuid4()), text="Still here?")
    nack = await page.next("nack")
    assert nack["code"] == 4001
    assert await page.ended() == (4001, False)
    assert not await Message.objects.aexists()


@in_a_loop
async def test_rights_are_asked_again_while_nothing_happens(
    room: Room, leader: Person, mentor: Person, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "RECHECK", 0.1)
    hers, his = await opened(leader, room), await opened(mentor, room)
    await hers.join()
    await his.join()
    await sync_to_async(leader.set_password)("another-password-entirely")
    await leader.asave()
    assert await hers.ended() == (4001, False)
    await his.say(t="ping")
    assert (await his.next("pong"))["head"] == 2


@in_a_loop
async def test_a_closed_room_says_so_and_ends(room: Room, leader: Person, coordinator: Person, opened: Opening) -> None:
    page = await opened(leader, room)
    await page.join()
    await sync_to_async(actions.close_room)(room=room, by=coordinator)
    assert (await page.next("ev"))["kind"] == "closed"
    assert await page.ended() == (4004, True)


NO_FRAMES = (
    {"text": ""},
    {"text": "no"},
    {"text": "[]"},
    {"text": "12"},
    {"text": '{"a": 1}'},
    {"text": '{"t": 7}'},
    {"text": "[" * 10_000},
    {"text": "x" * 70_000},
    {"text": '{"t": "hello", "v": 2, "last": 0}'},
    {"text": '{"t": "send"}'},  # before hello
    {"bytes": b"\x00\xff"},
)


@in_a_loop
async def test_what_is_no_frame_ends_the_socket(room: Room, leader: Person, opened: Opening) -> None:
    cookie = await sync_to_async(cookie_of)(leader)
    for frame in NO_FRAMES:
        page = await opened(None, room, cookie=cookie)
        await page.send_input({"type": "websocket.receive", **frame})
        assert await page.ended() == (4009, False), frame


@in_a_loop
async def test_a_bad_frame_is_answered_with_no_and_stores_nothing(
    room: Room, leader: Person, mentor: Person, opened: Opening
) -> None:
    page = await opened(leader, room)
    await page.join()
    words = str(uuid4())
    for frame in (
        {"t": "dance"},
        {"t": "send", "text": "No id"},
        {"t": "send", "text": {"a": 1}, "client_id": words},
        {"t": "send", "text": "Odd id", "client_id": "7"},
        {"t": "send", "text": " \n ", "client_id": words},
        {"t": "send", "text": "a" * 4001, "client_id": words},
        {"t": "send", "text": "nul \x00 and half \ud800", "client_id": words},
        {"t": "send", "text": "half \ud800", "client_id": words},
        {"t": "read", "count": -1},
        {"t": "read", "count": True},
        {"t": "fetch", "after": "x"},
        {"t": "fetch", "after": 10**30},
    ):
        await page.say(**frame)
        nack = await page.next("nack")
        assert (nack["code"], nack["client_id"]) == (4009, frame.get("client_id"))
        assert nack["words"]
    await page.say(t="send", client_id=words, text="And all is well")
    assert (await page.next("ack"))["seq"] == 3
    assert await Message.objects.acount() == 1


@in_a_loop
async def test_fast_senders_are_asked_to_wait_and_floods_end(room: Room, leader: Person, opened: Opening) -> None:
    page = await opened(leader, room)
    await page.join()
    for _ in range(actions.FAST_MESSAGES):
        await page.say(t="send", client_id=str(uuid4()), text="quick")
        await page.next("ack")
    await page.say(t="send", client_id=str(uuid4()), text="too quick")
    assert (await page.next("nack"))["code"] == 4029
    for _ in range(100):
        await page.say(t="ping")
    assert await page.ended() == (4029, True)


@in_a_loop
async def test_silence_instead_of_hello_ends_the_socket(
    room: Room, leader: Person, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("youdesign.conversations.consumers.HELLO_WITHIN", 0.05)
    page = await opened(leader, room)
    assert await page.ended() == (4009, False)


@in_a_loop
async def test_reading_is_noted(room: Room, leader: Person, mentor: Person, opened: Opening) -> None:
    await post(room=room, by=mentor, text="one", client_id=uuid4())
    page = await opened(leader, room)
    await page.join()
    await page.say(t="read", count=1)
    await page.say(t="ping")
    await page.next("pong")
    member = await room.members.aget(person=leader)
    assert member.read_count == 1


@in_a_loop
async def test_many_talk_at_once_and_everybody_reads_the_same_order(
    room: Room, leader: Person, mentor: Person, denise: Person, opened: Opening
) -> None:
    people = (leader, mentor, denise)
    pages = [await opened(person, room) for person in people for _ in range(2)]
    for page in pages:
        await page.join()

    async def talk(person: Person, page: Browser) -> None:
        for number in range(6):
            client_id = str(uuid4())
            for _ in range(2 if number == 3 else 1):  # some sends are doubled
                await page.say(t="send", client_id=client_id, text=f"{person} {number}")

    await asyncio.gather(*(talk(person, page) for person, page in zip(people, pages[::2], strict=True)))
    heard = [[(await page.next("ev"))["message"]["id"] for _ in range(18)] for page in pages]
    assert all(each == heard[0] for each in heard)
    assert len(set(heard[0])) == await Message.objects.acount() == 18
