"""Everything fails while people talk: what each of them heard, and what is stored, held against what was said.

`make test` does it with a few people in seconds; `make bench ONLY=rooms` with more of them and for as long as promised.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.conversations.browsers import cookie_of
from tests.conversations.faults.oracle import Verdict, verdict
from tests.conversations.faults.stage import Stage, on_database
from tests.conversations.wires import Caller, going_on, until
from tests.factories import PersonFactory
from youdesign.conversations import actions
from youdesign.conversations.models import Room
from youdesign.people.models import Person

PACE = 1.2  # seconds between two things that one caller says: with what waited and the bursts, fewer than are too many
PILE = 4  # with so many unanswered, they wait before they say more
RECOVERS_WITHIN = 30.0
LOSES_EACH = 6


@dataclass(frozen=True)
class Size:
    """How many people, and for how many seconds Redis is hung and is away."""

    callers: int
    hung: float
    away: float


class Crowd:
    """The people of one room: some who talk, and one who only listens and is taken out in the middle."""

    def __init__(self, stage: Stage, size: Size) -> None:
        self.stage, self.size, self.is_silent = stage, size, False
        self.host: Person = PersonFactory(name="Ruth Adeyemi")
        self.guest: Person = PersonFactory(name="Sol Marsh")
        self.room = actions.open_room(title="A storm", by=self.host)
        people = [self.host, *(PersonFactory() for _ in range(size.callers - 1))]
        for person in (*people, self.guest):
            actions.add_member(room=self.room, person=person, by=self.host)
        self.callers = [self.caller(person) for person in people]
        self.silent = self.caller(self.guest)

    def caller(self, person: Person) -> Caller:
        """Open a window for somebody who presses every button twice."""
        return Caller(self.stage.door.url, self.room, cookie_of(person), twice=True)

    async def talk(self) -> None:
        """Have everybody talk until they are to be silent."""
        await asyncio.gather(*(self.talk_on(number, caller) for number, caller in enumerate(self.callers)))

    async def talk_on(self, number: int, caller: Caller) -> None:
        """Have one talk; nobody goes on for ever without an answer."""
        while not self.is_silent:
            await asyncio.sleep(PACE * random.uniform(0.5, 1.5))
            if len(caller.waiting) < PILE:
                await caller.say(f"{number}: {len(caller.said)}")

    async def burst(self) -> None:
        """Have everybody say something at the same moment."""
        await asyncio.gather(*(caller.say("All at once") for caller in self.callers))

    async def head(self) -> int:
        """Return how far the room has got."""
        return (await on_database(Room.objects.get, pk=self.room.pk)).last_seq

    async def catch_up(self) -> None:
        """Return once everybody has heard all that is stored now."""
        head = await self.head()
        await until(
            lambda: all(caller.last >= head for caller in self.callers), f"everybody to hear {head}", RECOVERS_WITHIN
        )

    async def fall_silent(self) -> None:
        """Return once everything that was said is answered, and what is stored is heard by everybody."""
        await until(
            lambda: all(len(caller.waiting) <= len(caller.refusals) for caller in self.callers),
            "every answer",
            RECOVERS_WITHIN,
        )
        await self.catch_up()


Deed = Callable[[Crowd], Awaitable[None]]


async def nothing(crowd: Crowd) -> None:
    """Let them talk for a moment."""
    await asyncio.sleep(1)


async def redis_is_hung(crowd: Crowd) -> None:
    """Redis takes connections and answers nothing."""
    crowd.stage.redis.hang()
    await asyncio.sleep(crowd.size.hung)
    await crowd.catch_up()  # by the poll alone
    crowd.stage.redis.wake()


async def redis_is_wiped(crowd: Crowd) -> None:
    """Redis forgets everything."""
    await asyncio.to_thread(crowd.stage.redis.wipe)


async def redis_is_killed(crowd: Crowd) -> None:
    """Redis is gone for a while, and comes back empty."""
    await asyncio.to_thread(crowd.stage.redis.stop)
    await asyncio.sleep(crowd.size.away)
    await crowd.catch_up()
    await asyncio.to_thread(crowd.stage.redis.start)


async def everybody_is_cut_off(crowd: Crowd) -> None:
    """Every connection breaks at the same moment."""
    assert crowd.stage.door.cut_off(1.0) >= len(crowd.callers) // 2


async def a_process_is_killed(crowd: Crowd) -> None:
    """One web process is gone without a word, and another takes its place."""
    web = crowd.stage.webs[0]
    await asyncio.to_thread(web.kill)
    web.start()
    await crowd.catch_up()
    await asyncio.to_thread(web.wait)


async def a_version_is_deployed(crowd: Crowd) -> None:
    """The other process is asked to end, lets everybody go, and comes back."""
    web = crowd.stage.webs[1]
    web.ask_to_end()
    await asyncio.to_thread(web.process.wait, RECOVERS_WITHIN)
    web.start()
    await crowd.catch_up()
    await asyncio.to_thread(web.wait)
    crowd.stage.door.cut_off(0.5)  # some of them come back to the new one


async def postgres_crashes(crowd: Crowd) -> None:
    """PostgreSQL ends at once, and recovers from its log."""
    await asyncio.to_thread(crowd.stage.postgres.crash)


async def somebody_is_taken_out(crowd: Crowd) -> None:
    """The one who only listens is taken out of the room while everybody talks at once."""
    await until(lambda: crowd.silent.joined_at, "the one who listens")
    bursts = [asyncio.create_task(crowd.burst()) for _ in range(2)]
    await on_database(actions.remove_member, room=crowd.room, person=crowd.guest, by=crowd.host)
    await crowd.burst()
    await asyncio.gather(*bursts)
    await until(lambda: crowd.silent.has_ended, "the door to close on who was taken out")
    assert crowd.silent.codes[-1] == 4003


DEEDS: tuple[Deed, ...] = (
    nothing,
    redis_is_hung,
    redis_is_wiped,
    redis_is_killed,
    everybody_is_cut_off,
    a_process_is_killed,
    postgres_crashes,
    a_version_is_deployed,
    somebody_is_taken_out,
)


async def storm(crowd: Crowd, tell: Callable[[str], object]) -> Verdict:
    """Let one thing after another befall them while they talk; each time all are told all within half a minute."""
    door = crowd.stage.door
    clock = asyncio.get_running_loop().time
    listening = [caller.listen() for caller in (*crowd.callers, crowd.silent)]
    async with door.open(web.port for web in crowd.stage.webs), going_on(*listening):
        await until(lambda: all(caller.joined_at for caller in crowd.callers), "everybody to come in")
        door.loses_each = LOSES_EACH
        talking = asyncio.create_task(crowd.talk())
        for deed in DEEDS:
            began = clock()
            await deed(crowd)
            await crowd.catch_up()
            tell(f"{deed.__name__.replace('_', ' ')}: {clock() - began:.1f} s")
        crowd.is_silent = True
        await talking
        await crowd.fall_silent()
    assert door.lost, "no answer was lost"
    tell(f"{door.lost} answers lost, {sum(len(caller.codes) for caller in crowd.callers)} connections broken")
    for caller in (*crowd.callers, crowd.silent):
        for refusal in caller.refusals:
            tell(f"refused: {refusal}")
    return await on_database(verdict, crowd.room, crowd.callers, [crowd.silent])
