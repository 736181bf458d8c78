"""Who is here and who is writing, and what a newcomer's open page hears: through sockets, and between processes."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from tests import factories
from tests.conversations.browsers import Browser, Opening, cookie_of
from tests.conversations.conftest import in_a_loop, in_a_thread
from tests.conversations.saying import edit, say
from tests.conversations.wires import Web, dialled, frame, hello
from tests.notices.faults.servers import OwnRedis
from tests.servers import environment, free_port
from youdesign.conversations import actions, bell, guard, hub
from youdesign.conversations.frames import Code
from youdesign.conversations.lines import QUEUE, SHED, Line
from youdesign.conversations.models import Room
from youdesign.conversations.presence import LIFE, SAY_AGAIN, Presence
from youdesign.conversations.reading import Reader
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


async def told(page: Browser, here: set[Person], *, sure: bool = True) -> None:
    """Return once the page is told that these are here."""
    async with asyncio.timeout(10):
        while True:
            said = await page.next("pres")
            if (set(said["here"]), said["sure"]) == ({person.pk for person in here}, sure):
                return


@pytest.fixture(autouse=True)
def _told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have comings and goings told twenty times a second."""
    monkeypatch.setattr(hub, "TOGETHER", 0.05)


# --- Who is here ---


@in_a_loop
async def test_who_comes_and_goes_is_shown_to_those_who_are_here(
    room: Room, leader: Person, mentor: Person, opened: Opening
) -> None:
    hers = await opened(leader, room)
    await hers.join()
    await told(hers, {leader})
    his, also_his = await opened(mentor, room), await opened(mentor, room)
    for page in (his, also_his):
        await page.join()
    await told(hers, {leader, mentor})
    await his.disconnect()
    await asyncio.sleep(0.3)
    assert await hers.receive_nothing()  # he has another page open
    await also_his.disconnect()
    await told(hers, {leader})


@in_a_loop
async def test_who_would_rather_not_be_seen_is_not_shown_from_the_moment_they_say_so(
    room: Room, leader: Person, mentor: Person, opened: Opening
) -> None:
    hers, his = await opened(leader, room), await opened(mentor, room)
    for page in (hers, his):
        await page.join()
    await told(hers, {leader, mentor})
    await sync_to_async(actions.set_stay)(room=room, by=mentor, is_muted=False, hears_daily=False, is_unseen=True)
    await told(hers, {leader})
    await his.say(t="typing")
    await his.say(t="ping")
    await his.next("pong")
    assert await hers.receive_nothing(0.3)
    await sync_to_async(actions.set_stay)(room=room, by=mentor, is_muted=False, hears_daily=False, is_unseen=False)
    await told(hers, {leader, mentor})


@in_a_loop
async def test_who_would_rather_not_be_seen_is_not_shown_for_long_when_no_hint_of_it_comes(
    room: Room, leader: Person, mentor: Person, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "RECHECK", 0.2)
    hers, his = await opened(leader, room), await opened(mentor, room)
    for page in (hers, his):
        await page.join()
    await told(hers, {leader, mentor})
    await room.members.filter(person=mentor).aupdate(is_unseen=True)
    await told(hers, {leader})


def test_the_word_of_a_process_that_falls_silent_is_forgotten_after_a_minute() -> None:
    presence, mine, theirs = Presence(), frozenset({1}), frozenset({2, 3})
    presence.heard("there", theirs, 1000.0)
    assert presence.people(mine, 1000.0 + LIFE - 1) == {1, 2, 3}
    presence.heard("there", frozenset({2}), 1000.0 + LIFE - 1)
    assert presence.people(mine, 1000.0 + LIFE + 5) == {1, 2}
    assert presence.people(mine, 1000.0 + 2 * LIFE) == {1}


def test_a_process_repeats_itself_well_before_it_would_be_forgotten() -> None:
    presence, here = Presence(), frozenset({1})
    assert presence.is_due(here, 0.0)
    assert presence.say(here, 1000.0)
    assert not presence.is_due(here, 1000.0 + SAY_AGAIN - 1)
    assert presence.is_due(frozenset(), 1001.0)
    assert presence.is_due(here, 1000.0 + SAY_AGAIN + 1)
    assert SAY_AGAIN * 2 < LIFE


