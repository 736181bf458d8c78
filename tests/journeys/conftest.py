"""What journeys start with: starter content, and the worker with its beat."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.servers import Mailbox, Site, start_process


@pytest.fixture
def starter_content(transactional_db: None) -> None:
    """The code lists, skills, scenes and the coordinators' rights, as a new site has them."""
    call_command("load_starter_content", verbosity=0)


@pytest.fixture
def worker(site: Site, mailbox: Mailbox, tmp_path: Path) -> Iterator[list[Path]]:
    """A real Celery worker, and the beat that knocks, sending to the mailbox; yields their logs."""
    celery = ("-m", "celery", "-A", "youdesign")
    commands = {
        "worker": (*celery, "worker", "-P", "solo"),
        "beat": (*celery, "beat", "-s", str(tmp_path / "schedule")),
    }
    logs = [tmp_path / f"{name}.log" for name in commands]
    with ExitStack() as files:
        outputs = [files.enter_context(log.open("w")) for log in logs]
        processes = [
            start_process(*command, smtp_port=mailbox.port, output=output, SITE_URL=site.url)
            for command, output in zip(commands.values(), outputs, strict=True)
        ]
        yield logs
        for process in processes:
            process.kill()
            process.wait()
    for log in logs:
        sys.stdout.write(log.read_text())  # pytest shows it when the journey failed
