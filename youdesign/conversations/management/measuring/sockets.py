"""People in a room, and their sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from youdesign.conversations.actions import open_room
from youdesign.conversations.models import Room, RoomMember
from youdesign.people.models import Person


def full_room(name: str, count: int) -> tuple[Room, list[Person]]:
    """Open a room with so many people in it."""
    people = Person.objects.bulk_create(Person(name=f"Person {n}", email=f"{n}@{name}.test") for n in range(count))
    room = open_room(title=name, by=people[0])
    RoomMember.objects.bulk_create(RoomMember(room=room, person=person) for person in people)
    return room, people


def cookie_of(person: Person) -> str:
    """Sign a person in and return their cookie."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@asynccontextmanager
async def socket_to(port: int, path: str, cookie: str = "") -> AsyncIterator[ClientConnection]:
    """Open a socket."""
    address, headers = f"ws://127.0.0.1:{port}{path}", {"Cookie": cookie}
    async with connect(address, origin=Origin(settings.SITE_URL), additional_headers=headers, compression=None) as line:
        yield line


@asynccontextmanager
async def joined(port: int, room: Room, cookie: str) -> AsyncIterator[ClientConnection]:
    """Open a socket and come into the room."""
    async with socket_to(port, f"/rooms/{room.pk}/live", cookie) as line:
        await join(line, 0)
        yield line


async def join(line: ClientConnection, last: int) -> None:
    """Come into the room, and wait until everything missed is there."""
    await line.send(f'{{"t":"hello","v":1,"last":{last}}}')
    await frames(line, "joined", 1)


async def frames(line: ClientConnection, kind: str, count: int) -> None:
    """Read until so many frames of this kind have come."""
    mark = f'{{"t":"{kind}"'
    while count:
        if str(await line.recv()).startswith(mark):
            count -= 1
