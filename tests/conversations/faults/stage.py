"""Two web processes, one with a clock that is ahead, over a PostgreSQL and a Redis to ill-treat."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from django.db import connection, connections

from tests.conversations.conftest import in_a_thread
from tests.conversations.faults.door import Door
from tests.conversations.wires import Web
from tests.notices.faults.servers import OwnPostgres, OwnRedis
from tests.servers import environment, free_port

T = TypeVar("T")
FAST_CLOCK = "tests.conversations.faults.fast_clock"


@contextmanager
def database_at(url: str) -> Iterator[None]:
    """Have this process, too, work on the database at this address."""
    facts, place = connections.settings["default"], urlsplit(url)
    before = dict(facts)
    connection.close()
    facts |= {"HOST": place.hostname, "PORT": place.port, "USER": place.username, "PASSWORD": place.password}
    facts["NAME"] = place.path.strip("/")
    yield
    connection.close()
    facts |= before


async def on_database(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Call the function on a thread and a connection of its own: none that a crash broke is met again."""
    return await asyncio.to_thread(in_a_thread, function, *args, **kwargs)


class Stage:
    """All of it, started side by side."""

    def __init__(self, home: Path) -> None:
        self.home, self.door = home, Door()

    def __enter__(self) -> Self:
        with ExitStack() as ending:
            self.postgres = OwnPostgres()
            ending.callback(self.postgres.remove)
            self.redis = OwnRedis()
            ending.callback(self.redis.stop)
            env = environment(smtp_port=9, DATABASE_URL=self.postgres.url, REDIS_URL=self.redis.url)
            env |= {"SITE_URL": self.door.url}
            self.webs = [
                Web(free_port(), env, self.home / "web-1.log"),
                Web(free_port(), env, self.home / "web-2.log", FAST_CLOCK),
            ]
            for web in self.webs:
                ending.enter_context(web)
            self.postgres.copy(environment(smtp_port=9)["DATABASE_URL"])
            ending.enter_context(database_at(self.postgres.url))
            for web in self.webs:
                web.wait()
            self.ending = ending.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self.ending.close()
