"""An open page after all that can happen equals the page loaded anew: for everybody, held back, doubled or shuffled."""

from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.conversations.saying import edit, say
from tests.conversations.test_wire import store_many
from tests.servers import wait_until
from youdesign.conversations import actions
from youdesign.conversations.hub import FAR_BEHIND
from youdesign.conversations.models import Message, Room
from youdesign.people.actions import block_person
from youdesign.people.models import Person

LIVE = "[data-connection][data-state=live]"
# What a page says, without what belongs to one visit: the stop of the keyboard, what is opened, where the new begins.
CANON = """(root) => {
  const told = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent.replace(/\\s+/g, " ").trim();
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches("li.unread")) return "";
    const marks = [...node.attributes].filter(({ name, value }) => value && !["tabindex", "open"].includes(name));
    const said = marks.map(({ name, value }) => `${name}=${value.trim()}`).sort().join(" ");
    const inside = [...node.childNodes].map(told).filter(Boolean);
    return [`<${node.localName} ${said}>`, ...inside, `</${node.localName}>`].join("\\n");
  };
  return told(root);
}"""


@pytest.fixture
def noor(room: Room, leader: Person, mentor: Person) -> Person:
    """Noor, who came after two messages and reads from then on; Ruth looks after the room."""
    actions.add_member(room=room, person=mentor, by=mentor, is_facilitator=True)
    actions.set_ways(room=room, by=mentor, shows_history=False, may_be_saved=False)
    say(room, leader, "Old words")
    say(room, mentor, "More **old** words")
    person: Person = factories.PersonFactory(name="Noor Khan")
    actions.add_member(room=room, person=person, by=mentor)
    return person


@pytest.fixture
def watchful(room: Room, mentor: Person) -> Person:
    """Wanda, who blocks Ruth."""
    person: Person = factories.PersonFactory(name="Wanda Hill")
    actions.add_member(room=room, person=person, by=mentor)
    block_person(person=mentor, by=person)
    return person


def everything(room: Room, leader: Person, mentor: Person, noor: Person) -> list[Any]:
    """Return every kind of change, in an order in which each of them can be made."""

    def at(number: int) -> Message:
        return Message.objects.get(room=room, number=number)

    def tap(number: int, by: Person, code: str, *, is_on: bool = True) -> None:
        actions.set_reaction(message=at(number), by=by, code=code, is_on=is_on)

    return [
        lambda: say(room, leader, "Third, with a [link](https://example.org/a_b) and **bold**\n\n- a list\n- of two"),
        lambda: say(room, mentor, "Fourth, to @Noor & @Maureen", reply_to=1, content_note="Loss & grief"),
        lambda: say(room, noor, "Fifth <b>answer</b>", reply_to=3),
        lambda: say(room, leader, "", signal="pause"),
        lambda: say(room, noor, "", signal="agree"),
        lambda: say(room, mentor, "Eighth\nline two", reply_to=3),
        lambda: tap(3, noor, "me_too"),
        lambda: tap(3, mentor, "me_too"),
        lambda: tap(3, mentor, "with_you"),
        lambda: tap(4, leader, "thank_you"),
        lambda: tap(4, noor, "yes"),
        lambda: tap(4, noor, "yes", is_on=False),
        lambda: tap(6, noor, "with_you"),
        lambda: actions.pin_message(message=at(3), by=noor, is_on=True),
        lambda: actions.pin_message(message=at(1), by=mentor, is_on=True),
        lambda: edit(at(3), "Third, changed for @Ruth", note="A note"),
        lambda: edit(at(1), "Old words, changed"),
        lambda: edit(at(5), "Fifth, changed *twice*"),
        lambda: edit(at(5), "Fifth, without a name"),
        lambda: actions.hide_message(message=at(8), by=mentor, is_on=True),
        lambda: actions.hide_message(message=at(5), by=mentor, is_on=True),
        lambda: actions.hide_message(message=at(5), by=mentor, is_on=False),
        lambda: say(room, leader, "Ninth", reply_to=4),
        lambda: actions.take_back_message(message=at(4), by=mentor),
        lambda: actions.take_back_message(message=at(7), by=noor),
        lambda: say(room, noor, "www.example.org " + "long " * 40),
        lambda: say(room, leader, "Eleventh", reply_to=10),
        lambda: say(room, leader, "Twelfth", reply_to=2),
        lambda: actions.pin_message(message=at(1), by=leader, is_on=False),
        lambda: tap(10, leader, "yes"),
    ]


def opened(window: Page, room: Room) -> Page:
    """Open the room, live, with everything before it read."""
    window.goto(f"/rooms/{room.pk}/")
    window.wait_for_selector(LIVE, state="attached")
    return window


