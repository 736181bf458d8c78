"""Clocks of several machines disagree: the order of what was said, and its times, are the database's."""

import datetime
from uuid import uuid4

import time_machine
from django.utils import timezone

from youdesign.conversations import actions
from youdesign.conversations.models import Message, Room, RoomEvent
from youdesign.people.models import Person

MINUTES = datetime.timedelta(minutes=1.5)


def test_what_is_said_on_a_machine_whose_clock_is_ahead_is_not_later_than_what_follows(
    room: Room, leader: Person, mentor: Person
) -> None:
    for person, ahead in ((leader, MINUTES), (mentor, -MINUTES), (leader, 0 * MINUTES)):
        with time_machine.travel(timezone.now() + ahead, tick=False):
            actions.post_message(room=room, by=person, text="Hello", client_id=uuid4())
    for times in (
        Message.objects.order_by("number").values_list("sent_at", flat=True),
        RoomEvent.objects.filter(seq__gt=2).order_by("seq").values_list("at", flat=True),
    ):
        assert list(times) == sorted(times)
        assert all(abs(timezone.now() - at) < MINUTES / 2 for at in times)
