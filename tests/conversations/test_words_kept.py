"""In a browser: no word is stuck or lost where requests fail, the pace is slow, or a change cannot be saved."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.conversations.papers import PDF
from tests.conversations.saying import say
from tests.conversations.test_in_a_browser import LIVE, NO_SOCKETS
from youdesign.conversations import actions
from youdesign.conversations.models import Room
from youdesign.people.models import Person


@pytest.fixture
def window(signed_in: Any, room: Room, leader: Person) -> Page:
    """Maureen's window, open at her room and live, with one message of hers."""
    say(room, leader, "Mine")
    page: Page = signed_in(leader).new_page()
    page.goto(f"/rooms/{room.pk}/")
    page.wait_for_selector(LIVE, state="attached")
    return page


def write(window: Page, text: str) -> None:
    """Write and send."""
    window.fill("[data-composer] [name=text]", text)
    window.click("[data-send]")


def test_where_sockets_are_blocked_what_did_not_get_through_goes_with_the_next_answer(
    signed_in: Any, room: Room, leader: Person, mentor: Person
) -> None:
    window: Page = signed_in(leader).new_page()
    window.add_init_script(NO_SOCKETS)
    window.goto(f"/rooms/{room.pk}/")
    expect(window.locator("[data-connection]")).to_contain_text("The live line is blocked here.", timeout=20_000)
    window.route("**/messages/", lambda route: route.abort(), times=1)
    write(window, "In a tunnel")
    expect(window.locator("[data-connection]")).to_contain_text("Trying to connect again.")
    actions.post_message(room=room, by=mentor, text="Hello?", client_id=uuid4())
    expect(window.locator("#m2")).to_contain_text("In a tunnel", timeout=20_000)
    expect(window.locator("[data-outbox] li")).to_have_count(0)


def test_where_sockets_are_blocked_and_the_page_cannot_be_taken_anew_it_is_asked_for_slowly(
    signed_in: Any, room: Room, leader: Person, mentor: Person
) -> None:
    window: Page = signed_in(leader).new_page()
    window.add_init_script(NO_SOCKETS)
    window.goto(f"/rooms/{room.pk}/")
    expect(window.locator("[data-connection]")).to_contain_text("The live line is blocked here.", timeout=20_000)
    asked: list[str] = []
    window.on("request", lambda request: "/events" in request.url and asked.append(request.url))
    window.route(f"**/rooms/{room.pk}/", lambda route: route.abort())
    say(room, mentor, "Forgotten")
    room.events.filter(message__isnull=False).delete()
    say(room, mentor, "New")
    window.wait_for_timeout(3000)
    assert len(asked) < 15
    window.unroute(f"**/rooms/{room.pk}/")
    expect(window.locator("#m2")).to_contain_text("New", timeout=20_000)


def test_a_file_that_does_not_get_through_says_so_though_the_line_is_there(
    window: Page, room: Room, tmp_path: Path
) -> None:
    file = tmp_path / "minutes.pdf"
    file.write_bytes(PDF)
    window.locator("[data-files-box] > summary").click()
    window.set_input_files("[name=file_1]", file)
    window.route("**/messages/", lambda route: route.abort(), times=1)
    write(window, "The minutes")
    expect(window.locator("[data-outbox] li")).to_contain_text("Not sent. That did not get through.")
    expect(window.locator("[data-connection][data-state=live]")).to_be_attached()
    window.click("[data-retry]")
    expect(window.locator("#m2")).to_contain_text("minutes.pdf")


def test_who_writes_too_soon_in_a_slow_room_is_told_that_it_goes_by_itself(
    window: Page, room: Room, mentor: Person
) -> None:
    actions.add_member(room=room, person=mentor, by=mentor, is_facilitator=True)
    actions.set_pace(room=room, by=mentor, slow_seconds=60)
    write(window, "Too soon")
    expect(window.locator("[data-outbox] li")).to_contain_text("It goes by itself in")
    room.messages.filter(text="Mine").update(sent_at="2020-01-01T00:00Z")
    window.reload()
    expect(window.locator("#m2")).to_contain_text("Too soon")


def test_a_change_that_cannot_be_saved_stays_in_its_box(window: Page) -> None:
    window.click("#m1 [data-more]")
    window.click("dialog [data-here] >> nth=0")
    box = window.locator("dialog textarea")
    box.fill("Mine, and more")
    window.keyboard.press("Escape")
    expect(window.locator("dialog")).to_be_hidden()
    window.click("#m1 [data-more]")
    expect(box).to_have_value("Mine, and more")
    Session.objects.all().delete()
    window.click("dialog form .btn")
    expect(window.locator("dialog [role=alert]")).to_contain_text("That was not saved")
    expect(box).to_have_value("Mine, and more")


def test_a_change_that_is_saved_leaves_nothing_open(window: Page, room: Room) -> None:
    window.click("#m1 [data-more]")
    window.click("dialog [data-here] >> nth=0")
    window.fill("dialog textarea", "Mine, and more")
    window.click("dialog form .btn")
    expect(window.locator("#m1 [data-text]")).to_have_text("Mine, and more")
    window.click("#m1 [data-more]")
    expect(window.locator("dialog h1")).to_contain_text("A message in")