@in_a_loop
async def test_two_processes_tell_each_other_who_is_here_and_who_is_writing(
    webs: list[Web], room: Room, leader: Person, mentor: Person
) -> None:
    hers, his = [await sync_to_async(cookie_of)(person) for person in (leader, mentor)]
    async with dialled(webs[0].url, room, hers) as line:
        await hello(line)
        async with dialled(webs[1].url, room, his) as other:
            await hello(other)
            for each in (line, other):
                while (await frame(each, "pres"))["here"] != sorted([leader.pk, mentor.pk]):
                    pass
            await other.send('{"t": "typing"}')
            assert (await frame(line, "typ"))["person"] == mentor.pk
        while (await frame(line, "pres"))["here"] != [leader.pk]:
            pass


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[Web, OwnRedis]]:
    """One web process over a Redis of its own."""
    redis = OwnRedis()
    port = free_port()
    env = environment(smtp_port=9, SITE_URL=f"http://localhost:{port}", REDIS_URL=redis.url)
    with Web(port, env, tmp_path / "web.log") as web:
        web.wait()
        yield web, redis
    redis.stop()


@in_a_loop
async def test_without_redis_nobody_claims_to_know_who_is_here(
    alone: tuple[Web, OwnRedis], room: Room, leader: Person, mentor: Person
) -> None:
    web, redis = alone
    hers, his = [await sync_to_async(cookie_of)(person) for person in (leader, mentor)]
    async with dialled(web.url, room, hers) as line:
        await hello(line)
        while not (await frame(line, "pres"))["sure"]:
            pass
        await asyncio.to_thread(redis.stop)
        async with dialled(web.url, room, his) as other:
            await hello(other)
            while (await frame(line, "pres"))["sure"]:
                pass
        await asyncio.to_thread(redis.start)
        while not (await frame(line, "pres", 20))["sure"]:
            pass


# --- Who is writing ---


@in_a_loop
async def test_that_one_is_writing_goes_to_the_others_and_not_to_ones_own_pages(
    room: Room, leader: Person, mentor: Person, opened: Opening
) -> None:
    hers, also_hers, his = [await opened(person, room) for person in (leader, leader, mentor)]
    for page in (hers, also_hers, his):
        await page.join()
        await told(page, {leader} if page is not his else {leader, mentor})
    await told(hers, {leader, mentor})
    await told(also_hers, {leader, mentor})
    await hers.say(t="typing")
    assert (await his.next("typ"))["person"] == leader.pk
    assert await hers.receive_nothing(0.2)
    assert await also_hers.receive_nothing(0.2)


@in_a_loop
async def test_to_a_slow_reader_who_is_writing_is_left_out_and_no_event_ever_is() -> None:
    sent: list[dict[str, Any]] = []
    may_go_on = asyncio.Event()

    async def send(message: dict[str, Any]) -> None:
        await may_go_on.wait()
        sent.append(message)

    line = Line(Reader("", 0, 0), send)
    line.is_held = True
    for _ in range(SHED):
        line.push("event")
    for _ in range(QUEUE):
        line.push("typing", can_be_shed=True)
    assert len(line.frames) == SHED
    for _ in range(QUEUE - SHED):
        line.push("event")
    assert (len(line.frames), line.code) == (QUEUE, None)
    line.push("one too many")
    assert line.code == Code.TOO_SLOW
    line.release()
    may_go_on.set()
    while len(sent) < 2:
        await asyncio.sleep(0.01)
    assert [json.loads(sent[0]["text"])["code"], sent[1]["code"]] == [4008, 4008]


# --- How long to wait ---


