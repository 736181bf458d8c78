"""Names offered behind “@” in the composer: by keys and by touch, and nobody who types on is hindered."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests import factories, pages
from tests.conversations.saying import say
from tests.conversations.test_two_people import HEARD, PHONE, opened, the
from tests.servers import wait_until
from youdesign.conversations import actions
from youdesign.conversations.models import Mention, Message, Room
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]


@pytest.fixture
def full(led: Room, mentor: Person, denise: Person) -> Room:
    """The room, with Ruth Adeyemi, Denise Bright, José Bell, and the two Anns, of whom one has no other name."""
    for name in ("José Bell", "Ann Smith", "Ann"):
        actions.add_member(room=led, person=factories.PersonFactory(name=name), by=mentor)
    return led


@pytest.fixture
def hers(signed_in: OpenWindow, full: Room, leader: Person) -> Page:
    """Maureen's phone, open at the room."""
    return opened(signed_in(leader, has_touch=True, **PHONE), full)


def box(window: Page) -> Locator:
    """Return the composer."""
    return window.get_by_label("Write to")


def offered(window: Page) -> Locator:
    """Return what the list offers."""
    return window.get_by_role("listbox", name="Whom you can name").get_by_role("option")


def chosen(window: Page) -> str:
    """Return the name that the box points to."""
    told = box(window).get_attribute("aria-activedescendant")
    return window.locator(f"#{told}[role=option][aria-selected=true]").inner_text()


def types(window: Page, text: str) -> None:
    """Go to the composer and type."""
    box(window).focus()
    window.keyboard.type(text)


def test_letters_offer_names_and_arrows_and_enter_take_one(hers: Page, full: Room) -> None:
    types(hers, "Thank you @")
    expect(offered(hers)).to_have_count(0)
    hers.keyboard.type("b")
    expect(offered(hers)).to_have_text(["Denise Bright", "José Bell"])
    assert chosen(hers) == "Denise Bright"
    expect(box(hers)).to_have_attribute("aria-controls", "names")
    assert pages.faults_of(hers) == []
    for key, name in (("ArrowDown", "José Bell"), ("ArrowDown", "Denise Bright"), ("ArrowUp", "José Bell")):
        hers.keyboard.press(key)
        assert chosen(hers) == name
    hers.keyboard.press("Enter")
    expect(box(hers)).to_have_value("Thank you @José Bell ")
    expect(box(hers)).to_be_focused()
    expect(offered(hers)).to_have_count(0)
    for name in ("aria-controls", "aria-activedescendant"):
        assert box(hers).get_attribute(name) is None
    hers.keyboard.type("for this")
    hers.locator("[data-send]").click()
    expect(the(hers, 1)).to_contain_text("Thank you @José Bell for this")
    assert Mention.objects.get().person.name == "José Bell"


def test_tab_takes_the_name_and_the_next_one_goes_on(hers: Page) -> None:
    types(hers, "(@Ru")
    hers.keyboard.press("Tab")
    expect(box(hers)).to_have_value("(@Ruth Adeyemi ")
    expect(box(hers)).to_be_focused()
    hers.keyboard.press("Tab")
    expect(box(hers)).not_to_be_focused()


def test_whoever_types_on_is_not_hindered(hers: Page) -> None:
    types(hers, "@rut")
    expect(offered(hers)).to_have_text(["Ruth Adeyemi"])
    hers.keyboard.type("h, will you? a@ruth.example @ @2 @Zoe")
    expect(offered(hers)).to_have_count(0)
    hers.keyboard.press("Enter")
    hers.keyboard.type("@jose")
    expect(offered(hers)).to_have_text(["José Bell"])
    hers.keyboard.press("ArrowLeft")
    expect(offered(hers)).to_have_count(0)
    hers.keyboard.press("End")
    hers.keyboard.type(" b")
    expect(offered(hers)).to_have_count(1)
    hers.keyboard.type("y")
    expect(offered(hers)).to_have_count(0)
    expect(box(hers)).to_have_value("@ruth, will you? a@ruth.example @ @2 @Zoe\n@jose by")


