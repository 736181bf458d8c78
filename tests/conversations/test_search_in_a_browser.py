"""Searching in a real browser, on a phone and without scripts: from the room to the words in their place."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import pages
from tests.conversations.test_search import store
from youdesign.conversations.models import Room
from youdesign.people.models import Person


@pytest.mark.parametrize("scripts", [True, False])
def test_a_word_said_long_ago_is_found_and_read_in_its_place(
    signed_in: Any, room: Room, leader: Person, mentor: Person, scripts: bool
) -> None:
    store(room, mentor, ["The kidney clinic has moved", *(f"Message {n}" for n in range(120)), "W" * 400 + " kidneys"])
    options = {"java_script_enabled": scripts, "viewport": {"width": 320, "height": 700}}
    page: Page = signed_in(leader, **options).new_page()
    with pages.complaints_of(page) as complaints:
        page.goto(f"/rooms/{room.pk}/")
        page.get_by_role("link", name="Search", exact=True).click()
        page.get_by_label("Words to look for").fill("kidneys")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="The newest messages with “kidneys”")).to_be_visible()
        expect(page.locator("mark")).to_have_text(["kidneys", "kidney"])
        assert pages.faults_of(page) == []
        page.get_by_role("link", name="Ruth Adeyemi").last.click()
        expect(page.locator("#m1")).to_be_in_viewport()
        expect(page.locator("#m1")).to_contain_text("The kidney clinic has moved")
        page.go_back()
        expect(page.get_by_role("heading", name="The newest messages with “kidneys”")).to_be_visible()
        assert "kidney" not in page.url
    assert complaints == []
