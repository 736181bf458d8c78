"""What journeys start with: starter content, and the worker with its beat."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.servers import Mailbox, Site, address_of, environment, wait_until


@pytest.fixture
def starter_content(transactional_db: None) -> None:
    """The code lists, skills, scenes and the coordinators' rights, as a new site has them."""
    call_command("load_starter_content", verbosity=0)


@pytest.fixture(scope="session")
def nursery(django_db_setup: None, door: socket.socket) -> Iterator[subprocess.Popen[str]]:
    """What forks workers and beats, for all journeys of this process; it ends when nobody can ask it any more."""
    command = [sys.executable, "-m", "tests.journeys.nursery"]
    env = environment(smtp_port=0, SITE_URL=address_of(door))
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        yield nursery


def born(nursery: subprocess.Popen[str], *ask: object) -> int:
    """Return the number of a new process."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{json.dumps(ask)}\n")
    nursery.stdin.flush()
    return int(nursery.stdout.readline())


def end(pid: int) -> None:
    """Kill one, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), "the end of what was killed")


@pytest.fixture
def worker(nursery: subprocess.Popen[str], site: Site, mailbox: Mailbox, tmp_path: Path) -> Iterator[list[Path]]:
    """A real Celery worker, and the beat that knocks, sending to the mailbox; yields their logs."""
    celery = ("-A", "youdesign")
    commands = {
        "worker": (*celery, "worker", "-P", "solo"),
        "beat": (*celery, "beat", "-s", str(tmp_path / "schedule")),
    }
    logs = {name: tmp_path / f"{name}.log" for name in commands}
    pids = [born(nursery, mailbox.port, str(logs[name]), command) for name, command in commands.items()]
    yield list(logs.values())
    for pid in pids:
        end(pid)
    for log in logs.values():
        sys.stdout.write(log.read_text())  # pytest shows it when the journey failed
