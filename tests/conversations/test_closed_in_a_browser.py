"""In a browser: a room that is closed or read at an older place keeps what waits, and says when it is open again."""

import json
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests import pages
from tests.conversations.saying import say
from tests.conversations.test_in_a_browser import LIVE
from tests.conversations.test_pages import fill
from youdesign.conversations import actions
from youdesign.conversations.models import Room
from youdesign.conversations.pages import STRETCH
from youdesign.people.models import Person

ID = UUID("12345678123456781234567812345678")
WAITS = """([name, id]) => sessionStorage.setItem(name, JSON.stringify(
  [{ client_id: id, said: { text: "Said in a tunnel" }, files: [], state: "sending", why: "" }]))"""


@pytest.fixture
def window(signed_in: Any, led: Room, leader: Person) -> Page:
    """Maureen's window, open at her room and live."""
    page: Page = signed_in(leader).new_page()
    page.goto(f"/rooms/{led.pk}/")
    page.wait_for_selector(LIVE, state="attached")
    return page


def left_waiting(window: Page, room: Room, person: Person) -> None:
    """Leave the room with words on their way, as when the line is cut before the answer."""
    window.goto("/rooms/")
    window.evaluate(WAITS, [f"yd-draft:{person.pk}:outbox-{room.pk}", ID.hex])


def kept(window: Page) -> Any:
    """Return what the tab still keeps."""
    return json.loads(window.evaluate("Object.values(sessionStorage)[0] || 'null'"))


def test_words_that_wait_are_shown_in_a_room_that_is_closed_and_can_be_copied_or_taken_out(
    window: Page, led: Room, leader: Person, mentor: Person
) -> None:
    left_waiting(window, led, leader)
    actions.close_room(room=led, by=mentor)
    for _ in range(2):
        window.goto(f"/rooms/{led.pk}/")
        waiting = window.locator("[data-outbox] li")
        expect(waiting).to_contain_text("Not sent. This room is closed")
        expect(waiting).to_contain_text("Said in a tunnel")
    expect(waiting.locator("[data-copy]")).to_be_visible()
    expect(waiting.locator("[data-retry]")).to_have_count(0)
    assert pages.faults_of(window) == []
    waiting.locator("[data-discard]").click()
    expect(waiting).to_have_count(0)
    assert kept(window) is None
    assert not led.messages.exists()


def test_words_that_were_stored_before_the_room_was_closed_are_not_called_unsent(
    window: Page, led: Room, leader: Person, mentor: Person
) -> None:
    left_waiting(window, led, leader)
    say(led, leader, "Said in a tunnel", client_id=ID)
    actions.close_room(room=led, by=mentor)
    window.goto(f"/rooms/{led.pk}/")
    expect(window.locator("[data-announcer]")).to_have_text("Sent")
    expect(window.locator("[data-outbox] li")).to_have_count(0)
    assert kept(window) is None


def test_words_that_wait_are_sent_once_from_an_older_page_too(
    window: Page, led: Room, leader: Person, mentor: Person
) -> None:
    fill(led, mentor, STRETCH + 20)
    left_waiting(window, led, leader)
    window.goto(f"/rooms/{led.pk}/?before=21")
    expect(window.locator("[data-outbox] li")).to_contain_text("Said in a tunnel")
    expect(window.locator("[data-outbox] li")).to_contain_text("Sent")
    assert led.messages.filter(client_id=ID).count() == 1
    assert kept(window) is None


def test_an_open_page_is_live_again_when_its_room_is_opened_again(
    window: Page, led: Room, leader: Person, mentor: Person
) -> None:
    window.fill("[data-composer] [name=text]", "I was about to say")
    actions.close_room(room=led, by=mentor)
    expect(window.locator("[data-connection]")).to_contain_text("This room is closed.")
    window.click("[data-send]")
    assert window.input_value("[data-composer] [name=text]") == "I was about to say"
    actions.reopen_room(room=led, by=mentor)
    expect(window.locator("[data-connection]")).to_contain_text("This room is open again.", timeout=10_000)
    window.click("[data-send]")
    expect(window.locator("#m1")).to_contain_text("I was about to say")
    say(led, mentor, "Welcome back")
    expect(window.locator("#m2")).to_contain_text("Welcome back")


def test_a_page_that_was_opened_while_the_room_was_closed_says_when_it_is_open_and_follows_what_is_taken_back(
    window: Page, led: Room, leader: Person, mentor: Person
) -> None:
    said = say(led, mentor, "Not meant for here")
    actions.close_room(room=led, by=mentor)
    window.goto(f"/rooms/{led.pk}/")
    window.locator("#m1").focus()
    actions.take_back_message(message=said, by=mentor)
    expect(window.locator("#m1")).to_contain_text("took this message back.")
    assert window.evaluate("document.activeElement.id") == "m1"
    actions.reopen_room(room=led, by=mentor)
    expect(window.locator("[data-connection]")).to_contain_text("This room is open again.")
    expect(window.get_by_text("This room is closed.")).to_be_hidden()
    window.get_by_role("link", name="Write in it").click()
    expect(window.locator("[data-composer]")).to_be_visible()
