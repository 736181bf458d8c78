"""Measures what one delivery of a message costs a web process, with sockets, PostgreSQL and Redis as they are."""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import Any
from uuid import uuid4

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management.base import BaseCommand
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from youdesign.conversations.actions import open_room, post_message
from youdesign.conversations.models import Room, RoomMember
from youdesign.people.models import Person

SOCKETS = 200
MESSAGES = 100
PACE = 0.05
ROUNDS = 3
TEXT = "Can I borrow that wording? " * 9 + "Thank you."


class Command(BaseCommand):
    """python manage.py measure_rooms, in a database that is thrown away afterwards."""

    help = "Prints the CPU time in microseconds that a web process spends on one delivery, with 200 sockets in a room."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill a room, connect everybody in it, and talk; the server and the load run on different cores."""
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[-1]})
        people = Person.objects.bulk_create(Person(name=f"Person {n}", email=f"{n}@room.test") for n in range(SOCKETS))
        room = open_room(title="A full room", by=people[0])
        RoomMember.objects.bulk_create(RoomMember(room=room, person=person) for person in people)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        web = subprocess.Popen(server(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  our own
        try:
            os.sched_setaffinity(web.pid, {cores[0]})
            cost = asyncio.run(measured(web.pid, port, room, people))
        finally:
            web.terminate()
            web.wait(20)
        self.stdout.write(f"rooms.cpu_per_delivery {cost:.2f}")


def server(port: int) -> list[str]:
    """Return the command of a web process, as in production."""
    options = ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--ws-max-size", "65536"]
    address = ["--host", "127.0.0.1", "--port", str(port)]
    return [sys.executable, "-m", "uvicorn", "youdesign.asgi:application", *address, *options, "--no-access-log"]


def cookie_of(person: Person) -> str:
    """Sign a person in and return their cookie."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


async def measured(pid: int, port: int, room: Room, people: list[Person]) -> float:
    """Return the median over some rounds, of CPU microseconds for each message that reached one socket."""
    cookies = await sync_to_async(lambda: [cookie_of(person) for person in people])()
    async with AsyncExitStack() as stack:
        await until_open(port)
        lines = [await stack.enter_async_context(joined(port, room, cookie)) for cookie in cookies]
        for line in lines:
            await frames(line, "joined", 1)
        return statistics.median([await one_round(pid, room, people, lines) for _ in range(ROUNDS)])


async def one_round(pid: int, room: Room, people: list[Person], lines: list[ClientConnection]) -> float:
    """Post messages from this process at an even pace, and count the web process's time until all have arrived."""
    hearing = [asyncio.create_task(frames(line, "ev", MESSAGES)) for line in lines]
    before = cpu_seconds(pid)
    for turn in range(MESSAGES):
        await asyncio.sleep(PACE)
        author = people[turn % len(people)]
        await sync_to_async(post_message)(room=room, by=author, text=TEXT, client_id=uuid4())
    await asyncio.gather(*hearing)
    return (cpu_seconds(pid) - before) / (MESSAGES * len(lines)) * 1_000_000


@asynccontextmanager
async def joined(port: int, room: Room, cookie: str) -> AsyncIterator[ClientConnection]:
    """Open one socket and say hello."""
    address, headers = f"ws://127.0.0.1:{port}/rooms/{room.pk}/live", {"Cookie": cookie}
    async with connect(address, origin=Origin(settings.SITE_URL), additional_headers=headers, compression=None) as line:
        await line.send('{"t":"hello","v":1,"last":0}')
        yield line


async def frames(line: ClientConnection, kind: str, count: int) -> None:
    """Read until so many frames of this kind have come."""
    mark = f'{{"t":"{kind}"'
    while count:
        if str(await line.recv()).startswith(mark):
            count -= 1


async def until_open(port: int) -> None:
    """Wait for the server."""
    for _ in range(400):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise TimeoutError("the web process did not start")


def cpu_seconds(pid: int) -> float:
    """Return the processor time this process has used, from /proc."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
