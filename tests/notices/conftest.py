"""Kinds that only these tests know, and the processes that send."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from youdesign.notices.kinds import all_kinds

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def kinds(settings: Any) -> Iterator[None]:
    """Let the site know the kinds of these tests."""
    settings.NOTICE_KINDS = ["tests.notices.kinds_for_tests"]
    all_kinds.cache_clear()
    yield
    all_kinds.cache_clear()


@pytest.fixture
def start(transactional_db: None) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return a function that starts a process of the site on the tests' own database, and stop it at the end."""
    started: list[subprocess.Popen[str]] = []

    def start_process(*command: str, smtp_port: int, **environment: str) -> subprocess.Popen[str]:
        db = connection.settings_dict
        url = f"postgres://{db['USER']}:{db['PASSWORD']}@{db['HOST']}:{db['PORT']}/{db['NAME']}"
        env = {
            **os.environ,
            "YOUDESIGN_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "tests.notices.settings_with_kinds",
            "DATABASE_URL": url,
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        process = subprocess.Popen(
            [sys.executable, *command], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return process

    yield start_process
    for process in started:
        process.kill()
        sys.stdout.write(process.communicate()[0])  # pytest shows it when the test failed
