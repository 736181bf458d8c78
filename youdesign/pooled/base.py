"""Lends each request a connection that an earlier one opened, in the state of a new one; a process lends only so many.

Each ASGI request has a thread of its own, so Django's CONN_MAX_AGE never finds a connection again, and a rush of
requests would take all that PostgreSQL has. One too many waits for its turn.
"""

import os
import threading
import time
from collections import defaultdict
from contextlib import ExitStack
from typing import Any
from weakref import WeakSet

import psycopg2
from django.conf import settings
from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

PATIENCE = 30.0  # seconds that one too many waits for its turn
LOOK = 1.0  # seconds after which it looks by itself: a thread that ended without a word gave back its turn in silence
Place = tuple[int, str]

_changed = threading.Condition()
_idle: dict[Place, list[Any]] = defaultdict(list)  # by process, since a forked child may not share them
_lent: dict[Place, WeakSet["DatabaseWrapper"]] = defaultdict(WeakSet)


class TooBusy(OperationalError):
    """Every connection that this process may have stayed in use for as long as one request waits."""


class DatabaseWrapper(base.DatabaseWrapper):
    """One request's connection: taken from those that wait, and put back when Django closes it."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Wait for a turn, and return a connection that waits and still lives, or a new one."""
        with ExitStack() as refused:
            refused.callback(self._end_turn)
            self._wait_for_turn()
            lent = self._next_alive() or super().get_new_connection(conn_params)
            refused.pop_all()
            return lent

    def _wait_for_turn(self) -> None:
        deadline = time.monotonic() + PATIENCE
        with _changed:
            while len(_lent[self._place] - {self}) >= settings.DATABASE_MOST:
                if time.monotonic() > deadline:
                    raise TooBusy(f"All {settings.DATABASE_MOST} connections are busy.")
                _changed.wait(min(LOOK, PATIENCE))
            _lent[self._place].add(self)

    def _end_turn(self) -> None:
        with _changed:
            _lent[self._place].discard(self)
            _changed.notify()

    def _next_alive(self) -> Any:
        """Return one of those that wait, in the state of a new one; None when none of them lives."""
        while (waiting := self._take()) is not None:
            try:
                waiting.reset()  # whatever was set, the role of staff pages too, is undone; and it shows that it lives
            except psycopg2.Error:
                waiting.close()
            else:
                return waiting
        return None

    def _close(self) -> None:
        """Keep the connection for the next request, unless it is broken, half-way in something, or one too many."""
        if self.connection is not None:
            with ExitStack() as after, self.wrap_database_errors:
                after.callback(self._end_turn)
                if not self._keep(self.connection):
                    self.connection.close()

    def _take(self) -> Any:
        with _changed:
            waiting = _idle[self._place]
            return waiting.pop() if waiting else None

    def _keep(self, connection: Any) -> bool:
        if connection.closed or connection.info.transaction_status != TRANSACTION_STATUS_IDLE:
            return False
        with _changed:
            waiting = _idle[self._place]
            if len(waiting) >= settings.DATABASE_IDLE:
                return False
            waiting.append(connection)
            return True

    @property
    def _place(self) -> Place:
        """Which connections are the same: those of this process to the same database as the same account."""
        facts = self.settings_dict
        return os.getpid(), f"{facts['USER']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
