"""Redis, a process and whoever leads go away in the middle of a debrief: what every phone shows meanwhile and after."""

import asyncio
import datetime
from collections.abc import Awaitable, Callable

from cohorts.models import DebriefSession, LiveDebrief
from tests.cohorts.phones import BlockedPhone, Phone, astray, at_its_first_step, press
from tests.conversations.browsers import cookie_of
from tests.conversations.faults.oracle import Verdict, verdict
from tests.conversations.faults.stage import Stage, on_database
from tests.conversations.wires import going_on, until
from youdesign.conversations.models import Room

PEOPLE = 5
RECOVERS_WITHIN = 30.0
AWAY = datetime.timedelta(minutes=2)


class Table:
    """The phones of one group: Ruth's, who leads, three like hers, and one that sockets do not reach."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.session, people = at_its_first_step(PEOPLE)
        self.cookies = [cookie_of(person) for person in people]
        kinds = [*[Phone] * (PEOPLE - 1), BlockedPhone]
        self.phones = [kind(stage.door.url, self.session, self.cookies[at]) for at, kind in enumerate(kinds)]
        self.moves, self.leads = 1, 0
        self.took: list[float] = []

    async def press(self, act: str, by: int) -> None:
        """Press one of the buttons."""
        await press(self.stage.door.url, self.session, self.cookies[by], act, self.moves)

    async def step(self, *away: Phone) -> float:
        """Go on to the next step while everybody says something; return how long until every phone shows it."""
        began = asyncio.get_running_loop().time()
        for phone in self.phones[:-1]:
            await phone.say(f"At step {self.moves}")
        await self.press("next", self.leads)
        self.moves += 1
        await self.all_show_it(*away)
        return asyncio.get_running_loop().time() - began

    def head(self) -> int:
        """Return how far the room has got."""
        return Room.objects.get(pk=self.session.group.room_id).last_seq

    def judged(self) -> tuple[Verdict, list[str]]:
        """Judge what each phone heard, and what it shows."""
        return verdict(self.session.group.room, self.phones), astray(self.session, self.phones)

    async def all_show_it(self, *away: Phone) -> None:
        """Return once every phone but those that are away shows the step."""
        there = [phone for phone in self.phones if phone not in away]
        what = f"every phone to show {self.moves}"
        await until(lambda: all(phone.moves == self.moves for phone in there), what, RECOVERS_WITHIN)


async def redis_is_killed(table: Table) -> float:
    """Redis is gone in the middle of a step, which goes on without, and comes back empty."""
    await asyncio.to_thread(table.stage.redis.stop)
    without = await table.step()
    await asyncio.to_thread(table.stage.redis.start)
    return max(without, await table.step())


async def a_process_is_killed(table: Table) -> float:
    """One web process is gone without a word; the other one shows the step, and later a new one does."""
    web = table.stage.webs[0]
    await asyncio.to_thread(web.kill)
    without = await table.step()
    web.start()
    await asyncio.to_thread(web.wait)
    return max(without, await table.step())


def a_while_ago(session: DebriefSession) -> None:
    """Let it be long since the page of whoever leads was open."""
    then = LiveDebrief.objects.get(session=session).opened_at - AWAY
    LiveDebrief.objects.filter(session=session).update(led_at=then, opened_at=then)
    DebriefSession.objects.filter(pk=session.pk).update(starts_at=then)


async def ruths_phone_is_gone(table: Table) -> float:
    """The others agree on who leads instead, and go on; what Ruth says meanwhile waits in her phone."""
    await on_database(a_while_ago, table.session)
    await table.press("stand_in", 1)
    for other in (2, 3):
        await table.press("confirm", other)
    table.leads = 1
    return await table.step(table.phones[0])


async def ruths_phone_is_back(table: Table) -> float:
    """It shows what the others show, and goes on with them."""
    began = asyncio.get_running_loop().time()
    await table.all_show_it()
    return max(asyncio.get_running_loop().time() - began, await table.step())


async def storm(stage: Stage, tell: Callable[[str], object]) -> tuple[float, Verdict, list[str]]:
    """Let one thing after another befall them; return the longest that any phone was behind, and what was amiss."""
    table = await on_database(Table, stage)
    ruths, *others = [phone.listen() for phone in table.phones]
    took = []

    async def befall(*deeds: Callable[[Table], Awaitable[float]]) -> None:
        for deed in deeds:
            took.append(await deed(table))
            tell(f"{deed.__name__.replace('_', ' ')}: {took[-1]:.2f} s")

    async with stage.door.open(web.port for web in stage.webs), going_on(*others):
        async with going_on(ruths):
            await until(lambda: all(phone.joined_at for phone in table.phones), "everybody to come in")
            await befall(redis_is_killed, a_process_is_killed)
        await befall(ruths_phone_is_gone)
        async with going_on(table.phones[0].listen()):
            await befall(ruths_phone_is_back)
            await until(lambda: not any(phone.waiting for phone in table.phones), "every answer", RECOVERS_WITHIN)
            head = await on_database(table.head)
            await until(lambda: all(phone.last == head for phone in table.phones), "every word", RECOVERS_WITHIN)
    return max(took), *await on_database(table.judged)
