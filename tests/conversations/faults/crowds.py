"""Crowds of browsers, measured: how long a word takes, how many can come, and how they come back."""

import asyncio
import os
import random
import statistics
from bisect import bisect_right
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.conversations.faults.door import Door
from tests.conversations.faults.oracle import verdict
from tests.conversations.faults.stage import on_database
from tests.conversations.wires import Caller, Web, dialled, frame, going_on, hello, until
from tests.servers import environment, free_port
from youdesign.conversations.management.measuring.sockets import cookie_of, full_room
from youdesign.conversations.models import Room

LONG = 90.0
AT_ONCE = 50  # come in at the same time
TALKERS, EACH_SECOND, SECONDS, ROUNDS = 100, 10, 15, 3
ROOMS, IN_EACH = 20, 50
CUT_IN_EACH, WORDS = 20, 10
SILENT, MINUTE = 20, 60.0


class Listener(Caller):
    """A caller who notes how long each word took to come."""

    def __init__(self, url: str, room: Room, cookie: str, said_at: dict[str, float]) -> None:
        super().__init__(url, room, cookie)
        self.said_at, self.took = said_at, list[float]()

    async def take(self, frame: dict[str, Any]) -> None:
        """Keep what came."""
        if frame["t"] == "ev" and "message" in frame:
            self.took.append(clock() - self.said_at[frame["message"]["client_id"]])
        await super().take(frame)

    async def say_now(self, text: str) -> None:
        """Say something, and note when."""
        client_id = str(uuid4())
        self.said_at[client_id] = clock()
        self.said[client_id] = self.waiting[client_id] = text
        await self.send(client_id)


def clock() -> float:
    """Return the time by which all of it is measured."""
    return asyncio.get_running_loop().time()


@contextmanager
def on_the_first_core() -> Iterator[None]:
    """Start web processes there; from then on, this one keeps to the last."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[0]})
    yield
    os.sched_setaffinity(0, {cores[-1]})


class House:
    """Two web processes on one core, and the door to them on another."""

    def __init__(self, home: Path) -> None:
        self.door = Door()
        env = environment(smtp_port=9, SITE_URL=self.door.url)
        self.webs = [Web(free_port(), env, home / f"{number}.log") for number in range(2)]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Start them, and let people in."""
        async with AsyncExitStack() as ending:
            with on_the_first_core():
                for web in self.webs:
                    web.start()
                    ending.callback(web.stop)
            for web in self.webs:
                await asyncio.to_thread(web.wait)
            await ending.enter_async_context(self.door.open(web.port for web in self.webs))
            yield


