"""Several senders at once, real processes, and what is left when one of them is killed."""

import asyncio
import signal
import socket
import threading
import time

import pytest
from celery import current_app
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from tests.factories import PersonFactory
from tests.notices.conftest import NOBODY
from tests.notices.test_rules import NOW, fresh, owe
from tests.servers import Mailbox, wait_until
from youdesign.notices import actions
from youdesign.notices.drain import LEASE, drain
from youdesign.notices.models import Notice
from youdesign.notices.nudges import TASK, Bell, bell

START = 60  # seconds for a process to start on a machine that does much else


class Slow(Mailbox):
    """A mail server that takes a mail and does not say so for a long time."""

    async def handle_DATA(self, *args: object) -> str:
        """Keep the text, then think."""
        answer = await super().handle_DATA(*args)
        await asyncio.sleep(30 if len(self.messages) == 1 else 0)
        return answer


@pytest.fixture
def slow(settings):
    """Send through a slow server."""
    box = Slow()
    box.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    yield box
    box.controller.stop()


def sent_count() -> int:
    """Return how many notices are marked sent."""
    return Notice.objects.filter(state="sent").count()


def test_four_drains_at_once_send_each_notice_once(transactional_db):
    people = [PersonFactory() for _ in range(25)]
    for person in people:
        owe(person)
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        drain(now=NOW)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people)
    assert sent_count() == 25


def test_a_notice_is_owed_once_when_two_promise_it_at_once(transactional_db):
    person, barrier = PersonFactory(), threading.Barrier(2)

    def promise() -> None:
        barrier.wait()
        owe(person)
        connection.close()

    threads = [threading.Thread(target=promise) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Notice.objects.count() == 1


def test_a_claim_is_stored_before_anything_is_sent(transactional_db):
    owe(PersonFactory())
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        drain(now=NOW)
    assert mail.outbox == []


def test_a_notice_rolled_back_with_its_cause_is_never_sent(transactional_db):
    person = PersonFactory()
    with transaction.atomic():
        owe(person)
        transaction.set_rollback(True)
    assert drain(now=NOW) == 0


def test_celery_and_deliver_together_send_each_notice_once(start, mailbox):
    """The worker is woken by the nudge alone; deliver has no Redis at all."""
    start("-m", "celery", "-A", "youdesign", "worker", "-P", "solo", "-l", "warning", smtp_port=mailbox.port)
    deliver = start("manage.py", "deliver", smtp_port=mailbox.port, REDIS_URL=NOBODY)
    people = [PersonFactory() for _ in range(15)]
    for person in people:
        actions.owe_notice("reminder", object_id=1, due_at=timezone.now(), person=person)
    wait_until(lambda: sent_count() == 15, "15 notices marked sent", START)
    late = PersonFactory()
    wait_until(lambda: current_app.control.ping(timeout=0.5), "the worker", START)
    actions.owe_notice("reminder", object_id=2, due_at=timezone.now(), person=late)
    mailbox.wait_for(late.email, seconds=4)
    assert sorted(message["To"] for _, message in mailbox.messages) == sorted(p.email for p in [*people, late])
    began = time.monotonic()
    deliver.send_signal(signal.SIGTERM)
    assert deliver.wait(2) == 0
    assert time.monotonic() - began < 2


def test_a_kill_between_sending_and_marking_may_double_a_mail_but_with_the_same_message_id(start, slow):
    notice = owe(PersonFactory(email="maureen@cast.test"), due_at=timezone.now())
    deliver = start("manage.py", "deliver", smtp_port=slow.port, REDIS_URL=NOBODY)
    slow.wait_for("maureen@cast.test", seconds=START)
    deliver.kill()
    deliver.wait()
    assert drain(now=timezone.now()) == 0  # the dead one's lease still runs
    drain(now=timezone.now() + LEASE)
    assert len({message["Message-ID"] for message in slow.to("maureen@cast.test")}) == 1
    assert len(slow.to("maureen@cast.test")) == 2
    assert (fresh(notice).state, fresh(notice).tries) == ("sent", 2)


def test_deliver_stops_within_its_two_seconds_while_a_mail_hangs(start, slow):
    owe(PersonFactory(email="maureen@cast.test"), due_at=timezone.now())
    deliver = start("manage.py", "deliver", smtp_port=slow.port, REDIS_URL=NOBODY)
    slow.wait_for("maureen@cast.test", seconds=START)
    deliver.send_signal(signal.SIGTERM)
    assert deliver.wait(2) == 0


def test_deliver_says_that_the_database_is_away_and_goes_on(start, mailbox):
    away = "postgres://nobody:wrong@127.0.0.1:1/none"
    deliver = start("manage.py", "deliver", smtp_port=mailbox.port, REDIS_URL=NOBODY, DATABASE_URL=away)
    assert deliver.stdout is not None
    said = ""
    while "could not ask the database" not in said:
        line = deliver.stdout.readline()
        assert line, said
        said += line
    assert deliver.poll() is None
    deliver.terminate()
    assert deliver.wait(2) == 0


def test_beat_knocks_with_tasks_that_there_are():
    current_app.loader.import_default_modules()
    knocks = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert TASK in knocks
    assert knocks <= set(current_app.tasks)


@pytest.mark.parametrize("broker", ["away", "deaf"])
def test_a_broker_that_is_away_or_hangs_neither_fails_nor_slows_a_request(broker):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        bell = Bell(NOBODY if broker == "away" else f"redis://127.0.0.1:{deaf.getsockname()[1]}/0")
        began = time.monotonic()
        for _ in range(20):
            bell.ring()
        assert time.monotonic() - began < 0.1


def test_a_broker_that_is_away_is_not_an_error():
    assert not Bell(NOBODY).publish()


def test_what_is_due_at_once_rings_after_commit_and_what_is_not_does_not(leader, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rings:
        owe(leader, due_at=timezone.now() + LEASE)
    assert rings == []
    with django_capture_on_commit_callbacks() as rings:
        owe(leader, "now", due_at=timezone.now())
        owe(leader, "now", due_at=timezone.now())
    assert rings == [bell.ring]
