"""The room's script in a real browser: no word is lost offline, after a long absence, signed out or taken out."""

from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from cohorts.models import Cohort
from tests import factories
from tests.conversations.test_wire import store_many
from youdesign.conversations import actions, waiting
from youdesign.conversations.hub import FAR_BEHIND
from youdesign.conversations.models import Room
from youdesign.people.actions import block_person, save_photo
from youdesign.people.models import Audience, Person

NO_SOCKETS = """window.WebSocket = class extends EventTarget {
  constructor() { super(); setTimeout(() => this.dispatchEvent(new CloseEvent("close", { code: 1006 }))); }
  close() {}
};"""
LIVE = "[data-connection][data-state=live]"


@pytest.fixture
def her_page(signed_in: Any, room: Room, leader: Person) -> Page:
    """Maureen's window, open at her room and live."""
    window: Page = signed_in(leader).new_page()
    window.goto(f"/rooms/{room.pk}/")
    window.wait_for_selector(LIVE, state="attached")
    return window


@pytest.fixture
def ruths_photo(mentor: Person, cohort: Cohort) -> None:
    """Ruth is in Maureen's programme too, and lets it see her photo."""
    factories.MembershipFactory(person=mentor, cohort=cohort)
    save_photo(person=mentor, by=mentor, audience=Audience.PROGRAMME, pictures=factories.pictures())


def words(window: Page) -> list[str]:
    """Return what the log says, in order."""
    return window.locator("[data-log] [data-text]").all_inner_texts()


def say(window: Page, text: str) -> None:
    """Write and send."""
    window.fill("textarea", text)
    window.click("[data-send]")


def test_what_is_written_offline_is_sent_once_and_in_order_when_the_line_is_back(
    ruths_photo: None, her_page: Page, room: Room, mentor: Person
) -> None:
    say(her_page, "One")
    expect(her_page.locator("#m1")).to_contain_text("One")
    her_page.context.set_offline(True)
    expect(her_page.locator("[data-connection]")).to_contain_text("You are offline. Nothing is lost.")
    say(her_page, "Two <b>in a tunnel</b>\nsecond line")
    her_page.fill("textarea", "Three, half")
    actions.post_message(room=room, by=mentor, text="Meanwhile", client_id=uuid4())
    her_page.context.set_offline(False)
    expect(her_page.locator("#m3")).to_be_attached()
    expect(her_page.locator("#m2 img.avatar")).to_have_count(1)  # her face comes with what she says
    expect(her_page.locator("[data-outbox] li")).to_have_count(0)
    assert words(her_page) == ["One", "Meanwhile", "Two <b>in a tunnel</b>\nsecond line"]
    assert her_page.input_value("textarea") == "Three, half"
    her_page.reload()
    assert her_page.input_value("textarea") == "Three, half"
    assert words(her_page) == ["One", "Meanwhile", "Two <b>in a tunnel</b>\nsecond line"]
    assert room.messages.count() == 3


def test_what_a_blocked_person_writes_is_not_read_out(
    her_page: Page, room: Room, leader: Person, mentor: Person
) -> None:
    block_person(person=mentor, by=leader)
    her_page.reload()
    her_page.wait_for_selector(LIVE, state="attached")
    actions.post_message(room=room, by=mentor, text="Cruel words", client_id=uuid4())
    heard = her_page.locator("[data-announcer]")
    expect(heard).to_have_text("Somebody you blocked wrote. It is folded.")
    expect(her_page.locator("#m1 [data-text]")).to_be_hidden()
    her_page.click("#m1 [data-reply]")
    expect(her_page.locator("[data-answering] [data-words]")).to_contain_text("You blocked this person.")


def test_after_a_long_absence_the_newest_words_are_there_and_the_unsent_goes_out(
    her_page: Page, room: Room, mentor: Person
) -> None:
    her_page.context.set_offline(True)
    say(her_page, "Written away")
    store_many(room, mentor, FAR_BEHIND + 1, "Many")
    her_page.context.set_offline(False)
    expect(her_page.locator(f"#m{FAR_BEHIND + 2}")).to_contain_text("Written away")
    assert words(her_page)[-2:] == ["Many", "Written away"]
    assert her_page.locator("[data-announcer]").count() == 1


def test_who_is_signed_out_or_taken_out_keeps_what_they_wrote(
    her_page: Page, room: Room, leader: Person, mentor: Person
) -> None:
    Session.objects.all().delete()
    say(her_page, "My words")
    expect(her_page.locator("[data-outbox]")).to_contain_text("Not sent. You are signed out.")
    expect(her_page.locator("[data-connection]")).to_contain_text("Sign in again")
    actions.remove_member(room=room, person=leader, by=mentor)
    assert her_page.evaluate("JSON.parse(Object.values(sessionStorage)[0])[0].said.text") == "My words"
    assert not room.messages.exists()


