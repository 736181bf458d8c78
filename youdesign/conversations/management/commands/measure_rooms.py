"""Measures what one delivery of a message costs a web process, with sockets, PostgreSQL and Redis as they are."""

import asyncio
import statistics
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.core.management.base import BaseCommand
from websockets.asyncio.client import ClientConnection

from youdesign.conversations.actions import post_message
from youdesign.conversations.management.measuring import stock
from youdesign.conversations.management.measuring.sockets import cookie_of, frames, full_room, joined, socket_to
from youdesign.conversations.management.measuring.webs import Web, web
from youdesign.people.models import Person

SOCKETS = 200
FEW, MANY = 20, 500
MESSAGES = 100
PACE = 0.05
ROUNDS = 3
TEXT = "Can I borrow that wording? " * 9 + "Thank you."
PATIENCE = 120
STOCK = ("-m", stock.__name__)
Post = Callable[[int], Awaitable[object]]


class Command(BaseCommand):
    """python manage.py measure_rooms, in a database that is thrown away afterwards."""

    help = "Prints the CPU time that a web process spends on one delivery, beside what stock Channels would."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill rooms, connect everybody in them, and talk; the server and the load run on different cores."""
        cost = {count: asyncio.run(cost_of_ours(count)) for count in (SOCKETS, FEW, MANY)}
        stock_cost = asyncio.run(cost_of_stock(SOCKETS))
        each = ", ".join(f"{cost[count]:.1f} with {count} sockets" for count in (FEW, SOCKETS, MANY))
        self.stdout.write(f"# microseconds of CPU for a delivery: {each}; stock {stock_cost:.1f} with {SOCKETS}")
        self.stdout.write(f"rooms.cpu_per_delivery {cost[SOCKETS]:.2f}")
        self.stdout.write(f"rooms.cpu_to_stock {cost[SOCKETS] / stock_cost:.4f}")
        self.stdout.write(f"rooms.cpu_growth {cost[MANY] / cost[FEW]:.3f}")


async def cost_of_ours(count: int) -> float:
    """Return the cost of a delivery in a room with so many sockets."""
    room, people = await sync_to_async(full_room)(f"room-{count}", count)
    cookies = await sync_to_async(lambda: [cookie_of(person) for person in people])()

    async def post(turn: int) -> None:
        author = people[turn % count]
        await sync_to_async(post_message)(room=room, by=author, text=TEXT, client_id=uuid4())

    async with AsyncExitStack() as stack:
        served = stack.enter_context(web())
        await served.until_open()
        lines = [await stack.enter_async_context(joined(served.port, room, cookie)) for cookie in cookies]
        return await cost_of(served, lines, post)


async def cost_of_stock(count: int) -> float:
    """Return the cost of a delivery with the stock consumer."""
    layer = get_channel_layer(stock.LAYER)

    async def post(turn: int) -> None:
        await layer.group_send(stock.GROUP, {"type": "chat.message", "message": TEXT})

    async with AsyncExitStack() as stack:
        served = stack.enter_context(web(STOCK))
        await served.until_open()
        cookie = await sync_to_async(lambda: cookie_of(Person.objects.earliest("pk")))()
        lines = [await stack.enter_async_context(socket_to(served.port, stock.PATH, cookie)) for _ in range(count)]
        return await cost_of(served, lines, post)


async def cost_of(served: Web, lines: list[ClientConnection], post: Post) -> float:
    """Return the median over some rounds, of CPU microseconds for each message that reached one socket."""
    return statistics.median([await one_round(served, lines, post) for _ in range(ROUNDS)])


async def one_round(served: Web, lines: list[ClientConnection], post: Post) -> float:
    """Post messages from this process at an even pace, and count the web process's time until all have arrived."""
    hearing = [asyncio.create_task(frames(line, "ev", MESSAGES)) for line in lines]
    before = served.cpu_seconds
    for turn in range(MESSAGES):
        await asyncio.sleep(PACE)
        await post(turn)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*hearing)
    return (served.cpu_seconds - before) / (MESSAGES * len(lines)) * 1_000_000
