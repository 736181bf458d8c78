"""Searching what was said: everything one may read and nothing else, the newest first, the words marked."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.conversations.test_pages import words_of
from youdesign.conversations import actions, search
from youdesign.conversations.models import Message, Room
from youdesign.conversations.search import PAGE, find
from youdesign.people.actions import block_person
from youdesign.people.models import Person, PersonKey
from youdesign.people.private_text import make_key

BACKEND = "django.contrib.auth.backends.ModelBackend"


def say(room: Room, by: Person, text: str, **more: Any) -> Message:
    """Say something."""
    return actions.post_message(room=room, by=by, text=text, client_id=uuid4(), **more).message


def look(browser: Client, **asked: str) -> Any:
    """Look for something on the page."""
    return browser.post(reverse("room-search"), asked, follow=True)


def found(person: Person, words: str, **where: Any) -> list[str]:
    """Return what is found, as it was said."""
    return [each.message.text for each in find(person, words, **where).found]


def store(room: Room, by: Person, texts: list[str]) -> None:
    """Put messages into the room an hour apart, the last of them now."""
    room.refresh_from_db()
    began = timezone.now() - timedelta(hours=len(texts))
    Message.objects.bulk_create(
        Message(
            room=room,
            author=by,
            client_id=uuid4(),
            number=room.message_count + n,
            text=text,
            sent_at=began + n * timedelta(hours=1),
        )
        for n, text in enumerate(texts, start=1)
    )
    Room.objects.filter(pk=room.pk).update(message_count=room.message_count + len(texts))


@pytest.fixture
def other(leader: Person, mentor: Person) -> Room:
    """Another room that Maureen is in, and Ruth is not."""
    other = actions.open_room(title="Thursday group", by=mentor)
    actions.add_member(room=other, person=leader, by=mentor)
    return Room.objects.get(pk=other.pk)


# --- What is found ---


def test_words_are_found_in_other_forms_and_without_accents_the_newest_first(
    room: Room, other: Room, leader: Person, mentor: Person
) -> None:
    for where, text in ((room, "Two meetings"), (other, "A café meeting"), (room, "Nothing of it")):
        say(where, leader, text)
    assert found(leader, "Meeting") == ["A café meeting", "Two meetings"]
    assert found(leader, "cafe meetings") == ["A café meeting"]
    assert found(leader, '"two meetings"') == ["Two meetings"]
    assert found(leader, "meeting -café") == ["Two meetings"]
    assert found(leader, "meeting", room=room) == ["Two meetings"]
    assert found(mentor, "meeting") == ["Two meetings"]
    assert found(leader, "the") == found(leader, "'); --") == found(leader, '"') == []


def test_nothing_is_found_that_cannot_be_read(
    room: Room, leader: Person, mentor: Person, stranger: Person, denise: Person
) -> None:
    early, back, hidden = (say(room, leader, f"Kidney {word}") for word in ("early", "back", "hidden"))
    actions.take_back_message(message=back, by=leader)
    room.members.filter(person=mentor).update(is_facilitator=True)
    actions.hide_message(message=hidden, by=mentor, is_on=True)
    for person in (leader, mentor, denise):
        assert found(person, "kidney") == ["Kidney early"]
    assert found(stranger, "kidney") == []
    room.members.filter(person=denise).update(sees_after=early.number)
    assert found(denise, "kidney") == []
    say(room, leader, "Kidney later")
    assert found(denise, "kidney") == ["Kidney later"]
    actions.edit_message(message=early, by=leader, text="Something else", revision=0)
    assert found(leader, "kidney") == ["Kidney later"]
    actions.remove_member(room=room, person=leader, by=mentor)
    assert found(leader, "kidney") == []


def test_what_is_folded_in_the_room_is_folded_here(room: Room, leader: Person, mentor: Person) -> None:
    say(room, mentor, "Kidney loss", content_note="losing an organ")
    (noted,) = find(leader, "kidney").found
    assert noted.words == "About: losing an organ. Open the room to read it."
    block_person(person=mentor, by=leader)
    (folded,) = find(leader, "kidney").found
    assert folded.words == "You blocked this person. Open the room to read it."


def test_the_words_are_marked_and_nothing_else_becomes_html(room: Room, leader: Person) -> None:
    say(room, leader, f"Kidney {search.BEGINS}kidneys{search.ENDS} & <script >alert(1)< img src=x onerror=alert(2)>")
    (only,) = find(leader, "kidney").found
    assert only.words.startswith("<mark>Kidney</mark> <mark>kidneys</mark> &amp; ")
    assert "<" not in only.words.replace("<mark>", "").replace("</mark>", "")
    assert "&lt; img src=x onerror" in only.words


def test_pages_of_a_newcomer_end_where_their_sight_begins(room: Room, leader: Person, mentor: Person) -> None:
    store(room, mentor, [f"kidney {n}" for n in range(PAGE + 10)])
    room.members.filter(person=leader).update(sees_after=10)
    page = find(leader, "kidney")
    assert (len(page.found), page.last) == (PAGE, None)


@pytest.mark.parametrize("few", [search.FEW, 5])
def test_every_message_is_met_once_on_page_after_page_whether_the_word_is_rare_or_common(
    room: Room, other: Room, leader: Person, mentor: Person, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FEW", few)
    store(room, mentor, [f"kidney {n}" for n in range(30)])
    store(other, leader, [f"kidney too {n}" for n in range(25)])
    Message.objects.filter(number__lte=8).update(sent_at=timezone.now() - timedelta(days=400))  # all at once
    met, before = [], None
    while True:
        page = find(leader, "kidney", before=before)
        met += [(each.message.sent_at, each.message.pk) for each in page.found]
        if page.last is None:
            break
        before = page.last
    everything = Message.objects.filter(room__in=(room, other)).values_list("sent_at", "pk")
    assert met == sorted(everything, reverse=True)
    assert len(met) == 55


# --- The page ---


@pytest.fixture
def hers(client: Client, leader: Person) -> Client:
    """Maureen's browser."""
    client.force_login(leader, BACKEND)
    return client


