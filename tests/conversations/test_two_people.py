"""Two people in a room in real browsers, side by side: what one does, the other sees at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import BrowserContext, Page, expect

from tests import pages
from tests.conversations.saying import say
from tests.servers import wait_until
from youdesign.conversations import actions
from youdesign.conversations.models import Message, Room
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]
LIVE = "[data-connection][data-state=live]"
PHONE = {"viewport": {"width": 320, "height": 700}}
HEARD = """() => {
  window.heard = [];
  const log = document.querySelector("[data-announcer]");
  const take = () => window.heard.push(...[...log.children].map((line) => line.textContent));
  new MutationObserver(take).observe(log, { childList: true });
}"""


def opened(context: BrowserContext, room: Room) -> Page:
    """Open the room, live."""
    window = context.new_page()
    window.goto(f"/rooms/{room.pk}/")
    window.wait_for_selector(LIVE, state="attached")
    return window


@pytest.fixture
def hers(signed_in: OpenWindow, led: Room, leader: Person) -> Page:
    """Maureen's window, as wide as a phone."""
    return opened(signed_in(leader, **PHONE), led)


@pytest.fixture
def his(signed_in: OpenWindow, led: Room, mentor: Person) -> Page:
    """Ruth's window, on a desk."""
    return opened(signed_in(mentor), led)


def writes(window: Page, text: str) -> None:
    """Write and send."""
    window.get_by_label("Write to").fill(text)
    window.locator("[data-send]").click()


def the(window: Page, number: int) -> Any:
    """Return the nth message among those of the room."""
    return window.locator(f"[data-log] #m{number}")


def panel(window: Page, number: int) -> Any:
    """Open the page of one message beside the room."""
    the(window, number).locator("[data-more]").click()
    expect(window.get_by_role("dialog")).to_be_visible()
    return window.get_by_role("dialog")


# --- Given two people in a room ---


def test_when_they_talk_answer_and_tap_each_sees_it_at_once(hers: Page, his: Page) -> None:
    writes(hers, "Who comes on **Tuesday**?")
    expect(the(his, 1).locator("strong")).to_have_text("Tuesday")
    the(his, 1).get_by_role("link", name="Reply").click()
    expect(his.locator("[data-answering]")).to_contain_text("You answer Maureen Webb")
    assert his.evaluate("document.activeElement.name") == "text"
    writes(his, "I do, @Maureen")
    expect(the(hers, 2).locator("[data-quote]")).to_have_text("Maureen Webb: Who comes on Tuesday?")
    expect(the(hers, 2)).to_contain_text("Names you")
    expect(his.locator("[data-answering]")).to_be_empty()
    panel(hers, 2).get_by_role("button", name="Thank you").click()
    expect(hers.get_by_role("dialog")).to_be_hidden()
    chip = the(his, 2).get_by_role("button", name="Thank you 1")
    chip.click()
    expect(the(hers, 2).get_by_role("button", name="Thank you 2")).to_have_attribute("aria-pressed", "true")
    expect(the(his, 2).get_by_role("button", name="Thank you 2")).to_have_attribute("aria-pressed", "true")


def test_when_she_changes_and_takes_back_her_words_he_sees_what_it_is_now(hers: Page, his: Page) -> None:
    writes(hers, "At noon")
    writes(his, "Good")
    expect(the(hers, 2)).to_contain_text("Good")
    dialog = panel(hers, 1)
    dialog.get_by_role("link", name="Change it").click()
    box = dialog.get_by_label("Your words")
    expect(box).to_have_value("At noon")
    box.fill("")
    dialog.get_by_role("button", name="Save the change").click()
    expect(dialog).to_contain_text("Write something to send")
    dialog.get_by_label("Your words").fill("At one")
    dialog.get_by_role("button", name="Save the change").click()
    expect(dialog).to_be_hidden()
    expect(the(his, 1).locator("[data-text]")).to_have_text("At one")
    the(his, 1).get_by_role("link", name="changed").click()
    expect(his.get_by_role("dialog")).to_contain_text("At noon")
    his.keyboard.press("Escape")
    dialog = panel(hers, 1)
    dialog.get_by_role("link", name="Take it back").click()
    dialog.get_by_role("button", name="Take it back").click()
    expect(the(his, 1)).to_contain_text("Maureen Webb took this message back.")
    expect(the(hers, 1)).to_contain_text("took this message back.")
    expect(hers.locator("#m1:focus-within")).to_be_attached()  # once the answer to the press has come too