def settled(window: Page, fresh: Page, room: Room) -> None:
    """Hold the page to be what a freshly loaded one is, as soon as all has come."""
    fresh.goto(f"/rooms/{room.pk}/")
    now = fresh.locator("[data-log]").evaluate(CANON)
    log = window.locator("[data-log]")
    with suppress(AssertionError):
        wait_until(lambda: log.evaluate(CANON) == now, "the page", 5)
    assert log.evaluate(CANON) == now


def test_an_open_page_after_everything_is_the_page_loaded_anew_for_each_reader(
    signed_in: Any, room: Room, leader: Person, mentor: Person, noor: Person, watchful: Person
) -> None:
    readers = (leader, mentor, noor, watchful)
    windows = [(opened(context.new_page(), room), context.new_page()) for context in map(signed_in, readers)]
    changes = everything(room, leader, mentor, noor)
    for number, change in enumerate(changes):
        change()
        if number in (9, 18, len(changes) - 1):
            for window, fresh in windows:
                settled(window, fresh, room)


def test_what_was_held_back_and_is_shown_at_last_is_the_page_loaded_anew(
    signed_in: Any, room: Room, leader: Person, mentor: Person, noor: Person
) -> None:
    context = signed_in(noor)
    window, fresh = opened(context.new_page(), room), context.new_page()
    hold = window.get_by_role("button", name="Hold new messages")
    hold.click()
    before = window.locator("[data-log]").evaluate(CANON)
    for change in everything(room, leader, mentor, noor):
        change()
    expect(window.locator("[data-hold-count]")).to_have_text("10 new messages wait")
    assert window.locator("[data-log]").evaluate(CANON) == before
    window.get_by_role("button", name="Show new messages").click()
    expect(window.locator("[data-hold-count]")).to_have_text("")
    settled(window, fresh, room)


def test_agreeing_to_history_brings_an_open_page_the_words_from_before(
    signed_in: Any, room: Room, mentor: Person, noor: Person
) -> None:
    context = signed_in(noor)
    say(room, mentor, "Third", reply_to=1)
    window, fresh = opened(context.new_page(), room), context.new_page()
    expect(window.locator("#m3")).to_contain_text("An earlier message")
    actions.set_ways(room=room, by=mentor, shows_history=True, may_be_saved=False)
    expect(window.locator("#m1")).to_contain_text("Old words")
    settled(window, fresh, room)


ORDER = """async ([address, begin, seqs, acts]) => {
  const { Order } = await import(address);
  const shown = [], asked = [];
  const order = new Order(begin, { show: ({ seq }) => shown.push(seq), fetch: () => asked.push(order.last) });
  seqs.forEach((seq, at) => {
    const act = acts[at];
    if (act === "hold") order.hold(true);
    if (act === "show") order.hold(false);
    if (act === "stale") order.wait(true);
    if (act === "fresh") order.wait(false);
    order.take({ seq });
  });
  order.wait(false);
  order.hold(false);
  const top = Math.max(...seqs);
  for (let seq = order.last + 1; seq <= top; seq += 1) order.take({ seq }); // what a fetch brings
  return [shown, asked];
}"""


def test_events_that_come_twice_late_or_held_are_each_shown_once_and_in_order(signed_in: Any) -> None:
    window: Page = signed_in(None).new_page()
    window.goto("/")
    address = "/static/js/room-order.js"
    numbers = list(range(4, 14))
    for turn in range(60):
        mixed = sorted(numbers * 2, key=lambda seq: (seq * 7919 + turn * 104729 + seq * turn * 31) % 1009)
        acts = [("hold", "show", "stale", "fresh", "")[(at * 13 + turn * 7) % 5] for at in range(len(mixed))]
        shown, asked = window.evaluate(ORDER, [address, 3, mixed, acts])
        assert shown == numbers, (mixed, acts)
        assert len(asked) == len(set(asked)) or "stale" in acts


def test_after_a_long_absence_the_way_to_older_messages_begins_where_the_page_does(
    signed_in: Any, room: Room, leader: Person, mentor: Person
) -> None:
    window = opened(signed_in(leader).new_page(), room)
    window.context.set_offline(True)
    store_many(room, mentor, FAR_BEHIND + 1, "Many")
    window.context.set_offline(False)
    expect(window.locator(f"#m{FAR_BEHIND + 1}")).to_be_attached()
    first = window.locator("[data-log] article").first.get_attribute("id")
    window.get_by_role("link", name="Older messages").click()
    expect(window.locator("[data-log] article").last).to_have_id(f"m{int(str(first)[1:]) - 1}")
