"""Many real processes, quickly: one process has read the site's code, and each worker or deliver loop is a fork of it.

    python -m tests.notices.nursery

It reads lines from its standard input, `deliver`, `worker` or `beat`, and answers each with the new process's number.
What runs in the fork is what production runs, to be killed in earnest; only reading the code again is spared, and beat
knocks more often.
"""

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module

import django
from celery import Celery
from django.core.management import call_command

NAME = "sender"
KNOCK = "send what is due"


def deliver() -> None:
    """The loop."""
    call_command("deliver")


def worker() -> None:
    """A Celery worker that does one thing at a time."""
    options = ["--pool", "solo", "--without-gossip", "--without-mingle", "--loglevel", "warning"]
    app().worker_main(["--quiet", "worker", "--hostname", f"{NAME}{os.getpid()}@%h", *options])


def beat() -> None:
    """What knocks: each second, where production waits fifteen; it remembers nothing on the disk."""
    app().conf.beat_schedule[KNOCK]["schedule"] = 1.0
    app().Beat(scheduler="celery.beat:Scheduler", pidfile="", quiet=True, loglevel="WARNING").run()


def app() -> Celery:
    """Return the site's Celery, which reads the settings when it is imported."""
    found: Celery = import_module("youdesign.celery").app
    return found


DOES: dict[str, Callable[[], None]] = {"deliver": deliver, "worker": worker, "beat": beat}


def main() -> None:
    """Fork one for each line; those that were killed leave nothing to bury."""
    django.setup()
    app().loader.import_default_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # the answers are ours
            DOES[line.strip()]()
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
