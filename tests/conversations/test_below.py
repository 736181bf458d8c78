"""What comes below what is in sight: a button counts it, leads to the first of it, and goes when it is seen."""

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests import pages
from tests.conversations.saying import say
from tests.conversations.test_two_people import HEARD, PHONE, opened, the
from tests.conversations.test_wire import store_many
from tests.servers import wait_until
from youdesign.conversations import actions
from youdesign.conversations.account_endings import account_ended
from youdesign.conversations.hub import FAR_BEHIND
from youdesign.conversations.models import Room
from youdesign.people.actions import block_person
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]
PLACE = "window.scrollY"


@pytest.fixture
def long(led: Room, mentor: Person) -> Room:
    """The room, in which more was said than a window holds."""
    for number in range(1, 16):
        say(led, mentor, f"Number {number}, said a while ago")
    return led


@pytest.fixture
def hers(signed_in: OpenWindow, long: Room, leader: Person) -> Page:
    """Maureen's phone, in the dark and without movement, open at the third message of fifteen."""
    page = opened(signed_in(leader, color_scheme="dark", reduced_motion="reduce", **PHONE), long)
    the(page, 3).scroll_into_view_if_needed()
    return page


def button(window: Page) -> Locator:
    """Return the button that leads to what has come below."""
    return window.locator("[data-below]")


def test_what_comes_below_is_counted_without_a_jump_and_the_button_leads_to_the_first(
    hers: Page, long: Room, mentor: Person
) -> None:
    place = hers.evaluate(PLACE)
    say(long, mentor, "The first of the new " + "and more of it " * 60)
    expect(button(hers)).to_have_text("1 new message below")
    say(long, mentor, "The second of the new")
    expect(button(hers)).to_have_text("2 new messages below")
    expect(button(hers)).to_be_in_viewport(ratio=1)
    assert hers.evaluate(PLACE) == place
    assert pages.faults_of(hers) == []
    button(hers).click()
    expect(the(hers, 16)).to_be_focused()
    expect(the(hers, 16).locator("h3")).to_be_in_viewport(ratio=1)
    expect(button(hers)).to_have_text("1 new message below")
    the(hers, 17).locator("[data-more]").scroll_into_view_if_needed()
    expect(button(hers)).to_be_hidden()


def test_by_keys_the_button_comes_after_the_messages_and_focus_goes_on_from_what_it_led_to(
    hers: Page, long: Room, mentor: Person
) -> None:
    say(long, mentor, "New")
    expect(button(hers)).to_be_visible()
    the(hers, 3).focus()
    while not hers.evaluate("document.activeElement.matches('[data-below]')"):
        assert hers.evaluate("Boolean(document.activeElement.closest('[data-log]'))")
        hers.keyboard.press("Tab")
    hers.keyboard.press("Enter")
    expect(the(hers, 16)).to_be_focused()
    expect(button(hers)).to_be_hidden()
    hers.keyboard.press("ArrowUp")
    expect(the(hers, 15)).to_be_focused()


def test_whoever_stands_on_the_button_while_the_message_comes_into_sight_goes_on_from_there(
    hers: Page, long: Room, mentor: Person
) -> None:
    say(long, mentor, "New")
    expect(button(hers)).to_be_visible()
    button(hers).focus()
    the(hers, 16).evaluate("(message) => message.scrollIntoView()")
    expect(button(hers)).to_be_hidden()
    expect(the(hers, 16)).to_be_focused()


def test_those_who_listen_hear_each_message_once(hers: Page, long: Room, mentor: Person) -> None:
    hers.evaluate(HEARD)
    say(long, mentor, "New")
    expect(button(hers)).to_be_visible()
    wait_until(lambda: hers.evaluate("window.heard.length") > 0, "the message to be read out")
    hers.wait_for_timeout(1000)
    assert hers.evaluate("window.heard") == ["Ruth Adeyemi: New"]
    assert not button(hers).evaluate("(there) => there.closest('[aria-live], [role=status], [role=log], [role=alert]')")


def test_what_is_no_news_is_not_counted(hers: Page, long: Room, leader: Person, mentor: Person, denise: Person) -> None:
    first, second = (say(long, mentor, text) for text in ("One", "Two"))
    say(long, leader, "Her own, from another device")
    expect(the(hers, 18)).to_be_attached()
    expect(button(hers)).to_have_text("2 new messages below")
    actions.take_back_message(message=first, by=mentor)
    expect(button(hers)).to_have_text("1 new message below")
    actions.hide_message(message=second, by=mentor, is_on=True)
    expect(button(hers)).to_be_hidden()
    block_person(person=denise, by=leader)
    hers.reload()
    hers.wait_for_selector("[data-connection][data-state=live]", state="attached")
    the(hers, 3).scroll_into_view_if_needed()
    say(long, denise, "Cruel words")
    say(long, mentor, "Kind words", content_note="Kindness")
    expect(button(hers)).to_have_text("1 new message below")
    button(hers).click()
    expect(the(hers, 20)).to_be_focused()


def test_what_was_held_is_counted_when_it_is_shown(hers: Page, long: Room, mentor: Person) -> None:
    hers.get_by_role("button", name="Hold new messages").click()
    the(hers, 3).scroll_into_view_if_needed()
    say(long, mentor, "Held")
    expect(hers.locator("[data-hold-count]")).to_have_text("1 new message waits")
    expect(button(hers)).to_be_hidden()
    hers.get_by_role("button", name="Show new messages").evaluate("(there) => there.click()")
    expect(button(hers)).to_have_text("1 new message below")


def test_messages_taken_anew_are_counted_once(hers: Page, long: Room, mentor: Person, denise: Person) -> None:
    say(long, mentor, "One")
    expect(button(hers)).to_have_text("1 new message below")
    with hers.expect_response(f"**/rooms/{long.pk}/"), transaction.atomic():
        say(long, mentor, "Two")
        account_ended(denise, by=denise)
    expect(button(hers)).to_have_text("2 new messages below")
    hers.wait_for_timeout(500)
    expect(button(hers)).to_have_text("2 new messages below")


def test_what_is_found_below_after_a_long_absence_is_counted(hers: Page, long: Room, mentor: Person) -> None:
    hers.context.set_offline(True)
    store_many(long, mentor, FAR_BEHIND + 1, "Many")
    hers.context.set_offline(False)
    expect(the(hers, FAR_BEHIND + 16)).to_be_attached()
    expect(button(hers)).to_contain_text("new messages below")


def test_whoever_stands_at_the_end_is_told_nothing_they_see(hers: Page, long: Room, mentor: Person) -> None:
    the(hers, 15).evaluate("(message) => message.scrollIntoView()")
    say(long, mentor, "In sight")
    expect(the(hers, 16)).to_be_in_viewport()
    expect(button(hers)).to_be_hidden()


def test_without_scripts_there_is_no_such_button(signed_in: OpenWindow, long: Room, leader: Person) -> None:
    window = signed_in(leader, java_script_enabled=False).new_page()
    window.goto(f"/rooms/{long.pk}/")
    expect(button(window)).to_be_hidden()
