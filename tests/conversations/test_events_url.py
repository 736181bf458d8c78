"""The events address: pages of events, waiting for one, and nothing for outsiders."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.conversations.conftest import in_a_thread
from youdesign.conversations import actions, reading, waiting
from youdesign.conversations.models import Message, Room, RoomEvent
from youdesign.people.models import Person

Asking = Callable[..., Any]


@pytest.fixture
def ask(client: Client, leader: Person, room: Room) -> Asking:
    """Return a function that asks for the room's events as Maureen."""
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    return lambda **query: client.get(reverse("room-events", args=[room.pk]), query)


def say(room: Room, by: Person, text: str = "Hello") -> actions.Posted:
    """Post one message."""
    return actions.post_message(room=room, by=by, text=text, client_id=uuid4())


def test_events_come_in_order_with_the_words_as_they_are_now(ask: Asking, room: Room, mentor: Person) -> None:
    say(room, mentor, "First words")
    Message.objects.update(text="Changed **words**")
    answer = ask(after=1).json()
    assert [event["seq"] for event in answer["events"]] == [2, 3]
    assert (answer["head"], answer["more"]) == (3, False)
    assert answer["events"][0]["person"]["name"] == "Maureen Webb"
    message = answer["events"][1]["message"]
    assert (message["text"], message["html"]) == ("Changed **words**", "<p>Changed <strong>words</strong></p>\n")
    assert ask(after=3).json() == {"events": [], "head": 3, "more": False, "resync": False}


def test_long_absences_are_caught_up_in_pages(ask: Asking, room: Room, mentor: Person) -> None:
    total = reading.PAGE + 7
    RoomEvent.objects.bulk_create(
        RoomEvent(room=room, seq=seq, kind="joined", person=mentor) for seq in range(3, total + 1)
    )
    Room.objects.update(last_seq=total)
    first = ask(after=0).json()
    second = ask(after=first["events"][-1]["seq"]).json()
    assert (first["more"], second["more"]) == (True, False)
    assert [event["seq"] for event in first["events"] + second["events"]] == list(range(1, total + 1))


@pytest.mark.parametrize(
    "query", [{}, {"after": "x"}, {"after": "-1"}, {"after": "1", "wait": "soon"}, {"after": str(10**30)}]
)
def test_a_senseless_question_is_refused(ask: Asking, query: dict[str, str]) -> None:
    assert ask(**query).status_code == 400


def test_outsiders_learn_nothing(client: Client, room: Room, stranger: Person, coordinator: Person) -> None:
    for person in (stranger, coordinator):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        for pk in (room.pk, 10**6):
            assert client.get(reverse("room-events", args=[pk]), {"after": 0}).status_code == 404
    client.logout()
    assert client.get(reverse("room-events", args=[room.pk]), {"after": 0}).status_code == 302


def later(what: Callable[[], object]) -> threading.Thread:
    """Do something in a moment, on a thread of its own."""

    def run() -> None:
        time.sleep(0.4)
        what()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_waiting_ends_when_something_is_said(ask: Asking, room: Room, mentor: Person) -> None:
    doing = later(lambda: say(room, mentor, "Worth waiting for"))
    began = time.monotonic()
    answer = in_a_thread(ask, after=2, wait=20).json()
    doing.join()
    assert answer["events"][0]["message"]["text"] == "Worth waiting for"
    assert 0.3 < time.monotonic() - began < 5


@pytest.mark.django_db(transaction=True)
def test_waiting_ends_with_nothing_when_nothing_is_said(ask: Asking, room: Room) -> None:
    began = time.monotonic()
    assert in_a_thread(ask, after=2, wait=0.3).json()["events"] == []
    assert 0.3 <= time.monotonic() - began < 5


@pytest.mark.django_db(transaction=True)
def test_who_is_taken_out_while_waiting_is_told_nothing_more(
    ask: Asking, room: Room, leader: Person, mentor: Person
) -> None:
    doing = later(lambda: actions.remove_member(room=room, person=leader, by=mentor))
    assert in_a_thread(ask, after=2, wait=20).status_code == 404
    doing.join()


def test_one_person_holds_a_few_waiting_requests_and_is_told_when_to_come_back(
    ask: Asking, room: Room, leader: Person, mentor: Person
) -> None:
    with ExitStack() as held:
        for _ in range(waiting.MOST_EACH):
            held.enter_context(waiting.place_to_wait(leader.pk))
        answer = ask(after=1, wait=20)
        assert (answer.status_code, answer.json()["head"]) == (200, 2)  # there is news: nobody waits
        answer = ask(after=2, wait=20)
        assert (answer.status_code, answer["Retry-After"]) == (429, str(waiting.COME_BACK_AFTER))
        assert answer.json() == {"events": [], "head": 2, "more": False, "resync": False}
        with waiting.place_to_wait(mentor.pk):
            pass  # others still wait
    assert ask(after=2, wait=0.1).status_code == 200


def test_a_process_holds_so_many_and_no_more() -> None:
    with ExitStack() as held:
        for pk in range(1, waiting.MOST_HERE + 1):
            held.enter_context(waiting.place_to_wait(pk))
        with pytest.raises(waiting.TooManyWaiting), waiting.place_to_wait(0):
            pass
    with waiting.place_to_wait(0):
        pass


@pytest.mark.django_db(transaction=True)
def test_who_signs_out_while_waiting_gets_nothing(ask: Asking, client: Client, room: Room, mentor: Person) -> None:
    def sign_out_and_say() -> None:
        Session.objects.all().delete()
        say(room, mentor, "Not for her")

    timer = threading.Timer(0.5, in_a_thread, [sign_out_and_say])
    timer.start()
    answer = ask(after=2, wait=5)
    timer.join()
    assert (answer.status_code, answer.json()) == (401, {})
