"""A room by keyboard alone, without scripts on a phone, and each of its pages in light and dark."""

import pytest
from playwright.sync_api import Page, expect

from tests import pages
from tests.conversations.saying import say
from tests.conversations.test_two_people import LIVE, PHONE, OpenWindow, opened, panel, the
from tests.servers import wait_until
from youdesign.conversations import actions
from youdesign.conversations.models import Room
from youdesign.people.models import Person


@pytest.fixture
def hers(signed_in: OpenWindow, led: Room, leader: Person) -> Page:
    """Maureen's window, as wide as a phone."""
    return opened(signed_in(leader, **PHONE), led)


# --- Given only a keyboard ---


def test_with_keys_alone_she_reads_opens_a_message_comes_back_and_sends(
    hers: Page, led: Room, leader: Person, mentor: Person
) -> None:
    for text in ("One", "Two", "Three"):
        say(led, mentor, text)
    expect(the(hers, 3)).to_be_attached()
    hers.locator("[data-older]").evaluate("(there) => { there.tabIndex = -1; there.focus(); }")
    focused = "document.activeElement.id"
    hers.keyboard.press("Tab")
    assert hers.evaluate(focused) == "m3"
    for key, where in (("ArrowUp", "m2"), ("Home", "m1"), ("ArrowUp", "m1"), ("End", "m3"), ("ArrowUp", "m2")):
        hers.keyboard.press(key)
        assert hers.evaluate(focused) == where, key
    hers.keyboard.press("Tab")
    assert hers.evaluate("document.activeElement.matches('#m2 [data-reply]')")
    for _ in range(3):
        hers.keyboard.press("Tab")
    assert hers.evaluate("document.activeElement.matches('[data-hold-button]')")  # past what belongs to the third
    the(hers, 2).focus()
    hers.keyboard.press("Enter")
    dialog = hers.get_by_role("dialog")
    expect(dialog).to_contain_text("Two")
    assert hers.evaluate("Boolean(document.activeElement.closest('dialog'))")
    hers.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    wait_until(lambda: hers.evaluate("Boolean(document.activeElement.closest('[data-log] #m2'))"), "the focus")
    hers.get_by_label("Write to").focus()
    hers.keyboard.type("Four")
    hers.keyboard.press("Enter")
    hers.keyboard.type("lines")
    hers.keyboard.press("Control+Enter")
    expect(the(hers, 4).locator("[data-text]")).to_contain_text("lines")
    hers.get_by_label("Send with Enter").check()
    hers.get_by_label("Write to").focus()
    hers.keyboard.type("Five")
    hers.keyboard.press("Shift+Enter")
    hers.keyboard.type("too")
    hers.keyboard.press("Enter")
    expect(the(hers, 5).locator("[data-text]")).to_contain_text("too")
    hers.reload()
    expect(hers.get_by_label("Send with Enter")).to_be_checked()
    assert list(led.messages.order_by("number").values_list("text", flat=True))[3:] == ["Four\nlines", "Five\ntoo"]


# --- Given no scripts ---


