"""Files in a real browser: sent with the words, shown at once to the others, kept while there is no line."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests import pages
from tests.conversations.papers import PDF
from tests.conversations.test_in_a_browser import LIVE
from tests.factories import picture
from youdesign.conversations import actions
from youdesign.conversations.files import MOST_BYTES, SafeFile
from youdesign.conversations.models import Attachment, Room
from youdesign.people.models import Person


@pytest.fixture
def window_of(signed_in: Any, room: Room) -> Any:
    """Return a function that opens this person's room on a phone."""

    def open_window(person: Person) -> Page:
        window: Page = signed_in(person, viewport={"width": 320, "height": 700}).new_page()
        window.goto(f"/rooms/{room.pk}/")
        window.wait_for_selector(LIVE, state="attached")
        return window

    return open_window


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """A picture on her phone."""
    path = tmp_path / "hall.png"
    path.write_bytes(picture("PNG", (900, 600)))
    return path


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    """A document on her phone."""
    path = tmp_path / "minutes.pdf"
    path.write_bytes(PDF)
    return path


def choose(window: Page, *files: Path, shows: str = "") -> None:
    """Choose files in the composer."""
    window.get_by_text("Add pictures or documents").click()
    for number, file in enumerate(files, start=1):
        window.set_input_files(f"[name=file_{number}]", file)
        window.fill(f"[name=shows_{number}]", shows)


def test_files_are_sent_with_the_words_and_seen_at_once_and_after_loading(
    window_of: Any, leader: Person, mentor: Person, hall: Path, minutes: Path
) -> None:
    hers, his = window_of(leader), window_of(mentor)
    with pages.complaints_of(hers) as complaints, pages.complaints_of(his) as others:
        expect(hers.locator("[data-file-row]:visible")).to_have_count(0)
        choose(hers, hall, minutes, shows="The hall")
        expect(hers.locator("[data-file-row]:visible")).to_have_count(3)
        assert pages.faults_of(hers) == []
        hers.fill("textarea", "Here **they** are")
        hers.click("[data-send]")
        for window in (hers, his):
            shown = window.locator("#m1 [data-files]")
            expect(shown.get_by_role("img", name="The hall")).to_be_visible()
            expect(shown.get_by_role("link", name="minutes.pdf")).to_be_visible()
            expect(window.locator("#m1 img:not(.avatar)")).to_have_js_property("naturalWidth", 480)
        expect(hers.locator("[data-outbox] li")).to_have_count(0)
        assert hers.input_value("[name=file_1]") == ""
        came = his.locator("#m1 [data-files]").inner_text()
        his.reload()
        assert his.locator("#m1 [data-files]").inner_text() == came
        assert pages.faults_of(his) == []
        with his.expect_download() as saved:
            his.get_by_role("link", name="minutes.pdf").click()
        assert saved.value.suggested_filename == "minutes.pdf"
    assert complaints + others == []


def test_without_a_line_files_wait_and_go_out_once_when_it_is_back(
    window_of: Any, room: Room, leader: Person, hall: Path
) -> None:
    window = window_of(leader)
    window.context.set_offline(True)
    choose(window, hall)
    window.click("[data-send]")
    expect(window.locator("[data-outbox] li")).to_contain_text("hall.png")
    window.context.set_offline(False)
    expect(window.locator("#m1 [data-files] img")).to_have_count(1)
    expect(window.locator("[data-outbox] li")).to_have_count(0)
    assert Attachment.objects.count() == room.messages.count() == 1


def test_after_loading_the_page_the_words_are_kept_and_the_files_must_be_chosen_again(
    window_of: Any, room: Room, leader: Person, hall: Path
) -> None:
    window = window_of(leader)
    window.context.set_offline(True)
    choose(window, hall)
    window.fill("textarea", "With a picture")
    window.click("[data-send]")
    expect(window.locator("[data-outbox] li")).to_contain_text("hall.png")
    window.context.set_offline(False)
    window.route("**/messages/", lambda route: route.abort())  # the line may be back before the page is loaded
    window.reload()
    waiting = window.locator("[data-outbox] li")
    expect(waiting).to_contain_text("With a picture")
    expect(waiting).to_contain_text("Not sent. The files must be chosen again.")
    expect(waiting.locator("[data-retry]")).to_have_count(0)
    expect(waiting.locator("[data-copy]")).to_have_count(1)
    assert not room.messages.exists()


def test_a_file_that_is_not_taken_says_why_and_the_words_are_kept(
    window_of: Any, room: Room, leader: Person, tmp_path: Path
) -> None:
    window, bad, big = window_of(leader), tmp_path / "a.pdf", tmp_path / "big.pdf"
    bad.write_bytes(b"MZ\x00")
    big.write_bytes(PDF.ljust(MOST_BYTES + 1))
    choose(window, big)
    window.click("[data-send]")
    assert "too big" in window.eval_on_selector("[name=file_1]", "input => input.validationMessage")
    window.set_input_files("[name=file_1]", bad)
    window.fill("textarea", "My words")
    window.click("[data-send]")
    expect(window.locator("[data-outbox] li")).to_contain_text("My words")
    expect(window.locator("[data-outbox] li")).to_contain_text("Not sent. We cannot take “a.pdf”.")
    assert not room.messages.exists()


def test_a_folded_message_keeps_its_picture_behind_the_fold(
    window_of: Any, room: Room, leader: Person, mentor: Person
) -> None:
    window = window_of(leader)
    file = SafeFile("minutes.pdf", "application/pdf", PDF)
    actions.post_message(room=room, by=mentor, text="Hard", client_id=uuid4(), content_note="losing", files=[file])
    expect(window.locator("#m1")).to_contain_text("About: losing")
    expect(window.locator("#m1 [data-files]")).to_be_hidden()
    window.locator("#m1 summary").click()
    expect(window.locator("#m1 [data-files]")).to_be_visible()