def test_who_signs_out_elsewhere_while_typing_is_told_at_once_and_keeps_the_text(her_page: Page) -> None:
    her_page.fill("textarea", "I was about to say")
    Session.objects.all().delete()
    expect(her_page.locator("[data-connection]")).to_contain_text("Sign in again")
    assert her_page.input_value("textarea") == "I was about to say"
    her_page.reload()  # to the sign-in page; the words wait in this tab
    assert "I was about to say" in her_page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")


def test_who_may_not_wait_is_told_to_come_back_and_does(
    signed_in: Any, room: Room, leader: Person, mentor: Person
) -> None:
    window: Page = signed_in(leader).new_page()
    window.add_init_script(NO_SOCKETS)
    asked: list[Any] = []
    window.on("response", lambda answer: "/events" in answer.url and asked.append(answer))
    with ExitStack() as places:
        for _ in range(waiting.MOST_EACH):
            places.enter_context(waiting.place_to_wait(leader.pk))
        window.goto(f"/rooms/{room.pk}/")
        expect(window.locator("[data-connection]")).to_contain_text("The live line is blocked here.", timeout=20_000)
        with window.expect_request(lambda request: "wait=0" in request.url, timeout=20_000):
            actions.post_message(room=room, by=mentor, text="Slow but sure", client_id=uuid4())
        expect(window.locator("#m1")).to_contain_text("Slow but sure", timeout=20_000)
        assert 1 <= sum(answer.status == 429 for answer in asked) <= 3


def test_a_page_that_is_taken_anew_late_says_nothing_of_a_blocked_line_once_a_socket_came_through(
    signed_in: Any, room: Room, leader: Person, mentor: Person
) -> None:
    window: Page = signed_in(leader).new_page()
    window.add_init_script(f"window.Real = window.WebSocket; {NO_SOCKETS}")
    window.goto(f"/rooms/{room.pk}/")
    held: list[Any] = []
    window.route(f"**/rooms/{room.pk}/", lambda route: held.append(route))
    far_behind = {"events": [], "head": 1, "resync": True}
    window.route("**/events?*", lambda route: route.fulfill(json=far_behind))
    with window.expect_request(f"**/rooms/{room.pk}/", timeout=20_000):
        pass
    window.evaluate("window.WebSocket = window.Real; window.dispatchEvent(new Event('online'))")
    window.wait_for_selector(LIVE, state="attached")
    actions.post_message(room=room, by=mentor, text="One", client_id=uuid4())
    for route in held:
        route.continue_()
    expect(window.locator("#m1")).to_contain_text("One")
    window.wait_for_timeout(500)
    expect(window.locator(LIVE)).to_be_attached()


def test_who_is_taken_out_while_typing_keeps_the_text_and_learns_nothing_more(
    her_page: Page, room: Room, leader: Person, mentor: Person, denise: Person
) -> None:
    expect(her_page.locator("[data-part=audience]")).to_contain_text("The 3 people in this group can read this.")
    her_page.fill("textarea", "I was about to say")
    actions.remove_member(room=room, person=leader, by=mentor)
    actions.post_message(room=room, by=mentor, text="Not for her", client_id=uuid4())
    expect(her_page.locator("[data-connection]")).to_contain_text("You are no longer in this room.")
    assert her_page.input_value("textarea") == "I was about to say"
    assert "Not for her" not in her_page.content()
    assert her_page.evaluate("document.activeElement.name") == "text"


def test_a_message_that_has_just_come_can_be_told_about_as_one_that_was_there(
    her_page: Page, room: Room, mentor: Person
) -> None:
    say(her_page, "Mine")
    expect(her_page.locator("#m1")).to_be_attached()
    actions.post_message(room=room, by=mentor, text="That was unkind.", client_id=uuid4())
    expect(her_page.locator("#m2")).to_contain_text("That was unkind.")
    live = her_page.locator("#m2 [data-tell]")
    came = (live.get_attribute("href"), live.inner_text())
    expect(her_page.locator("#m1 [data-tell]")).to_have_count(0)
    live.click()
    expect(her_page.get_by_role("heading", name="The message you tell us about")).to_be_visible()
    expect(her_page.get_by_role("main")).to_contain_text("That was unkind.")
    her_page.go_back()
    her_page.reload()
    assert (live.get_attribute("href"), live.inner_text()) == came