def test_without_scripts_every_act_is_a_link_or_a_form_and_fits_a_phone(
    signed_in: OpenWindow, led: Room, leader: Person, mentor: Person
) -> None:
    window = signed_in(mentor, java_script_enabled=False, **PHONE).new_page()
    say(led, leader, "Who comes on Tuesday? " + "long-word" * 30)
    window.goto(f"/rooms/{led.pk}/")
    window.get_by_role("link", name="Reply").click()
    assert "reply=1" in window.url
    expect(window.locator("[data-answering]")).to_contain_text("You answer Maureen Webb")
    window.get_by_label("Write to Maureen Webb").fill("I do, @Maureen")
    window.locator("[data-send]").click()
    expect(window.locator("#m2 [data-quote]")).to_contain_text("Who comes on Tuesday?")

    def to_message(number: int) -> None:
        window.locator(f"#m{number} [data-more]").click()
        expect(window.get_by_role("heading", level=1)).to_contain_text("A message in")
        assert pages.faults_of(window) == []

    to_message(1)
    window.get_by_role("button", name="With you").click()
    expect(window.locator("#m1")).to_contain_text("With you 1")
    window.get_by_role("button", name="With you 1").click()
    expect(window.locator("#m1")).not_to_contain_text("With you 1")
    to_message(1)
    window.get_by_role("button", name="Pin it for everyone").click()
    expect(window.locator(".pins")).to_contain_text("1 pinned message")
    to_message(1)
    window.get_by_role("button", name="Hide it from the room").click()
    expect(window.locator("#m1")).to_contain_text("hidden by those who look after the room")
    to_message(1)
    window.get_by_role("button", name="Show it again").click()
    to_message(2)
    window.get_by_role("link", name="Change it").click()
    window.get_by_label("Your words").fill("I do too")
    assert pages.faults_of(window) == []
    window.get_by_role("button", name="Save the change").click()
    expect(window.locator("#m2")).to_contain_text("I do too")
    window.locator("#m2 [data-edited]").click()
    expect(window.locator("#before")).to_be_visible()
    window.get_by_role("link", name="Take it back").click()
    assert pages.faults_of(window) == []
    window.get_by_role("button", name="Take it back").click()
    expect(window.locator("#m2")).to_contain_text("took this message back")
    window.get_by_role("button", name="I am back").click()
    expect(window.locator("#m3")).to_contain_text("I am back")
    window.get_by_role("link", name="Keep it quiet, or be unseen").click()
    window.get_by_label("Keep this room quiet for me").check()
    assert pages.faults_of(window) == []
    window.get_by_role("button", name="Save").click()
    window.get_by_role("link", name="Look after this room").click()
    window.get_by_label("Everyone may keep a copy").check()
    assert pages.faults_of(window) == []
    window.get_by_role("button", name="Save").click()
    expect(window.get_by_role("link", name="Keep a copy of what was said")).to_be_visible()
    assert pages.faults_of(window) == []
    window.get_by_role("link", name="Back to your rooms").click()
    expect(window.get_by_role("link", name="Tuesday group")).to_be_visible()
    assert pages.faults_of(window) == []
    assert list(led.messages.order_by("number").values_list("text", flat=True))[1:] == ["", ""]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_a_room_is_without_fault_in_light_and_dark(
    signed_in: OpenWindow, led: Room, leader: Person, mentor: Person, scheme: str
) -> None:
    actions.set_ways(room=led, by=mentor, shows_history=True, may_be_saved=True)
    first = say(led, mentor, "Hello @Maureen, `code` and [a link](https://example.org)", content_note="A greeting")
    say(led, leader, "An answer\n\n> quoted\n\n1. one\n2. two", reply_to=1)
    say(led, mentor, "", signal="minute")
    actions.set_reaction(message=first, by=leader, code="yes", is_on=True)
    actions.pin_message(message=first, by=leader, is_on=True)
    actions.edit_message(message=first, by=mentor, text="Hello @Maureen, changed", revision=0)
    actions.hide_message(message=say(led, leader, "Hidden"), by=mentor, is_on=True)
    window = signed_in(mentor, color_scheme=scheme).new_page()
    room = f"/rooms/{led.pk}/"
    faults = []
    for path in ("/rooms/", room, f"{room}?reply=1", *(f"{room}messages/{number}/" for number in (1, 2, 3, 4))):
        faults += pages.visit(window, path)[0]
    for path in ("messages/1/edit/", "messages/1/take-back/", "stay/", "ways/", "minute/"):
        faults += pages.visit(window, f"{room}{path}")[0]
    assert faults == []
    window.goto(room)
    window.wait_for_selector(LIVE, state="attached")
    panel(window, 1).get_by_role("link", name="Change it").click()
    expect(window.get_by_role("dialog").get_by_role("button", name="Save the change")).to_be_visible()
    assert pages.faults_of(window) == []
