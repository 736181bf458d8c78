"""How long it takes until a hundred phones show the next step, for the benchmarks."""

import asyncio
import random
import statistics
from pathlib import Path

from tests.cohorts.phones import Phone, at_its_first_step, press
from tests.conversations.faults.crowds import House, are_all_in, clock
from tests.conversations.faults.stage import on_database
from tests.conversations.wires import going_on, until
from youdesign.conversations.management.measuring.sockets import cookie_of

PHONES, PRESSES, ROUNDS = 100, 40, 3
PACE = 0.5
LONG = 90.0


async def steps(home: Path) -> dict[str, float]:
    """A hundred phones on two processes, and one who presses: how long until 99 % show the step?"""
    house = House(home)
    async with house.open():
        slow = [await one_round(house) for _ in range(ROUNDS)]
    return {"step_p99_ms": statistics.median(slow) * 1000}


async def one_round(house: House) -> float:
    """Return within how many seconds of a press 99 % of the phones show its step."""
    session, people = await on_database(at_its_first_step, PHONES)
    cookies = await on_database(lambda: [cookie_of(person) for person in people])
    phones = [Phone(house.door.url, session, cookie) for cookie in cookies]
    pressed_at = {}
    async with going_on(*(phone.listen() for phone in phones)):
        await until(lambda: are_all_in(phones) and all(phone.moves == 1 for phone in phones), "every phone", LONG)
        for moves in range(1, PRESSES + 1):
            await asyncio.sleep(random.uniform(0.5, 1.5) * PACE)
            pressed_at[moves + 1] = clock()
            await press(house.door.url, session, cookies[0], "next" if moves % 2 else "back", moves)
        await until(lambda: all(phone.moves == PRESSES + 1 for phone in phones), "the last step", LONG)
    took = [phone.shown_at[moves] - at for phone in phones for moves, at in pressed_at.items()]
    return statistics.quantiles(took, n=100)[-1]