@in_a_loop
async def test_a_slow_room_tells_the_page_how_long_to_wait_and_goes_on(
    room: Room, leader: Person, mentor: Person, opened: Opening
) -> None:
    do = sync_to_async
    await do(actions.add_member)(room=room, person=mentor, by=mentor, is_facilitator=True)
    await do(actions.set_pace)(room=room, by=mentor, slow_seconds=30)
    page = await opened(leader, room)
    await page.join()
    ids = [str(uuid4()) for _ in range(3)]
    await page.say(t="send", client_id=ids[0], text="First")
    await page.next("ack")
    await page.say(t="send", client_id=ids[1], text="Too soon")
    nack = await page.next("nack")
    assert (nack["code"], nack["client_id"]) == (4029, ids[1])
    assert 25 <= nack["wait"] <= 30
    await page.say(t="send", client_id=ids[2], signal="minute")
    assert (await page.next("ack"))["client_id"] == ids[2]


# --- What a newcomer's page hears ---


@in_a_loop
async def test_a_newcomers_page_hears_nothing_of_what_was_said_before_until_the_group_agrees_to_it(
    room: Room, leader: Person, mentor: Person, opened: Opening
) -> None:
    do = sync_to_async
    await do(actions.add_member)(room=room, person=mentor, by=mentor, is_facilitator=True)
    await do(actions.set_ways)(room=room, by=mentor, shows_history=False, may_be_saved=False)
    old = await do(say)(room, leader, "Old words")
    noor = await do(factories.PersonFactory)(name="Noor Khan")
    await do(actions.add_member)(room=room, person=noor, by=mentor)
    page, hers = await opened(noor, room), await opened(leader, room)
    assert await page.join() == await hers.join() == list(range(1, 7))
    await do(edit)(old, "Old words changed")
    await do(actions.set_reaction)(message=old, by=mentor, code="yes", is_on=True)
    await do(actions.pin_message)(message=old, by=mentor, is_on=True)
    for _ in range(3):
        event = await page.next("ev")
        assert (event["kind"], "message" in event) == ("earlier", False)
        assert (await hers.next("ev"))["message"]["text"] == "Old words changed"
    await do(say)(room, leader, "New words", reply_to=1)
    answers = (await page.next("ev"))["message"]["answers"]
    assert answers == {"number": 1, "author": None, "name": "", "words": ""}
    assert (await hers.next("ev"))["message"]["answers"]["words"] == "Old words changed"
    await page.say(t="react", number=1, on="yes")
    assert (await page.next("nack"))["code"] == 4009
    await page.say(t="send", client_id=str(uuid4()), text="To what?", reply_to=1)
    assert "is not there any more" in (await page.next("nack"))["words"]
    page.last = 0
    await page.say(t="fetch", after=0)
    fetched = [await page.next("ev") for _ in range(10)]
    assert "Old" not in json.dumps(fetched)
    await do(actions.set_ways)(room=room, by=mentor, shows_history=True, may_be_saved=False)
    assert (await page.next("ev"))["kind"] == "room"
    await do(edit)(old, "Old words for all")
    assert (await page.next("ev"))["message"]["text"] == "Old words for all"


# --- Who left and came back before the process heard of it ---


@in_a_loop
async def test_who_left_and_came_back_unheard_is_not_put_out_by_the_leaving(
    room: Room, leader: Person, mentor: Person, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "POLL", 60)
    monkeypatch.setattr(bell, "_silent_until", float("inf"))
    do = sync_to_async
    his = await opened(mentor, room)
    await his.join()
    before = await opened(leader, room)
    await before.join()
    await do(in_a_thread)(actions.remove_member, room=room, person=leader, by=mentor)
    await do(in_a_thread)(actions.add_member, room=room, person=leader, by=mentor)
    hers = await opened(leader, room)
    assert await hers.join() == [1, 2]  # here nothing of it is known yet
    await do(in_a_thread)(say, room, mentor, "Welcome back")
    hub.hear({"type": "room.moved", "room": room.pk, "seq": 5})
    assert [(await hers.next("ev"))["kind"] for _ in range(3)] == ["left", "joined", "message"]
    assert await before.ended() == (4003, False)
