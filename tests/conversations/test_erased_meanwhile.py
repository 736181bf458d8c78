"""Words that somebody sends while their account is being erased are not left behind."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.conversations.conftest import in_a_thread
from tests.conversations.saying import say
from tests.servers import wait_until
from youdesign.conversations import actions
from youdesign.conversations.models import Message, Room, Version
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


@pytest.mark.parametrize("way", ["send", "edit"])
def test_what_is_said_while_its_author_is_erased_leaves_no_words(
    room: Room, leader: Person, mentor: Person, way: str
) -> None:
    before = say(room, leader, "Before")
    say(room, mentor, "Not read yet")
    wish = ask_to_be_erased(person=leader, by=leader, now=timezone.now())

    def send() -> None:
        with suppress(DatabaseError, PermissionDenied):
            if way == "send":
                say(room, leader, "Meanwhile")
            else:
                actions.edit_message(message=before, by=leader, text="Meanwhile", revision=0)

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
    assert not Version.objects.exists()
