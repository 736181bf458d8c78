"""Tell the workers, after commit, that something is due at once; a broker that is away delays nobody."""

import threading

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

TASK = "youdesign.notices.tasks.send_due_notices"
# kombu's own tries; redis-py adds some that nobody can switch off, and that is why a thread waits and not a person.
NO_RETRIES = {"max_retries": 0, "socket_timeout": 2, "socket_connect_timeout": 2}


class Bell:
    """Rings for the workers from a thread of its own, once for any number of calls that come together."""

    def __init__(self, broker_url: str | None = None, task: str = TASK) -> None:
        self.broker_url = broker_url  # the site's own, when none is given
        self.task = task
        self.asked = threading.Event()
        self.starting = threading.Lock()
        self.ringer: threading.Thread | None = None

    def ring(self) -> None:
        """Ask for a ring and return at once."""
        self.asked.set()
        with self.starting:
            if self.ringer is None or not self.ringer.is_alive():  # a forked worker has no thread yet
                self.ringer = threading.Thread(target=self.listen, name="bell", daemon=True)
                self.ringer.start()

    def listen(self) -> None:
        """Ring whenever asked."""
        while True:
            self.asked.wait()
            self.asked.clear()
            self.publish()

    def publish(self) -> bool:
        """Knock at the workers, or leave the rows to beat's next tick."""
        try:
            with current_app.connection_for_write(self.broker_url, transport_options=NO_RETRIES) as broker:
                current_app.send_task(self.task, connection=broker, retry=False, expires=60, ignore_result=True)
        except (OperationalError, OSError):
            return False
        return True


bell = Bell()


def after_commit() -> None:
    """Ring once this transaction is stored."""
    transaction.on_commit(bell.ring)