def kilobytes(web: Web) -> int:
    """Return the memory a process holds."""
    status = Path(f"/proc/{web.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def people_of(name: str, count: int) -> tuple[Room, list[str]]:
    """Make a room with so many people, and return their cookies."""
    room, people = full_room(name, count)
    return room, [cookie_of(person) for person in people]


def are_all_in(callers: Sequence[Caller]) -> bool:
    """Whether everybody has joined."""
    return all(caller.joined_at for caller in callers)


async def talking(home: Path) -> dict[str, float]:
    """A hundred people on two processes, who say ten things a second between them: how long is 99 % on its way?"""
    house = House(home)
    async with house.open():
        rounds = [await one_round(house, f"talk-{number}") for number in range(ROUNDS)]
    slow, amiss = zip(*rounds, strict=True)
    return {"talk_p99_ms": statistics.median(slow) * 1000, "talk_amiss": sum(amiss)}


async def one_round(house: House, name: str) -> tuple[float, int]:
    """Return in how many seconds 99 % of the words were there, and how much was amiss."""
    room, cookies = await on_database(people_of, name, TALKERS)
    said_at: dict[str, float] = {}
    callers = [Listener(house.door.url, room, cookie, said_at) for cookie in cookies]
    async with going_on(*(caller.listen() for caller in callers)):
        await until(lambda: are_all_in(callers), "everybody to come", LONG)
        for turn in range(EACH_SECOND * SECONDS):
            await asyncio.sleep(random.uniform(0.5, 1.5) / EACH_SECOND)
            await callers[turn % TALKERS].say_now(f"Thing {turn}")
        await until(lambda: not any(caller.waiting for caller in callers), "every answer", LONG)
        await until(lambda: all(caller.last == len(said_at) for caller in callers), "every word", LONG)
    took = [each for caller in callers for each in caller.took]
    return statistics.quantiles(took, n=100)[-1], (await on_database(verdict, room, callers)).total


class Guest(Caller):
    """A caller who comes in when it is their turn."""

    def __init__(self, url: str, room: Room, cookie: str) -> None:
        super().__init__(url, room, cookie)
        self.turn = asyncio.Event()

    async def come(self) -> None:
        """Wait for the turn, then follow the room."""
        await self.turn.wait()
        await self.listen()


async def coming_and_going(home: Path) -> dict[str, float]:
    """A thousand come to one process; of them 400 are cut off at once; 500 are sent on when it is to end."""
    house = House(home)
    leaving, staying = house.webs
    made = [await on_database(people_of, f"room-{number}", IN_EACH) for number in range(ROOMS)]
    rooms = [[Guest(house.door.url, room, cookie) for cookie in cookies] for room, cookies in made]
    stay, go = [list(chain(*some)) for some in (rooms[: ROOMS // 2], rooms[ROOMS // 2 :])]
    speakers = [guests[-1] for guests in rooms]
    async with house.open(), silent_at(house, staying) as lost_ones:
        house.door.send_to(leaving.port)
        async with going_on(*(guest.come() for guest in stay)):
            async with going_on(*(guest.come() for guest in go)):
                figures = await coming(leaving, [*stay, *go])
                figures |= await cutting_off([guest for guests in rooms for guest in guests[:CUT_IN_EACH]], speakers)
            house.door.send_to(leaving.port, staying.port)
            figures |= await letting_go(leaving, stay, speakers[: ROOMS // 2])
        judged = [await on_database(verdict, room, guests) for (room, _), guests in zip(made, rooms, strict=True)]
    # Those who went home early have not heard what was said later.
    figures["come_back_amiss"] = sum(each.total for each in judged[: ROOMS // 2])
    return figures | {"idle_lost": len(lost_ones)}


async def coming(web: Web, guests: Sequence[Guest]) -> dict[str, float]:
    """How long it takes a thousand to come in, and what each costs the process in memory."""
    began, before = clock(), kilobytes(web)
    for number, guest in enumerate(guests, 1):
        guest.turn.set()
        while number - sum(bool(each.joined_at) for each in guests) >= AT_ONCE:
            await asyncio.sleep(0.005)
    await until(lambda: are_all_in(guests), "everybody to come", LONG)
    return {"connect_1000_s": clock() - began, "socket_kb": (kilobytes(web) - before) / len(guests)}


async def cutting_off(cut: Sequence[Guest], speakers: Sequence[Guest]) -> dict[str, float]:
    """How long it takes until 400 who were cut off at the same moment have heard what was said meanwhile."""
    for guest in cut:
        assert guest.line
        guest.line.transport.abort()
    began = clock()
    await say_some(speakers)
    await until(lambda: are_all_in(cut), "those who were cut off to come back", LONG)
    await until(lambda: all(guest.last == WORDS for guest in cut), "what they missed", LONG)
    return {"cut_400_s": clock() - began}


async def letting_go(web: Web, guests: Sequence[Guest], speakers: Sequence[Guest]) -> dict[str, float]:
    """How long it takes until 500 are elsewhere, and how many come there in the busiest second."""
    web.ask_to_end()
    began = clock()
    await say_some(speakers)
    await until(lambda: all(guest.joined_at > began for guest in guests), "everybody to be elsewhere", LONG)
    await until(lambda: all(guest.last == 2 * WORDS for guest in guests), "what they missed", LONG)
    assert all(guest.codes == [1012] or guest.codes[1:] == [1012] for guest in guests)
    came = sorted(guest.joined_at for guest in guests)
    busiest = max(bisect_right(came, at + 1) - number for number, at in enumerate(came))
    return {"drain_500_s": came[-1] - began, "drain_in_a_second": busiest}


async def say_some(speakers: Sequence[Guest]) -> None:
    """Say some words in each of their rooms; one who is between two processes says them later."""
    for turn in range(WORDS):
        for speaker in speakers:
            await speaker.say(f"Word {turn}")


@asynccontextmanager
async def silent_at(house: House, web: Web) -> AsyncIterator[list[ClientConnection]]:
    """Have some sockets on which nothing is said for a minute; then find those that do not answer."""
    room, cookies = await on_database(people_of, "silent", SILENT)
    lost = list[ClientConnection]()
    async with AsyncExitStack() as lines:
        silent = [await lines.enter_async_context(dialled(web.url, room, cookie, house.door.url)) for cookie in cookies]
        for line in silent:
            await hello(line)
            await frame(line, "joined")
        began = clock()
        yield lost
        await asyncio.sleep(max(0.0, began + MINUTE - clock()))
        for line in silent:
            try:
                await line.send('{"t":"ping","head":0}')
                await frame(line, "pong")
            except (ConnectionClosed, TimeoutError):
                lost.append(line)
