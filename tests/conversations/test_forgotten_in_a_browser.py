"""In a browser: what is kept no longer, or whose author is erased, goes from pages that are open."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.conversations.saying import say
from tests.conversations.test_in_a_browser import LIVE
from youdesign.conversations.keeping import forget_old_messages
from youdesign.conversations.models import Message, Room
from youdesign.my_data.erasing import erase_person
from youdesign.people.actions import ask_to_be_erased
from youdesign.people.models import Person


@pytest.fixture
def window(signed_in: Any, room: Room, leader: Person, denise: Person) -> Page:
    """Maureen's window, live at her room, in which Denise has said something long ago, and something now."""
    old = say(room, denise, "Said long ago")
    say(room, denise, "Said just now")
    Message.objects.filter(pk=old.pk).update(sent_at=timezone.now() - datetime.timedelta(days=95))
    page: Page = signed_in(leader).new_page()
    page.goto(f"/rooms/{room.pk}/")
    page.wait_for_selector(LIVE, state="attached")
    return page


def test_what_is_kept_no_longer_goes_from_an_open_page(window: Page, room: Room) -> None:
    expect(window.locator("#m1")).to_contain_text("Said long ago")
    window.locator("#m2").focus()
    forget_old_messages([room.pk], 3, timezone.now())
    expect(window.locator("#m1")).to_have_count(0)
    expect(window.locator("#m2")).to_contain_text("Said just now")
    assert window.evaluate("document.activeElement.id") == "m2"


def test_the_words_and_the_name_of_somebody_who_is_erased_go_from_an_open_page(
    window: Page, room: Room, denise: Person
) -> None:
    wish = ask_to_be_erased(person=denise, by=denise, now=timezone.now())
    assert erase_person(wish.pk, now=wish.erase_at) is not None
    expect(window.locator("#m2")).to_contain_text("Someone who left")
    for gone in ("Denise", "Said just now"):
        expect(window.locator("main")).not_to_contain_text(gone)
