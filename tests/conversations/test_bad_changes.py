"""Frames that would change what was said, as no page of ours sends them: answered with no, stored nowhere."""

import json
import logging
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from websockets.asyncio.client import ClientConnection

from tests.conversations.browsers import cookie_of
from tests.conversations.conftest import in_a_loop
from tests.conversations.saying import say
from tests.conversations.wires import dialled, ended, frame, hello
from tests.servers import Site
from youdesign.conversations import actions, company
from youdesign.conversations.models import Message, Reaction, Room, RoomEvent, Version
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

ID = "6b1a5a0e-6f0b-4a8e-9d0e-7d1a6f2c3b4d"
HALF = "\ud800"
NOT_NUMBERS = (None, "1", 1.0, 1.5, True, -1, 0, 99, 2**53, 10**30, [1], {"n": 1})
OWN, OTHERS = 1, 2  # what she said, and what he said
NOT_WORDS = (True, False, 1.5, ["a"], {"a": {"b": []}}, "", "  \n", "a" * 4001, f"half {HALF}", "nul \x00")


def bad_frames() -> list[dict[str, Any]]:
    """Return every frame that is to be refused."""
    right = {
        "edit": {"text": "Other", "revision": 0},
        "delete": {},
        "react": {"on": "yes"},
        "act": {"on": "pin"},
    }
    found: list[dict[str, Any]] = [
        {"t": kind, "number": number, **fields} for kind, fields in right.items() for number in NOT_NUMBERS
    ]
    found += [{"t": kind, **fields} for kind, fields in right.items()]
    edit = {"t": "edit", "number": OWN, "text": "Other", "revision": 0}
    found += [{**edit, "text": text} for text in NOT_WORDS]
    found += [{**edit, "content_note": note} for note in ("n" * 81, "n" * 10_000, HALF, True, 0.5, [])]
    found += [{**edit, "revision": revision} for revision in (1, -1, 2**20, 10**30, "x", True, 0.0, None, [])]
    found += [{**edit, "more": more} for more in ({}, [[]], 1.5, False)]
    found.append({"t": "edit", "number": OWN, "text": "Other"})
    found += [{"t": "send", "client_id": ID, **more} for more in (
        {"text": True}, {"text": "x", "reply_to": 99}, {"text": "x", "reply_to": True}, {"text": "x", "reply_to": -1},
        {"text": "x", "reply_to": 10**30}, {"text": "x", "reply_to": HALF}, {"text": "x", "reply_to": "1.5"},
        {"text": "x", "content_note": "n" * 10_000}, {"text": "x", "content_note": HALF}, {"signal": "shout"},
        {"signal": HALF}, {"signal": True}, {"signal": {}}, {"signal": "pause", "client_id": HALF},
    )]  # fmt: skip
    for kind, code in (("react", "yes"), ("act", "pin")):
        for fields in (
            {},
            {"on": ""},
            {"on": "clap"},
            {"on": HALF},
            {"on": code, "off": code},
            {"on": True},
            {"off": 1.5},
            {"on": [code]},
            {"on": code, "off": "clap"},
        ):
            found.append({"t": kind, "number": OTHERS, **fields})
    found += [{"t": HALF}, {"t": "dance " + HALF, "client_id": HALF * 40}, {"t": "edit" * 1000}]
    found.append({"t": "delete", "number": OTHERS})  # not hers
    found.append({"t": "edit", "number": OTHERS, "text": "Other", "revision": 0})
    found.append({"t": "act", "number": OTHERS, "on": "hide"})  # not hers to do
    return found


async def refused(line: ClientConnection, sent: dict[str, Any]) -> None:
    """Send a frame and hold the answer to be no, with words, on a line that goes on."""
    await line.send(json.dumps(sent))
    nack = await frame(line, "nack")
    assert nack["code"] == 4009, (sent, nack)
    assert nack["words"], sent


async def lined_up(site: Site, room: Room, person: Person) -> Any:
    """Return what dials the room for this person."""
    return dialled(site.url, room, await sync_to_async(cookie_of)(person))


@in_a_loop
async def test_bad_changes_are_answered_with_no_and_store_nothing(
    site: Site,
    room: Room,
    leader: Person,
    mentor: Person,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("youdesign.conversations.consumers.FRAMES", 10_000)  # here it is not about how many there are
    await sync_to_async(say)(room, leader, "Hers")
    await sync_to_async(say)(room, mentor, "His")
    other = await sync_to_async(actions.open_room)(title="Another", by=mentor)
    await sync_to_async(actions.add_member)(room=other, person=mentor, by=mentor)
    await Message.objects.acreate(room=other, author=mentor, client_id=ID, number=99, text="Elsewhere")
    async with await lined_up(site, room, leader) as line, await lined_up(site, room, mentor) as beside:
        for each in (line, beside):
            await hello(each)
            await frame(each, "joined")
        for sent in bad_frames():
            await refused(line, sent)
        assert await stored() == [("Hers", "", 0, None), ("His", "", 0, None)]
        await beside.send(json.dumps({"t": "react", "number": OWN, "on": "yes", "client_id": "mine"}))
        assert (await frame(beside, "ack"))["client_id"] == "mine"
        assert (await frame(line, "ev"))["kind"] == "react"
    assert [record for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info] == []
    assert await RoomEvent.objects.filter(room=room).acount() == 5


async def stored() -> list[tuple[Any, ...]]:
    """Return what the room's messages say; nothing hangs on them."""
    assert not await Reaction.objects.aexists()
    assert not await Version.objects.aexists()
    facts = Message.objects.exclude(text="Elsewhere").order_by("number")
    return [each async for each in facts.values_list("text", "content_note", "revision", "pinned_at")]


@in_a_loop
async def test_typing_that_holds_nonsense_is_typing_and_nothing_else(
    site: Site, room: Room, leader: Person, mentor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company, "TYPED_LATELY", 0.0)
    async with await lined_up(site, room, leader) as line, await lined_up(site, room, mentor) as beside:
        for each in (line, beside):
            await hello(each)
            await frame(each, "joined")
        for more in ({}, {"person": mentor.pk}, {"person": {"a": HALF}}, {"number": 1.5}):
            await line.send(json.dumps({"t": "typing", **more}))
            assert await frame(beside, "typ") == {"t": "typ", "person": leader.pk}
    assert await RoomEvent.objects.acount() == 2


@in_a_loop
async def test_what_is_not_ones_to_do_does_not_put_one_out_but_having_left_does(
    site: Site, room: Room, leader: Person, mentor: Person
) -> None:
    await sync_to_async(say)(room, mentor, "His")
    async with await lined_up(site, room, leader) as line:
        await hello(line)
        await frame(line, "joined")
        await refused(line, {"t": "delete", "number": 1})
        await line.send('{"t": "ping"}')
        await frame(line, "pong")
        await room.members.filter(person=leader).adelete()
        await line.send(json.dumps({"t": "react", "number": 1, "on": "yes"}))
        assert (await frame(line, "nack"))["code"] == 4003
        assert await ended(line) == 4003
    assert not await Reaction.objects.aexists()
