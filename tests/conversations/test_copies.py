"""The copy of what was said comes piece by piece, however much there is, and ends with the right to read."""

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.conversations.conftest import in_a_loop
from tests.conversations.saying import kept_copy
from tests.conversations.test_pages import fill
from youdesign.conversations import actions, transcripts
from youdesign.conversations.models import Room
from youdesign.people.models import Person

PIECES = 3
EACH = 2  # queries: may they still, and what was said


def long(room: Room, by: Person) -> Room:
    """Have so much said in a room that a copy of it comes in some pieces."""
    fill(room, by, transcripts.AT_ONCE * PIECES)
    Room.objects.filter(pk=room.pk).update(may_be_saved=True)
    room.refresh_from_db()
    return room


def test_a_copy_holds_everything_once_and_in_order_for_as_many_questions_as_it_has_pieces(
    room: Room, leader: Person, mentor: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    long(room, mentor)
    with django_assert_num_queries(EACH * (PIECES + 1)):
        kept = kept_copy(room, leader)
    said = [line.strip() for line in kept.splitlines() if line.startswith("  ")]
    assert said == [f"Message {number}." for number in range(1, transcripts.AT_ONCE * PIECES + 1)]
    days = [line for line in kept.splitlines() if line.endswith(f"{timezone.now().year}")]
    assert len(days) == len(set(days))  # none is said again where a piece begins


def test_days_and_times_are_the_readers_own_though_pieces_come_later(
    room: Room, leader: Person, mentor: Person
) -> None:
    fill(room, mentor, 1)
    room.messages.update(sent_at="2025-11-21T23:30Z")
    leader.time_zone = "Australia/Perth"
    assert "Saturday 22 November 2025" in kept_copy(room, leader)
    assert "\n7:30am Ruth Adeyemi" in kept_copy(room, leader)


def test_who_is_taken_out_meanwhile_gets_no_more(room: Room, leader: Person, mentor: Person) -> None:
    pieces = transcripts.transcript(long(room, mentor), leader)
    assert "Tuesday group" in next(pieces)
    assert "Message 1." in next(pieces)
    actions.remove_member(room=room, person=leader, by=mentor)
    assert next(pieces, "no more") == "no more"


@pytest.mark.django_db(transaction=True)
@in_a_loop
async def test_a_server_sends_each_piece_before_it_makes_the_next(room: Room, leader: Person, mentor: Person) -> None:
    await sync_to_async(long)(room, mentor)
    hers = AsyncClient()
    await hers.aforce_login(leader, "django.contrib.auth.backends.ModelBackend")
    answer = await hers.get(reverse("room-saved", args=[room.pk]))
    pieces = aiter(answer)
    assert b"Tuesday group" in await anext(pieces)
    assert b"Message 1." in await anext(pieces)
    await sync_to_async(actions.remove_member)(room=room, person=leader, by=mentor)
    assert [piece async for piece in pieces] == []
