"""The room's pages, as somebody without scripts uses them."""

import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import factories
from youdesign.conversations import actions
from youdesign.conversations.models import Message, Room
from youdesign.conversations.pages import STRETCH
from youdesign.conversations.words import html_of
from youdesign.people.models import Person


@pytest.fixture
def address(client: Client, leader: Person, room: Room) -> str:
    """Sign Maureen in, and return the address of her room."""
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    return reverse("room-detail", args=[room.pk])


def words_of(answer: Any) -> str:
    """Return the page's text, spaces evened out."""
    return " ".join(answer.content.decode().split())


def fill(room: Room, by: Person, count: int) -> None:
    """Put many messages in the room, as if said over some days."""
    began = timezone.now() - datetime.timedelta(days=3)
    room.refresh_from_db()
    Message.objects.bulk_create(
        Message(
            room=room,
            author=by,
            client_id=uuid4(),
            number=room.message_count + n,
            text=f"Message {n}.",
            sent_at=began + datetime.timedelta(minutes=n),
        )
        for n in range(1, count + 1)
    )
    Room.objects.filter(pk=room.pk).update(message_count=room.message_count + count)


def test_the_page_says_who_reads_it_and_keeps_the_way_out_in_sight(
    client: Client, address: str, mentor: Person
) -> None:
    words = words_of(client.get(address))
    assert "Only you and Ruth Adeyemi can read this." in words
    assert "Programme staff cannot." in words
    assert "Write to Ruth Adeyemi" in words
    assert "safeguarding" not in words  # no such look is built yet, so none is promised
    assert "Ruth Adeyemi will read this." in words
    assert "Send to Ruth Adeyemi" in words
    assert "I need a minute" in words
    assert "Leave now" in words
    assert "Phone Priya Nair" in words
    assert "Nobody has written here yet." in words


def test_a_message_is_sent_once_and_the_browser_goes_to_it(
    client: Client, address: str, room: Room, leader: Person
) -> None:
    form = client.get(address).context["form"]
    data = {"text": "  I asked <i>early</i>.\r\n\r\nThey said yes.  ", "client_id": form["client_id"].value()}
    for _ in range(2):
        answer = client.post(reverse("message-post", args=[room.pk]), data)
        assert (answer.status_code, answer.url) == (302, f"{address}#m1")
    message = room.messages.get()
    assert (message.text, message.author) == ("I asked <i>early</i>.\n\nThey said yes.", leader)
    shown = client.get(address).content.decode()
    assert 'id="m1"' in shown
    assert "<p>I asked &lt;i&gt;early&lt;/i&gt;.</p>" in shown
    assert "Maureen Webb, you" in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write something to send"),
        (" \n ", "Write something to send"),
        ("a" * 4001, "Make it shorter: 4000 characters fit in one message"),
    ],
    ids=["empty", "blank", "long"],
)
def test_words_that_cannot_be_sent_stay_in_the_box_under_the_same_id(
    client: Client, address: str, room: Room, denise: Person, text: str, said: str
) -> None:
    client_id = uuid4()
    answer = client.post(reverse("message-post", args=[room.pk]), {"text": text, "client_id": client_id})
    shown = words_of(answer)
    assert answer.status_code == 422
    assert "<title>Error: Tuesday group" in shown
    assert f'<a href="#id_text">{said}</a>' in shown
    assert f'value="{client_id}"' in shown
    assert text.strip() in shown
    assert "2 other people will read this." in shown
    assert not room.messages.exists()


def test_whoever_is_signed_out_beside_words_that_were_not_sent_comes_back_to_the_room(
    client: Client, address: str, room: Room
) -> None:
    answer = client.post(reverse("message-post", args=[room.pk]), {"text": "", "client_id": uuid4()})
    assert f'/account/login/?next={address}"' in words_of(answer)


def test_a_broken_id_says_what_to_do_and_keeps_the_words(client: Client, address: str, room: Room) -> None:
    answer = client.post(reverse("message-post", args=[room.pk]), {"text": "Kept", "client_id": "x"})
    assert "Load this page again and send it once more" in words_of(answer)
    assert "Kept</textarea>" in words_of(answer)


