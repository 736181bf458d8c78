"""What is new to somebody: only what they would see; the number of the last message read stays the mark."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from tests.conversations.saying import log, say, seen_by, words
from tests.conversations.test_rules import unread
from youdesign.conversations import actions
from youdesign.conversations.keeping import forget_old_messages
from youdesign.conversations.models import Message, Room
from youdesign.conversations.news import news_for
from youdesign.people.actions import block_person
from youdesign.people.models import Person
from youdesign.people.my_data.erasing import erase_rows


@pytest.fixture
def three(led: Room, mentor: Person, denise: Person) -> list[Message]:
    """Three messages that are new to Maureen: Denise's, Ruth's and Denise's."""
    return [say(led, by, text) for by, text in ((denise, "One"), (mentor, "Two"), (denise, "Three"))]


ENDS: dict[str, Callable[[Room, list[Message], Person, Person, Person], object]] = {
    "taken back": lambda room, three, leader, mentor, denise: [
        actions.take_back_message(message=each, by=denise) for each in (three[0], three[2])
    ],
    "hidden": lambda room, three, leader, mentor, denise: [
        actions.hide_message(message=each, by=mentor, is_on=True) for each in (three[0], three[2])
    ],
    "blocked": lambda room, three, leader, mentor, denise: block_person(person=denise, by=leader),
    "blocked and taken back": lambda room, three, leader, mentor, denise: [
        block_person(person=denise, by=leader),
        actions.take_back_message(message=three[0], by=denise),
    ],
    "erased": lambda room, three, leader, mentor, denise: erase_rows(denise),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_is_not_there_to_see_is_not_counted_as_new(
    led: Room, three: list[Message], leader: Person, mentor: Person, denise: Person, end: str
) -> None:
    led.members.update(hears_daily=True)
    assert unread(led, leader) == 3
    ENDS[end](led, three, leader, mentor, denise)
    assert unread(led, leader) == 1
    assert [room.unread for room in news_for(leader, timezone.now())] == [1]
    assert "1 new since you were last here" in log(seen_by(leader, "room-detail", led.pk))
    page = log(seen_by(leader, "room-detail", led.pk))
    assert page.index("1 new since") < page.index("Two")
    assert "1 new" in words(seen_by(leader, "room-list"))
    actions.mark_read(room=led, by=leader, count=2)
    assert unread(led, leader) == 0  # the third is none, though its number is higher
    assert news_for(leader, timezone.now()) == []
    say(led, mentor, "Four")
    assert unread(led, leader) == 1


def test_ones_own_taken_back_is_taken_off_once(led: Room, three: list[Message], leader: Person) -> None:
    for _ in range(2):
        own = say(led, leader)
    actions.take_back_message(message=own, by=leader)
    assert unread(led, leader) == 3


def test_what_is_kept_no_longer_is_not_new(led: Room, three: list[Message], leader: Person) -> None:
    old = timezone.now() - datetime.timedelta(days=95)
    Message.objects.filter(pk__in=[each.pk for each in three[:2]]).update(sent_at=old)
    forget_old_messages([led.pk], 3, timezone.now())
    assert unread(led, leader) == 1
    assert "1 new since you were last here" in log(seen_by(leader, "room-detail", led.pk))