def test_escape_closes_the_list_for_this_name_and_leaves_what_is_typed(hers: Page) -> None:
    types(hers, "@Den")
    expect(offered(hers)).to_have_count(1)
    hers.keyboard.press("Escape")
    expect(offered(hers)).to_have_count(0)
    hers.keyboard.type("ise")
    expect(offered(hers)).to_have_count(0)
    hers.keyboard.type(" and @Ru")
    expect(offered(hers)).to_have_text(["Ruth Adeyemi"])
    box(hers).blur()
    expect(offered(hers)).to_have_count(0)
    expect(box(hers)).to_have_value("@Denise and @Ru")


def test_a_short_name_stands_before_a_longer_one_and_taken_is_taken(hers: Page) -> None:
    types(hers, "@ann")
    expect(offered(hers)).to_have_text(["Ann", "Ann Smith"])
    hers.keyboard.press("Enter")
    expect(box(hers)).to_have_value("@Ann ")
    expect(offered(hers)).to_have_count(0)


def test_enter_sends_nothing_while_names_are_offered_whatever_the_device_is_set_to(hers: Page) -> None:
    hers.get_by_label("Send with Enter").check()
    types(hers, "@ru")
    expect(offered(hers)).to_have_count(1)
    hers.keyboard.press("Enter")
    expect(box(hers)).to_have_value("@Ruth Adeyemi ")
    assert not Message.objects.exists()
    hers.keyboard.press("Enter")
    expect(the(hers, 1)).to_contain_text("@Ruth Adeyemi")
    types(hers, "@ru")
    expect(offered(hers)).to_have_count(1)
    hers.keyboard.press("Control+Enter")
    expect(the(hers, 2)).to_contain_text("@ru")
    expect(offered(hers)).to_have_count(0)
    hers.locator("summary", has_text="Keys you can use").click()
    expect(hers.locator("[data-keys]")).to_contain_text("Enter or Tab to take it")


def test_a_finger_takes_a_name_and_the_box_keeps_the_focus(hers: Page) -> None:
    types(hers, "@be, hello")
    for _ in range(len(", hello")):
        hers.keyboard.press("ArrowLeft")
    hers.keyboard.type("l")
    offered(hers).get_by_text("José Bell").tap()
    expect(box(hers)).to_have_value("@José Bell, hello")
    expect(box(hers)).to_be_focused()
    hers.keyboard.type(" and all")
    expect(box(hers)).to_have_value("@José Bell and all, hello")


@pytest.mark.parametrize(("height", "count"), [(700, 3), (480, 3), (256, 2)])
@pytest.mark.parametrize("where", ["start", "end"])
def test_the_list_stays_on_the_screen_and_beside_what_is_typed(
    hers: Page, full: Room, mentor: Person, height: int, count: int, where: str
) -> None:
    for number in range(9):
        say(full, mentor, f"Number {number}")
    name = "Bartholomew Featherstonehaugh of Upper Slaughter"
    actions.add_member(room=full, person=factories.PersonFactory(name=name), by=mentor)
    expect(hers.locator("[data-can-be-named]")).to_have_count(6)
    hers.set_viewport_size({"width": 320, "height": height})
    box(hers).evaluate("(box, block) => box.scrollIntoView({ block })", where)
    types(hers, "@b")
    expect(offered(hers)).to_have_count(count)
    expect(hers.get_by_role("listbox")).to_be_in_viewport(ratio=1)
    there, typed = hers.get_by_role("listbox").bounding_box(), box(hers).bounding_box()
    assert there is not None
    assert typed is not None
    assert typed["y"] >= 0
    assert there["y"] >= typed["y"] + typed["height"] or there["y"] + there["height"] <= typed["y"]
    assert pages.faults_of(hers) == []


def test_those_who_listen_hear_once_that_there_are_names(hers: Page) -> None:
    hers.evaluate(HEARD)
    types(hers, "@a")
    hers.keyboard.type("nn")
    wait_until(lambda: hers.evaluate("window.heard.length") > 0, "the names to be told")
    hers.wait_for_timeout(1000)
    assert hers.evaluate("window.heard") == ["3 names to choose from"]


def test_who_comes_and_who_goes_is_offered_or_not(hers: Page, full: Room, mentor: Person, denise: Person) -> None:
    actions.add_member(room=full, person=factories.PersonFactory(name="Desta Worku"), by=mentor)
    actions.remove_member(room=full, person=denise, by=mentor)
    expect(hers.locator("[data-can-be-named]", has_text="Desta")).to_be_attached()
    types(hers, "@De")
    expect(offered(hers)).to_have_text(["Desta Worku"])