def test_a_fast_sender_keeps_the_words(client: Client, address: str, room: Room, leader: Person) -> None:
    for number in range(actions.FAST_MESSAGES):
        actions.post_message(room=room, by=leader, text=str(number), client_id=uuid4())
    data = {"text": "One more", "client_id": uuid4()}
    answer = client.post(reverse("message-post", args=[room.pk]), data)
    assert "Wait a few seconds, then send it again" in words_of(answer)
    assert "One more</textarea>" in words_of(answer)
    script = client.post(reverse("message-post", args=[room.pk]), data, headers={"accept": "application/json"})
    assert (script.status_code, script.json()["code"]) == (429, 4029)


def test_a_script_gets_the_same_answer_as_through_its_socket(client: Client, address: str, room: Room) -> None:
    client_id = str(uuid4())
    send = lambda text: client.post(  # noqa: E731
        reverse("message-post", args=[room.pk]),
        {"text": text, "client_id": client_id},
        headers={"accept": "application/json"},
    )
    first, again = send("Hello").json(), send("Hello").json()
    assert (first["t"], first["client_id"], first["seq"], first["duplicate"]) == ("ack", client_id, 3, False)
    assert again == {**first, "duplicate": True}
    assert send("").status_code == 422


def test_what_is_new_is_marked_and_stays_new_until_it_is_read(
    client: Client, address: str, room: Room, mentor: Person
) -> None:
    for number in range(3):
        actions.post_message(room=room, by=mentor, text=f"New {number}", client_id=uuid4())
    for _ in range(2):  # a look changes nothing
        shown = words_of(client.get(address))
        assert '<a href="#new">Go to 3 new messages</a>' in shown
        assert '<span id="new">3 new since you were last here</span>' in shown
    answer = client.post(reverse("room-read", args=[room.pk]), {"count": 3})
    assert (answer.status_code, answer.url) == (302, address)
    shown = words_of(client.get(address))
    assert "new since" not in shown
    assert "I have read these" not in shown


def test_the_line_above_what_is_new_stands_above_somebody_elses_words(
    client: Client, address: str, room: Room, leader: Person, mentor: Person
) -> None:
    for who, words in ((mentor, "Hello"), (leader, "My own answer"), (mentor, "And a question")):
        actions.post_message(room=room, by=who, text=words, client_id=uuid4())
    actions.mark_read(room=room, by=leader, count=1)
    shown = words_of(client.get(address))
    assert "1 new since you were last here" in shown
    assert shown.index("My own answer") < shown.index("1 new since") < shown.index("And a question")


@pytest.mark.parametrize("count", ["", "x", "-1"])
def test_a_senseless_count_changes_nothing(
    client: Client, address: str, room: Room, leader: Person, count: str
) -> None:
    client.post(reverse("room-read", args=[room.pk]), {"count": count})
    assert room.members.get(person=leader).read_count == 0


def test_the_page_shows_the_last_stretch_and_leads_to_the_rest(
    client: Client, address: str, room: Room, mentor: Person
) -> None:
    fill(room, mentor, STRETCH + 20)
    newest = client.get(address)
    assert [entry.message.number for entry in newest.context["entries"]] == list(range(21, STRETCH + 21))
    assert '<a href="?before=21">Older messages</a>' in words_of(newest)
    assert f'<a href="?before={STRETCH}#new">Go to {STRETCH + 20} new messages</a>' in words_of(newest)
    older = client.get(address, {"before": "21"})
    assert [entry.message.number for entry in older.context["entries"]] == list(range(1, 21))
    assert "Older messages" not in words_of(older)
    assert "Newer messages" in words_of(older)
    assert "data-live" not in words_of(older)
    assert client.get(address, {"before": "x'"}).context["is_newest"]
    assert not client.get(address, {"before": "1"}).context["entries"]