def test_when_he_pins_and_hides_everybody_sees_it_and_signals_stand_like_messages(
    hers: Page, his: Page, led: Room
) -> None:
    writes(hers, "The date is the 4th")
    panel(his, 1).get_by_role("button", name="Pin it for everyone").click()
    expect(hers.locator(".pins summary")).to_have_text("1 pinned message")
    expect(the(hers, 1)).to_contain_text("Pinned")
    panel(his, 1).get_by_role("button", name="Hide it from the room").click()
    expect(the(hers, 1)).to_contain_text("This message is hidden by those who look after the room.")
    expect(hers.locator(".pins")).to_have_count(0)
    dialog = panel(hers, 1)
    expect(dialog).to_contain_text("The date is the 4th")
    expect(dialog.get_by_role("button", name="Hide")).to_have_count(0)
    hers.keyboard.press("Escape")
    panel(his, 1).get_by_role("button", name="Show it again").click()
    expect(the(hers, 1).locator("[data-text]")).to_have_text("The date is the 4th")
    hers.get_by_role("button", name="Pause please").click()
    expect(the(his, 2)).to_contain_text("Pause please")
    assert led.messages.count() == 2


def test_when_he_answers_from_the_panel_the_box_has_the_focus_and_keeps_it(hers: Page, his: Page) -> None:
    writes(hers, "Who comes?")
    panel(his, 1).get_by_role("link", name="Reply").first.click()
    expect(his.get_by_role("dialog")).to_be_hidden()
    his.wait_for_timeout(200)
    assert his.evaluate("document.activeElement.name") == "text"
    expect(his.locator("[data-answering]")).to_contain_text("Who comes?")


def test_when_a_held_message_was_seen_in_a_thread_it_still_comes_to_its_place(
    hers: Page, led: Room, leader: Person, mentor: Person
) -> None:
    say(led, leader, "First")
    expect(the(hers, 1)).to_be_visible()
    hers.get_by_role("button", name="Hold new messages").click()
    say(led, mentor, "An answer", reply_to=1)
    expect(hers.locator("[data-hold-count]")).to_have_text("1 new message waits")
    expect(panel(hers, 1).get_by_text("An answer")).to_be_visible()
    hers.keyboard.press("Escape")
    hers.get_by_role("button", name="Show new messages").click()
    expect(the(hers, 2)).to_contain_text("An answer")


def test_when_she_is_offline_what_she_types_waits_and_goes_when_she_is_back(hers: Page, his: Page) -> None:
    hers.context.set_offline(True)
    expect(hers.locator("[data-connection]")).to_contain_text("You are offline. Nothing is lost.")
    writes(hers, "From the tunnel")
    hers.get_by_label("Write to").fill("Half a thought")
    writes(his, "Meanwhile")
    assert pages.faults_of(hers) == []
    hers.context.set_offline(False)
    expect(the(his, 2)).to_contain_text("From the tunnel")
    expect(the(hers, 2)).to_contain_text("From the tunnel")
    expect(hers.get_by_label("Write to")).to_have_value("Half a thought")
    assert Message.objects.count() == 2


def test_what_is_read_out_comes_in_the_order_of_the_room_and_a_burst_is_a_number(
    hers: Page, led: Room, mentor: Person
) -> None:
    hers.evaluate(HEARD)
    for text in ("One", "Two", "Three"):
        say(led, mentor, text)
    wait_until(lambda: len(hers.evaluate("window.heard")) >= 3, "three messages to be read out")
    with transaction.atomic():  # so that all five reach the room at one time, however slow the machine
        for _ in range(5):
            say(led, mentor, "Burst")
    wait_until(lambda: len(hers.evaluate("window.heard")) >= 4, "a burst to be read out")
    heard = hers.evaluate("window.heard")
    assert heard == ["Ruth Adeyemi: One", "Ruth Adeyemi: Two", "Ruth Adeyemi: Three", "5 new messages"]


def test_a_room_in_which_somebody_always_says_something_is_read_out_too(hers: Page) -> None:
    hers.evaluate(HEARD)
    hers.evaluate("""async () => {
      const { announce } = await import(new URL("room-voice.js", document.querySelector("script[src*='js/room']").src));
      setInterval(() => announce("More"), 100);
    }""")
    wait_until(lambda: hers.evaluate("window.heard.length") > 0, "something to be read out")


def test_nothing_that_arrives_moves_the_focus(hers: Page, led: Room, leader: Person, mentor: Person) -> None:
    message = say(led, leader, "Hers")
    actions.set_reaction(message=message, by=mentor, code="yes", is_on=True)
    chip = the(hers, 1).get_by_role("button", name="Yes please 1")
    chip.focus()
    actions.set_reaction(message=message, by=mentor, code="me_too", is_on=True)
    expect(the(hers, 1).get_by_role("button", name="Me too 1")).to_be_visible()
    assert hers.evaluate("document.activeElement.value") == "yes"
    say(led, mentor, "More")
    expect(the(hers, 2)).to_be_attached()
    assert hers.evaluate("document.activeElement.value") == "yes"
    actions.take_back_message(message=message, by=leader)
    expect(the(hers, 1)).to_contain_text("took this message back")
    assert hers.evaluate("document.activeElement.id") == "m1"
