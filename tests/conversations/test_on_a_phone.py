"""In a browser as wide as a phone: whoever has pressed a button sees what came of it, however tired the hand."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import pages
from tests.conversations.saying import say
from tests.conversations.test_two_people import PHONE, opened, the, writes
from youdesign.conversations import actions
from youdesign.conversations.models import Message, Room
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]


@pytest.fixture
def hers(signed_in: OpenWindow, led: Room, leader: Person, mentor: Person) -> Page:
    """Maureen's phone, open at a room where much was said."""
    for text in ("One", "Two", "Three", "Four"):
        say(led, mentor, text)
    return opened(signed_in(leader, **PHONE), led)


def test_what_she_sends_stands_in_sight(hers: Page) -> None:
    hers.locator("summary", has_text="Say what it is about first").click()
    hers.locator("summary", has_text="Add pictures").click()
    writes(hers, "Can you see me?")
    expect(the(hers, 5).locator("[data-text]")).to_be_in_viewport()
    hers.get_by_role("button", name="Pause please").click()
    expect(the(hers, 6).locator("[data-text]")).to_be_in_viewport()
    assert pages.faults_of(hers) == []


def test_a_press_that_can_do_nothing_shows_why(hers: Page, led: Room, mentor: Person) -> None:
    actions.close_room(room=led, by=mentor)
    expect(hers.locator("[data-connection]")).to_contain_text("This room is closed.")
    for name in ("Send to", "Pause please"):
        hers.get_by_role("button", name=name).click()
        expect(hers.locator("[data-connection]").get_by_text("This room is closed.")).to_be_in_viewport()


def test_a_hand_that_presses_twice_sends_once_and_makes_no_mistake(hers: Page) -> None:
    hers.get_by_label("Write to").fill("Once")
    hers.locator("[data-send]").dblclick()
    expect(the(hers, 5)).to_contain_text("Once")
    hers.wait_for_timeout(300)  # the page would be another by now
    assert hers.locator("[data-error-summary]").count() == 0
    assert Message.objects.count() == 5


def test_a_copy_that_is_allowed_now_is_offered_where_the_room_is_open(hers: Page, led: Room, mentor: Person) -> None:
    actions.set_ways(room=led, by=mentor, shows_history=True, may_be_saved=True)
    expect(hers.get_by_role("link", name="Keep a copy")).to_be_attached()


def test_what_changes_elsewhere_leaves_the_focus_on_her_link(hers: Page, led: Room, mentor: Person) -> None:
    hers.get_by_role("link", name="Keep it quiet").focus()
    actions.pin_message(message=led.messages.get(number=1), by=mentor, is_on=True)
    expect(hers.locator(".pins")).to_be_attached()
    expect(hers.get_by_role("link", name="Keep it quiet")).to_be_focused()


def test_the_way_on_from_her_own_words_is_named_for_them(hers: Page) -> None:
    writes(hers, "Mine")
    for _ in range(2):
        expect(the(hers, 5).get_by_role("link", name="More to do with Maureen Webb")).to_be_visible()
        hers.reload()


def test_whoever_looks_after_the_room_now_reads_it_beside_her_name(
    hers: Page, led: Room, leader: Person, mentor: Person
) -> None:
    actions.hand_over_room(room=led, by=mentor, to=leader)
    expect(hers.get_by_text("You look after this room")).to_be_visible()
    expect(hers.get_by_role("link", name="Look after this room")).to_be_visible()
