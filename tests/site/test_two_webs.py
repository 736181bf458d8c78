"""Two web processes behind one door are one site: what reaches one is there in the other."""

import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.servers import wait_until
from tests.site.two_webs import Service, TwoWebs, end, production_environment

LONG_ENOUGH = "a-key-for-this-test-only-that-is-long-enough-to-be-taken-seriously"
CELERY_SAYS_BY_ITSELF = ("", "worker: Warm shutdown (MainProcess)")
PAGE = "/account/login/"


@pytest.fixture
def two_webs(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[TwoWebs]:
    """The site as on a server."""
    settings.SECRET_KEY = LONG_ENOUGH
    with TwoWebs(tmp_path) as two:
        yield two


def test_both_serve_and_one_that_dies_is_not_missed(two_webs: TwoWebs) -> None:
    one, other = two_webs.webs
    asked = [two_webs.proxy.ask(PAGE, X_Forwarded_Proto="http", X_Request_ID="made-up") for _ in range(6)]
    assert [answer.status for answer in asked] == [200] * 6, asked[0].body
    wait_until(lambda: all(one.served(answer) != other.served(answer) for answer in asked), "the lines of six requests")
    assert any(map(one.served, asked))
    assert any(map(other.served, asked))

    one.process.send_signal(signal.SIGKILL)
    one.process.wait()
    after = [two_webs.proxy.ask(PAGE) for _ in range(6)]
    assert [answer.status for answer in after] == [200] * 6
    wait_until(lambda: all(map(other.served, after)), "the lines of six more requests")


def test_worker_beat_and_deliver_start_are_healthy_and_end_when_asked(
    transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.SECRET_KEY = LONG_ENOUGH
    env = production_environment("https://localhost", tmp_path) | {"TMPDIR": str(tmp_path), "WORKER_CONCURRENCY": "1"}
    with ExitStack() as ending:
        started = [Service(role, tmp_path, env) for role in ("worker", "beat", "deliver")]
        for service in started:
            ending.callback(end, service.process)
        wait_until(lambda: "send_due_notices" in started[0].log.read_text(), "a task that beat asked for", 90)
        assert "".join(service.complaint() for service in started) == ""
    assert [service.process.returncode for service in started] == [0, 0, 0]
    for service in started:
        said = [line for line in service.log.read_text().splitlines() if line not in CELERY_SAYS_BY_ITSELF]
        assert all("event" in json.loads(line) for line in said)
