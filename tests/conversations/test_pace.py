"""A machine that changes things without a rest is stopped; a person, and everybody else, is not."""

import pytest
from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tests.conversations import saying
from tests.conversations.browsers import Opening
from tests.conversations.conftest import in_a_loop
from tests.conversations.saying import seen_by, sent_by, words
from tests.site.test_access import window_of
from youdesign.conversations import actions, pace
from youdesign.conversations.models import Room
from youdesign.people.models import Person


def test_taps_without_a_rest_are_refused_after_thirty_and_nothing_more_moves(
    room: Room, leader: Person, mentor: Person
) -> None:
    message = saying.say(room, leader, "One")
    window, address = window_of(mentor), reverse("message-react", args=[room.pk, message.number])
    answers = [
        window.post(address, {("on", "off")[turn % 2]: "me_too"}, headers={"Accept": "application/json"}).status_code
        for turn in range(pace.MOST + 5)
    ]
    assert answers == [200] * pace.MOST + [429] * 5
    assert room.events.filter(kind="react").count() == pace.MOST
    other = window_of(leader).post(address, {"on": "yes"}, headers={"Accept": "application/json"})
    assert other.status_code == 200


def test_those_who_have_rested_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PEOPLE", 1)
    monkeypatch.setattr(pace, "WITHIN", 0.0)
    for person in (-1, -2, -3, -4):
        pace.count_change(person)
    assert len([person for person in pace._lately if person < 0]) <= 2


def test_what_staff_have_put_away_only_staff_open_again(room: Room, mentor: Person, coordinator: Person) -> None:
    actions.add_member(room=room, person=mentor, by=mentor, is_facilitator=True)
    actions.close_room(room=room, by=mentor)
    actions.reopen_room(room=room, by=mentor)
    actions.close_room(room=room, by=mentor)
    actions.archive_room(room=room, by=coordinator)
    with pytest.raises(PermissionDenied):
        actions.reopen_room(room=room, by=mentor)
    actions.reopen_room(room=room, by=coordinator)
    room.refresh_from_db()
    assert not room.is_closed


def test_what_staff_have_closed_only_staff_open_again_and_the_page_says_so(
    led: Room, leader: Person, mentor: Person, coordinator: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.close_room(room=led, by=leader)
    actions.close_room(room=led, by=coordinator)
    with pytest.raises(PermissionDenied):
        actions.reopen_room(room=led, by=mentor)
    page = words(seen_by(mentor, "room-ways", led.pk))
    assert "Programme staff closed it. If you want it open again, ask them." in page
    assert "Open the room" not in page
    assert sent_by(mentor, "room-close", led.pk, open="yes").status_code == 403
    actions.reopen_room(room=led, by=coordinator)
    actions.close_room(room=led, by=mentor)
    assert "Open the room" in words(seen_by(mentor, "room-ways", led.pk))
    sent_by(mentor, "room-close", led.pk, open="yes")
    led.refresh_from_db()
    assert not led.is_closed


@pytest.mark.django_db(transaction=True)
@in_a_loop
async def test_who_comes_back_to_a_closed_room_hears_when_it_is_open_again(
    room: Room, leader: Person, coordinator: Person, opened: Opening
) -> None:
    await sync_to_async(actions.close_room)(room=room, by=coordinator)
    back = await opened(leader, room)
    await back.join(last=3)
    await sync_to_async(actions.reopen_room)(room=room, by=coordinator)
    assert (await back.next("ev"))["kind"] == "room"


@pytest.mark.django_db(transaction=True)
@in_a_loop
async def test_that_somebody_writes_is_said_once_in_two_seconds(
    room: Room, leader: Person, mentor: Person, opened: Opening
) -> None:
    hers, his = await opened(leader, room), await opened(mentor, room)
    await hers.join()
    await his.join()
    for _ in range(20):
        await his.say(t="typing")
    await his.say(t="ping")
    await his.next("pong")
    came = [await hers.receive_json_from(1)]
    while not await hers.receive_nothing(0.2):
        came.append(await hers.receive_json_from(1))
    assert [frame["t"] for frame in came].count("typ") == 1
