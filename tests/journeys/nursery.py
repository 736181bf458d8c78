"""Workers and beats for journeys, in a moment: one process has read the site's code, and each of them is a fork of it.

    python -m tests.journeys.nursery

It reads lines from its standard input, each the mailbox's port, a file for the log and what stands after `celery`, and
answers each with the new process's number. The fork does all that `python -m celery` does; only reading the code again,
two seconds of work for each, is spared.
"""

import json
import os
import signal
import sys
from importlib import import_module
from typing import NoReturn

import django
from celery.__main__ import main as celery
from django.conf import settings


def become(smtp_port: int, log: str, arguments: list[str]) -> NoReturn:
    """Do in this fork what the command does, until it is killed."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, sys.stdout.fileno())
    os.dup2(said, sys.stderr.fileno())
    settings.EMAIL_PORT = smtp_port  # each journey has a mailbox of its own
    sys.argv = ["celery", *arguments]
    celery()
    raise SystemExit


def main() -> None:
    """Fork one for each line; those that were killed leave nothing to bury."""
    django.setup()
    import_module("youdesign.celery").app.loader.import_default_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become(*json.loads(line))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