def test_a_result_leads_to_the_message_in_its_place(hers: Client, room: Room, mentor: Person) -> None:
    message = say(room, mentor, "The *kidney* clinic")
    shown = words_of(look(hers, words="kidneys"))
    assert f'<a href="/rooms/{room.pk}/?at={message.number}#m{message.number}">Ruth Adeyemi, Today, ' in shown
    assert "The <mark>kidney</mark> clinic" in shown
    assert "Tuesday group" in shown
    assert "Older messages" not in shown


def test_the_page_leads_to_older_ones_and_keeps_words_and_room(hers: Client, room: Room, mentor: Person) -> None:
    store(room, mentor, [f"kidney & liver {n}" for n in range(PAGE + 1)])
    address = reverse("room-search")
    here = hers.post(address, {"words": "kidney & liver", "room": room.pk})["Location"]
    assert "kidney" not in here
    shown = hers.get(here)
    last = shown.context["results"].last
    there = f"?{here.partition('?')[2].replace('&', '&amp;')}&amp;before={last}"
    assert f'<a href="{there}" rel="next">Older messages with these words</a>' in words_of(shown)
    older = hers.get(address + there.replace("&amp;", "&"))
    assert [each.message.text for each in older.context["results"].found] == ["kidney & liver 0"]
    assert "Older messages with “kidney &amp; liver”" in words_of(older)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "Search your rooms"),
        ({"words": " "}, "Write the words you are looking for"),
        ({"words": "x" * 201}, "Look for fewer words"),
        ({"words": "nowhere"}, "No message has “nowhere”"),
        ({"words": "a\x00b"}, "Null characters are not allowed"),
        ({"words": "the", "room": "y"}, "No message has “the”"),
    ],
)
def test_the_page_says_what_to_do(hers: Client, room: Room, query: dict[str, str], said: str) -> None:
    answer = look(hers, **query) if query else hers.get(reverse("room-search"))
    assert answer.status_code == 200
    assert said in words_of(answer)


def test_a_room_of_others_is_not_there(hers: Client, room: Room, leader: Person, mentor: Person) -> None:
    address = reverse("room-search")
    asked = {"words": "a", "room": room.pk}
    here = hers.post(address, asked)["Location"]
    assert hers.get(f"{here}&before=x").status_code == 200
    actions.remove_member(room=room, person=leader, by=mentor)
    assert hers.get(here).status_code == 404
    for pk in (room.pk, 10**9):
        assert hers.post(address, asked | {"room": pk}).status_code == 404


def test_words_that_cannot_be_sealed_come_back(hers: Client, room: Room, leader: Person) -> None:
    make_key(leader)
    PersonKey.objects.update(wrapped_with="gone")
    shown = look(hers, words="kidney", room=str(room.pk)).content.decode()
    assert "We cannot look for it safely just now." in shown
    assert 'value="kidney"' in shown
    assert "Search in Tuesday group" in shown


def test_what_was_looked_for_goes_with_the_stay(hers: Client, room: Room, leader: Person) -> None:
    here = hers.post(reverse("room-search"), {"words": "kidney"})["Location"]
    assert "kidney" not in str(Session.objects.get().get_decoded())
    hers.post("/account/logout/")
    hers.force_login(leader, BACKEND)
    shown = hers.get(here).content.decode()
    assert "Write the words again" in shown
    assert "kidney" not in shown


def test_a_group_is_searched_by_its_own_name_and_a_room_for_two_by_the_two(
    hers: Client, room: Room, denise: Person
) -> None:
    address, asked = reverse("room-search"), {"room": room.pk}
    assert "<h1>Search in Tuesday group</h1>" in hers.get(address, asked).content.decode()
    actions.remove_member(room=room, person=denise, by=denise)
    Room.objects.update(is_for_two=True)
    assert "<h1>Search in You and Ruth Adeyemi</h1>" in hers.get(address, asked).content.decode()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("The **kidneys** and *all* of `it`", "The <mark>kidneys</mark> and all of it"),
        ("2 * 3 kidneys*, as_it_is", "2 * 3 <mark>kidneys</mark>, as_it_is"),
    ],
)
def test_what_was_found_is_shown_in_plain_words(
    hers: Client, room: Room, mentor: Person, said: str, shown: str
) -> None:
    say(room, mentor, said)
    assert shown in words_of(look(hers, words="kidneys"))


def test_rooms_lead_to_their_search_and_back(hers: Client, room: Room) -> None:
    assert f'<a href="{reverse("room-search")}?room={room.pk}">Search</a>' in words_of(
        hers.get(reverse("room-detail", args=[room.pk]))
    )
    assert f'<a href="{reverse("room-search")}">Search your rooms</a>' in words_of(hers.get(reverse("room-list")))
    assert f'href="/rooms/{room.pk}/"' in words_of(hers.get(reverse("room-search"), {"room": room.pk}))


def test_the_page_asks_the_database_no_more_when_more_is_found(hers: Client, room: Room, mentor: Person) -> None:
    counts, here = [], hers.post(reverse("room-search"), {"words": "kidney"})["Location"]
    for _ in range(2):
        store(room, mentor, ["kidney"] * PAGE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            hers.get(here)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10