def test_days_are_the_readers_own(client: Client, address: str, room: Room, leader: Person, mentor: Person) -> None:
    posted = actions.post_message(room=room, by=mentor, text="Late", client_id=uuid4())
    Message.objects.filter(pk=posted.message.pk).update(sent_at="2025-11-21T23:30Z")
    assert "Friday 21 November 2025" in words_of(client.get(address))
    leader.time_zone = "Australia/Perth"
    leader.save()
    assert "Saturday 22 November 2025" in words_of(client.get(address))
    assert "7:30am" in words_of(client.get(address))


def test_today_is_called_today(client: Client, address: str, room: Room, mentor: Person) -> None:
    actions.post_message(room=room, by=mentor, text="Now", client_id=uuid4())
    assert "<h2>Today, " in words_of(client.get(address))


def test_a_message_taken_back_and_an_author_who_is_gone_are_said_plainly(
    client: Client, address: str, room: Room, mentor: Person
) -> None:
    for text in ("Secret", "Kept"):
        actions.post_message(room=room, by=mentor, text=text, client_id=uuid4())
    actions.take_back_message(message=room.messages.get(number=1), by=mentor)
    assert "Ruth Adeyemi took this message back." in words_of(client.get(address))
    assert "Secret" not in words_of(client.get(address))
    room.messages.update(author=None)
    assert "Someone who left" in words_of(client.get(address))


def test_a_closed_room_can_be_read_and_has_no_box(
    client: Client, address: str, room: Room, mentor: Person, coordinator: Person
) -> None:
    actions.post_message(room=room, by=mentor, text="The last word", client_id=uuid4())
    actions.close_room(room=room, by=coordinator)
    shown = words_of(client.get(address))
    assert "The last word" in shown
    assert "This room is closed." in shown
    assert "<textarea" not in shown
    answer = client.post(reverse("message-post", args=[room.pk]), {"text": "More", "client_id": uuid4()})
    assert answer.status_code == 422
    assert "nothing more can be sent" in words_of(answer)
    assert "data-not-sent><p>More</p>" in words_of(answer)


def test_a_minute_is_a_quiet_page_with_the_way_back(client: Client, address: str, room: Room) -> None:
    shown = words_of(client.get(reverse("room-minute", args=[room.pk])))
    assert "Take your time." in shown
    assert "Your place is kept." in shown
    assert f'href="{address}"' in shown
    assert f'href="{reverse("crisis-help")}"' in shown


def test_the_help_to_write_shows_what_the_signs_make_of_words(client: Client, address: str) -> None:
    said = words_of(client.get(address))
    first = said.index("<kbd>")
    help_ = said[said.rindex("<details", 0, first) : said.index("</details>", first)]
    for typed in ("**bold**", "*leaning*"):
        assert f"<kbd>{typed}</kbd>" in help_
        assert html_of(typed).removeprefix("<p>").removesuffix("</p>\n") in help_
    assert '<a href="https://example.org/minutes"' in html_of("[the minutes](https://example.org/minutes)")


def test_outsiders_get_the_same_answer_as_for_a_room_that_is_not_there(
    client: Client, room: Room, stranger: Person, coordinator: Person
) -> None:
    for person in (stranger, coordinator):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        for name, method in (
            ("room-detail", "get"),
            ("room-minute", "get"),
            ("message-post", "post"),
            ("room-read", "post"),
        ):
            data = {"text": "Hello", "client_id": str(uuid4()), "count": 1}
            here, nowhere = (getattr(client, method)(reverse(name, args=[pk]), data) for pk in (room.pk, 10**6))
            assert (here.status_code, nowhere.status_code) == (404, 404)
    assert not room.messages.exists()


def test_the_page_asks_the_database_no_more_when_there_is_more(
    client: Client,
    address: str,
    room: Room,
    leader: Person,
    mentor: Person,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    actions.post_message(room=room, by=mentor, text="One", client_id=UUID(int=1))
    with django_assert_num_queries(QUERIES):
        client.get(address)
    for person in factories.PersonFactory.create_batch(6):
        actions.add_member(room=room, person=person, by=mentor)
        fill(room, person, 20)
    with django_assert_num_queries(QUERIES):
        client.get(address)


QUERIES = 9  # session, person, room, members, messages, pins, whose photo there is, and whom to phone
