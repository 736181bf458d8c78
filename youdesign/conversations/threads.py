"""The few threads on which sockets use the database, each with a connection that it keeps."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connection

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """A pool for functions that use the database and may be repeated.

    `database_sync_to_async` would run every socket of the process on one thread and, as requests keep no
    connection, open a new one for each call: 5 ms of CPU each.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.pool = ThreadPoolExecutor(count, thread_name_prefix="rooms")

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function on one of the threads and return what it returns."""
        return await sync_to_async(on_kept_connection, thread_sensitive=False, executor=self.pool)(
            function, *args, **kwargs
        )

    def close(self) -> None:
        """Close every thread's connection and let the threads end."""
        together = threading.Barrier(self.count)
        for _ in range(self.count):
            self.pool.submit(close_connection, together)
        self.pool.shutdown(wait=True)


def on_kept_connection(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call the function, once more on a new connection when the kept one turns out to be dead."""
    try:
        return function(*args, **kwargs)
    except (InterfaceError, OperationalError):
        connection.close()
        return function(*args, **kwargs)


def close_connection(together: threading.Barrier) -> None:
    """Close this thread's connection, after waiting so that no thread does it twice."""
    together.wait(10)
    connection.close()
