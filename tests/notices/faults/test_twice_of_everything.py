"""Two beats, two workers, two deliver loops, and two releases of the site at once: nothing comes twice, or never."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from tests.factories import PersonFactory
from tests.notices.senders import Senders, senders
from tests.notices.storm import Tally, tally
from tests.servers import environment, wait_until
from youdesign.notices.models import Notice

KNOWN, NEW = 30, 10
LONG = 120


@pytest.fixture
def post() -> Iterator[Tally]:
    """A mail server that counts."""
    with tally() as post:
        yield post


@pytest.fixture
def old(transactional_db: None, post: Tally, tmp_path: Path) -> Iterator[Senders]:
    """The processes of the release that ran before."""
    env = environment(smtp_port=post.port, DJANGO_SETTINGS_MODULE="tests.notices.settings_with_kinds")
    with senders(env, tmp_path / "old") as crew:
        yield crew


@pytest.fixture
def new(transactional_db: None, post: Tally, tmp_path: Path) -> Iterator[Senders]:
    """The processes of the release that takes its place."""
    env = environment(smtp_port=post.port, DJANGO_SETTINGS_MODULE="tests.notices.settings_of_the_next_release")
    with senders(env, tmp_path / "new") as crew:
        yield crew


def owe_some(kind: str, count: int) -> None:
    """Owe people something now, past the check whether this copy knows the kind."""
    now = timezone.now()
    Notice.objects.bulk_create(
        Notice(kind=kind, person=PersonFactory(), object_id="7", due_at=now, next_try_at=now) for _ in range(count)
    )


def is_at_work() -> bool:
    """Whether anything is due, or held by somebody who sends it."""
    held = Notice.objects.filter(state="waiting", lease_until__isnull=False)
    return Notice.objects.due(timezone.now()).exists() or held.exists()


def test_while_a_new_release_takes_over_each_notice_goes_once(post: Tally, old: Senders, new: Senders) -> None:
    for kind, count in (("reminder", KNOWN // 2), ("news", NEW), ("reminder", KNOWN // 2)):
        owe_some(kind, count)
    for crew in (old, new):
        for what in ("beat", "worker", "deliver"):
            crew.start(what)
    wait_until(lambda: not is_at_work(), "all to be looked at once", LONG)
    assert not Notice.objects.filter(state="withheld").exists()
    old.stop()
    Notice.objects.filter(state="waiting").update(next_try_at=timezone.now())  # a minute passes
    wait_until(lambda: Notice.objects.filter(state="sent").count() == KNOWN + NEW, "the new kind too", LONG)
    assert len(post.arrived) == len(set(post.arrived)) == KNOWN + NEW
