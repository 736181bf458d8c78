"""A room with people in it, and what a browser would do to its socket."""

import asyncio
import functools
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, AsyncExitStack, ExitStack
from typing import Any, TypeVar

import pytest
from django.db import connection

from tests import factories
from tests.conversations.browsers import Opening
from tests.conversations.wires import Web
from tests.servers import environment, free_port
from youdesign.conversations import actions
from youdesign.conversations.models import Room
from youdesign.people.models import Person

T = TypeVar("T")


@pytest.fixture
def room(leader: Person, mentor: Person) -> Room:
    """A room that Maureen and Ruth are in; its first two events are their coming."""
    room = actions.open_room(title="Tuesday group", by=mentor)
    for person in (mentor, leader):
        actions.add_member(room=room, person=person, by=mentor)
    room.refresh_from_db()
    return room


@pytest.fixture
def led(room: Room, mentor: Person) -> Room:
    """The room, which Ruth looks after."""
    actions.add_member(room=room, person=mentor, by=mentor, is_facilitator=True)
    room.refresh_from_db()
    return room


@pytest.fixture
def denise(room: Room, mentor: Person) -> Person:
    """Denise, who is in the room too."""
    person = factories.PersonFactory(name="Denise Bright", email="denise@cast.test")
    actions.add_member(room=room, person=person, by=mentor)
    return person


def in_a_thread(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Call the function on a thread of its own, and close the connection it may have opened."""

    def call() -> T:
        try:
            return function(*args, **kwargs)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call).result()


def in_a_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run the test as a coroutine on a thread of its own: in this one Playwright may have left its loop running.

    Fixtures that have to be closed in that loop are closed there.
    """

    async def whole(fixtures: dict[str, Any]) -> None:
        async with AsyncExitStack() as ending:
            for fixture in fixtures.values():
                if isinstance(fixture, AbstractAsyncContextManager):
                    await ending.enter_async_context(fixture)
            await test(**fixtures)

    @functools.wraps(test)
    def run(**fixtures: Any) -> None:
        in_a_thread(asyncio.run, whole(fixtures))

    return run


@pytest.fixture
def opened() -> Opening:
    """What opens pages in a test."""
    return Opening()


@pytest.fixture(scope="module")
def processes(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Web]]:
    """Two web processes over the tests' own PostgreSQL and Redis, for all the tests of a module."""
    home = tmp_path_factory.mktemp("webs")
    with ExitStack() as ending:
        webs = []
        for port in (free_port(), free_port()):
            env = environment(smtp_port=9, SITE_URL=f"http://localhost:{port}")
            webs.append(ending.enter_context(Web(port, env, home / f"{port}.log")))
        yield webs


@pytest.fixture
def webs(transactional_db: None, processes: list[Web]) -> list[Web]:
    """Those two, running."""
    for web in processes:
        web.start_again()
    for web in processes:
        web.wait()
    return processes
