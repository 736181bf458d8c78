"""Kinds that only these tests know, and the processes that send."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.notices.post_office import PostOffice, post_office
from tests.notices.settings_with_kinds import LOOKED_AFTER, NOTICE_KINDS
from tests.servers import start_process
from youdesign.notices.kinds import all_kinds

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def kinds(settings: Any) -> Iterator[None]:
    """Let the site know the kinds of these tests."""
    settings.NOTICE_KINDS, settings.LOOKED_AFTER = NOTICE_KINDS, LOOKED_AFTER
    all_kinds.cache_clear()
    yield
    all_kinds.cache_clear()


@pytest.fixture
def post(settings: Any) -> Iterator[PostOffice]:
    """Send through a mail server that misbehaves as it is told."""
    with post_office(settings) as office:
        yield office


@pytest.fixture
def start(transactional_db: None) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return a function that starts a process of the site on the tests' own database, and stop it at the end."""
    started: list[subprocess.Popen[str]] = []

    def start_one(*command: str, smtp_port: int, **environment: str) -> subprocess.Popen[str]:
        with_kinds = {"DJANGO_SETTINGS_MODULE": "tests.notices.settings_with_kinds", **environment}
        started.append(start_process(*command, smtp_port=smtp_port, **with_kinds))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        sys.stdout.write(process.communicate()[0])  # pytest shows it when the test failed
