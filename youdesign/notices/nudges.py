"""Tell the workers, after commit, that something is due at once; a broker that is away delays nobody."""

import time

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

TASK = "youdesign.notices.tasks.send_due_notices"
PATIENCE = 0.3  # seconds that a person may wait for the broker
QUIET = 30.0  # seconds without another try after the broker did not answer


class Bell:
    """Rings for the workers; when nobody answers it stays quiet for a while, so that only one request waits."""

    def __init__(self, broker_url: str | None = None) -> None:
        self.broker_url = broker_url  # the site's own, when none is given
        self.quiet_until = 0.0

    def ring(self) -> None:
        """Publish the task, or leave the row to beat's next tick and to the deliver loop."""
        if time.monotonic() < self.quiet_until:
            return
        limits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry_on_timeout": False}
        try:
            with current_app.connection_for_write(self.broker_url, transport_options=limits) as broker:
                current_app.send_task(TASK, connection=broker, retry=False, expires=60, ignore_result=True)
        except (OperationalError, OSError):
            self.quiet_until = time.monotonic() + QUIET


bell = Bell()


def after_commit() -> None:
    """Ring once this transaction is stored."""
    transaction.on_commit(bell.ring)
