"""What is kept no longer, or ends meanwhile: whoever stands before it loads the page anew, or gets nothing."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from django.utils import timezone

from tests.conversations.browsers import Opening, cookie_of
from tests.conversations.conftest import in_a_loop, in_a_thread
from tests.conversations.saying import say, seen_by
from tests.servers import wait_until
from youdesign.conversations import actions, consumers
from youdesign.conversations.frames import Code, Refused
from youdesign.conversations.keeping import forget_old_messages
from youdesign.conversations.models import Message, Room
from youdesign.conversations.pages import room_page
from youdesign.conversations.reading import Reader
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def with_a_hole(room: Room, leader: Person, mentor: Person) -> None:
    """Leave a hole at 6: an old message, tapped lately between two new ones, is forgotten with its events."""
    old = say(room, leader, "Long ago")
    Message.objects.filter(pk=old.pk).update(sent_at=timezone.now() - datetime.timedelta(days=95))
    for text in ("Four", "Five"):
        say(room, mentor, text)
    actions.set_reaction(message=old, by=mentor, code="yes", is_on=True)
    say(room, mentor, "Seven")
    forget_old_messages([room.pk], 3, timezone.now())


@in_a_loop
async def test_who_stands_before_a_hole_in_the_middle_loads_the_page_anew(
    room: Room, leader: Person, mentor: Person, opened: Opening
) -> None:
    await sync_to_async(with_a_hole)(room, leader, mentor)
    back = await opened(leader, room)
    await back.say(t="hello", v=1, last=4)
    assert [(await back.receive_json_from(5))["t"] for _ in range(3)] == ["welcome", "resync", "joined"]
    await back.say(t="fetch", after=4)
    assert (await back.next("resync"))["head"] == 8  # the last says that something is gone
    back.last = 6
    await back.say(t="fetch", after=6)
    assert (await back.next("ev"))["seq"] == 7


def test_the_events_address_says_so_too(room: Room, leader: Person, mentor: Person) -> None:
    with_a_hole(room, leader, mentor)
    said = {after: seen_by(leader, "room-events", room.pk, after=after).json()["resync"] for after in (2, 4, 5, 6, 7)}
    assert said == {2: True, 4: True, 5: True, 6: False, 7: False}


def test_a_room_whose_messages_are_all_forgotten_is_live(room: Room, leader: Person) -> None:
    say(room, leader, "Long ago")
    room.messages.update(sent_at=timezone.now() - datetime.timedelta(days=95))
    forget_old_messages([room.pk], 3, timezone.now())
    page = seen_by(leader, "room-detail", room.pk).content.decode()
    assert " data-live>" in page
    assert "Newer messages" not in page


def test_a_page_that_a_message_comes_into_while_it_is_made_is_live(room: Room, leader: Person, mentor: Person) -> None:
    earlier = Room.objects.with_unread_for(leader).get(pk=room.pk)
    say(room, mentor, "Just now")
    page = room_page(earlier, leader, None, None, None)
    assert (page["is_newest"], len(page["entries"])) == (True, 1)


def is_waited_for() -> bool:
    """Whether somebody waits for the table of events."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT true FROM pg_locks WHERE relation = 'conversations_roomevent'::regclass AND NOT granted")
        return bool(cursor.fetchone())


def test_a_page_of_events_that_is_asked_for_while_one_is_taken_out_brings_nothing(
    room: Room, leader: Person, mentor: Person
) -> None:
    reader = Reader(cookie_of(leader).partition("=")[2], leader.pk, room.pk)
    ask: Callable[[], object] = lambda: in_a_thread(consumers.events_for, reader, 0)  # noqa: E731
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE conversations_roomevent IN ACCESS EXCLUSIVE MODE")
            asked = threads.submit(ask)
            wait_until(is_waited_for, "the page of events")
            actions.remove_member(room=room, person=leader, by=mentor)
            actions.post_message(room=room, by=mentor, text="Not for her", client_id=uuid4())
        with pytest.raises(Refused) as refused:
            asked.result(20)
    assert refused.value.code == Code.NOT_A_MEMBER
