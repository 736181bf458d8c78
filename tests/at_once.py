"""Several things at the same moment, each on a database connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection

from cohorts.problems import Problem


def at_once(*tries: Callable[[], object]) -> list[str]:
    """Run these at the same moment, each on its own connection, and return what each came to."""
    start, came_to = threading.Barrier(len(tries)), ["" for _ in tries]

    def run(at: int) -> None:
        start.wait()
        try:
            tries[at]()
            came_to[at] = "won"
        except Problem as error:
            came_to[at] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(tries))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(came_to)
