"""What journeys start with: starter content, and the worker with its beat."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.servers import Mailbox, Site, start_process


@pytest.fixture
def starter_content(transactional_db: None) -> None:
    """The code lists, skills, scenes and the coordinators' rights, as a new site has them."""
    call_command("load_starter_content", verbosity=0)


@pytest.fixture
def worker(site: Site, mailbox: Mailbox, tmp_path: Path) -> Iterator[None]:
    """A real Celery worker, and the beat that knocks, sending to the mailbox."""
    celery = ("-m", "celery", "-A", "youdesign")
    commands = (*celery, "worker", "-P", "solo"), (*celery, "beat", "-s", str(tmp_path / "beat"))
    processes = [start_process(*command, smtp_port=mailbox.port, SITE_URL=site.url) for command in commands]
    yield
    for process in processes:
        process.kill()
        sys.stdout.write(process.communicate()[0])  # pytest shows it when the journey failed
