"""Words that somebody sends while their account is being erased are not left behind."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.conversations.conftest import in_a_thread
from tests.conversations.saying import say
from tests.servers import wait_until
from youdesign.conversations.models import Message, Room
from youdesign.my_data.erasing import erase_person
from youdesign.people.actions import ask_to_be_erased
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def waiting() -> int:
    """How many wait for a lock of another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        count: int = cursor.fetchone()[0]
        return count


def test_what_is_sent_while_its_author_is_erased_leaves_no_words(room: Room, leader: Person, mentor: Person) -> None:
    say(room, leader, "Before")
    say(room, mentor, "Not read yet")
    wish = ask_to_be_erased(person=leader, by=leader, now=timezone.now())

    def send() -> None:
        with suppress(DatabaseError):
            say(room, leader, "Meanwhile")

    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE people_erasurerequest IN SHARE MODE")  # it comes after messages
            erasing = threads.submit(in_a_thread, erase_person, wish.pk, now=wish.erase_at)
            wait_until(lambda: waiting() == 1, "erasing to come so far")
            sending = threads.submit(in_a_thread, send)
            wait_until(lambda: sending.done() or waiting() == 2, "the message to be sent, or to wait")
        assert erasing.result(20) is not None
        sending.result(20)
    assert list(Message.objects.exclude(text="").values_list("text", flat=True)) == ["Not read yet"]
