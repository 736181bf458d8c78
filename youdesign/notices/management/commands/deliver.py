"""The safety net: the same drain as Celery's, as a loop that needs PostgreSQL and a mail server only."""

import atexit
import gc
import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from youdesign.notices.clock import database_time
from youdesign.notices.drain import drain
from youdesign.notices.notice_kinds import owe_concerns

log = logging.getLogger(__name__)

PAUSE = 5.0  # seconds between two rounds
LAST_MAIL = 1.0  # seconds that a mail on its way has when we are asked to stop; all the rest of stopping has one more


class Command(BaseCommand):
    """Send what is due, again and again."""

    help = "Sends what is due every five seconds, without a broker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let a person run one round by hand."""
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Start a round every few seconds, unless the last one still runs, until asked to stop.

        A round has a thread of its own: one that falls over is logged and the next one starts as if nothing had
        happened, and a mail server that hangs does not keep us from stopping.
        """
        atexit.register(gc.freeze)  # else Python sifts all it holds before it ends, which takes seconds when busy
        stop = threading.Event()
        threading.excepthook = log_the_fall
        signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
        signal.signal(signal.SIGINT, lambda number, frame: stop.set())
        log.info("deliver runs")
        current = start_round(stop)
        while not once and not stop.wait(PAUSE):
            current = current if current.is_alive() else start_round(stop)
        current.join(None if once else LAST_MAIL)
        log.info("deliver has stopped")


def start_round(stop: threading.Event) -> threading.Thread:
    """Start one round in the background."""
    thread = threading.Thread(target=send_what_is_due, args=(stop,), daemon=True)
    thread.start()
    return thread


def send_what_is_due(stop: threading.Event) -> None:
    """Drain once; a database that is away is only a reason to wait for the next round."""
    try:
        now = database_time()
        owe_concerns(now=now)
        dealt_with = drain(now=now, is_stopping=stop.is_set)
    except (InterfaceError, OperationalError) as error:
        log.warning("deliver could not ask the database (%s) and tries again", type(error).__name__)
    else:
        if dealt_with:
            log.info("deliver dealt with %s", dealt_with)
    finally:
        connection.close()


def log_the_fall(fall: threading.ExceptHookArgs) -> None:
    """Say which round fell over and where; the log leaves out what people wrote."""
    if fall.exc_value is not None:
        log.error(
            "deliver fell over in a round and goes on", exc_info=(fall.exc_type, fall.exc_value, fall.exc_traceback)
        )
