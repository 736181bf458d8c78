"""Lends each request a connection that an earlier one opened, in the state of a new one.

Each ASGI request has a thread of its own, so Django's CONN_MAX_AGE never finds a connection again.
"""

import os
import threading
from collections import defaultdict
from typing import Any

import psycopg2
from django.conf import settings
from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

_lock = threading.Lock()
_idle: dict[tuple[int, str], list[Any]] = defaultdict(list)  # by process, since a forked child may not share them


class DatabaseWrapper(base.DatabaseWrapper):
    """One request's connection: taken from those that wait, and put back when Django closes it."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection that waits and still lives, or a new one."""
        while (waiting := self._take()) is not None:
            try:
                waiting.reset()  # whatever was set, the role of staff pages too, is undone; and it shows that it lives
            except psycopg2.Error:
                waiting.close()
            else:
                return waiting
        return super().get_new_connection(conn_params)

    def _close(self) -> None:
        """Keep the connection for the next request, unless it is broken, half-way in something, or one too many."""
        if self.connection is not None:
            with self.wrap_database_errors:
                if not self._keep(self.connection):
                    self.connection.close()

    def _take(self) -> Any:
        with _lock:
            waiting = _idle[self._place]
            return waiting.pop() if waiting else None

    def _keep(self, connection: Any) -> bool:
        if connection.closed or connection.info.transaction_status != TRANSACTION_STATUS_IDLE:
            return False
        with _lock:
            waiting = _idle[self._place]
            if len(waiting) >= settings.DATABASE_IDLE:
                return False
            waiting.append(connection)
            return True

    @property
    def _place(self) -> tuple[int, str]:
        """Which connections are the same: those of this process to the same database as the same account."""
        facts = self.settings_dict
        return os.getpid(), f"{facts['USER']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
