"""Redis is hung, wiped, or away: nothing is lost, doubled or more than a minute late, and workers come back."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from tests.factories import PersonFactory
from tests.notices.faults.servers import OwnRedis
from tests.notices.senders import Senders, senders
from tests.notices.storm import Tally, tally
from tests.servers import environment, wait_until
from youdesign.notices.actions import owe_notice
from youdesign.notices.models import Notice

MINUTE = datetime.timedelta(minutes=1)
WITHIN = 50  # seconds for what comes within five on a machine that does little else
TROUBLES = ("nothing", "hung", "awake", "wiped", "stopped", "back")
AT_ONCE = 5


@pytest.fixture
def redis() -> Iterator[OwnRedis]:
    """A Redis to ill-treat."""
    own = OwnRedis()
    yield own
    own.stop()


@pytest.fixture
def post() -> Iterator[Tally]:
    """A mail server that counts."""
    with tally() as post:
        yield post


@pytest.fixture
def crew(transactional_db: None, redis: OwnRedis, post: Tally, tmp_path: Path) -> Iterator[Senders]:
    """The processes of a site whose Redis this is."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.notices.settings_with_kinds", "REDIS_URL": redis.url}
    with senders(environment(smtp_port=post.port, **settings), tmp_path / "log") as crew:
        yield crew


def befall(redis: OwnRedis, trouble: str) -> None:
    """Let one thing happen to Redis."""
    deeds = {
        "nothing": lambda: None,
        "hung": redis.hang,
        "awake": redis.wake,
        "wiped": redis.wipe,
        "stopped": redis.stop,
        "back": redis.start,
    }
    deeds[trouble]()


def owe_some(about: str) -> None:
    """Owe some people something now."""
    for _ in range(AT_ONCE):
        owe_notice("reminder", object_id=about, due_at=timezone.now(), person=PersonFactory())


def wait_until_sent(about: str) -> None:
    """Return once all of these are sent."""
    sent = Notice.objects.filter(object_id=about, state=Notice.State.SENT)
    wait_until(lambda: sent.count() == AT_ONCE, f"what is due while Redis is {about}", WITHIN)


def test_whatever_happens_to_redis_what_is_due_goes_once_and_in_time(
    redis: OwnRedis, crew: Senders, post: Tally
) -> None:
    for what in ("worker", "beat", "deliver"):
        crew.start(what)
    for trouble in TROUBLES:
        befall(redis, trouble)
        owe_some(trouble)
        wait_until_sent(trouble)
    assert all(notice.sent_at - notice.due_at < MINUTE for notice in Notice.objects.all() if notice.sent_at)
    assert len(post.arrived) == len(set(post.arrived)) == AT_ONCE * len(TROUBLES)


def test_workers_find_their_way_back_by_themselves(redis: OwnRedis, crew: Senders, post: Tally) -> None:
    for what in ("worker", "beat"):
        crew.start(what)
    for trouble in ("nothing", "wiped"):
        befall(redis, trouble)
        owe_some(trouble)
        wait_until_sent(trouble)
    redis.hang()
    owe_some("awake")
    redis.wake()
    wait_until_sent("awake")
    redis.stop()
    owe_some("back")
    redis.start()
    wait_until_sent("back")
    assert len(post.arrived) == len(set(post.arrived)) == AT_ONCE * 4
