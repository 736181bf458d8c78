"""The gallery of components in a real browser: sound, by keyboard, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.site.test_look import ROOT
from youdesign.people.models import Person

AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text()


@pytest.fixture
def said() -> list[str]:
    """What the browser's console said."""
    return []


@pytest.fixture
def opened(signed_in: Callable[..., BrowserContext], leader: Person, said: list[str]) -> Callable[..., Page]:
    """Return a function that opens the gallery in a window of its own."""

    def open_gallery(**options: object) -> Page:
        window = signed_in(leader, **options).new_page()
        window.on("console", lambda line: said.append(line.text))
        window.goto("/gallery/")
        return window

    return open_gallery


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_gallery_is_for_everyone(opened: Callable[..., Page], said: list[str], width: int, theme: str) -> None:
    window = opened(viewport={"width": width, "height": 800}, color_scheme=theme)
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    window.evaluate(AXE)
    found = window.evaluate("axe.run()")["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert said == []  # nothing was stopped by the security policy


def test_what_needs_another_look_has_the_focus_and_leads_to_its_box(opened: Callable[..., Page]) -> None:
    window = opened()
    assert window.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    window.get_by_role("link", name="Choose what you call yourself").click()
    assert window.evaluate("document.activeElement.id") == "id_word_0"


def test_the_room_left_is_said_when_it_gets_tight(opened: Callable[..., Page]) -> None:
    window = opened()
    window.fill("#empty_happened", "b" * 390)
    assert window.inner_text("#empty_happened_limit") == "You have 10 characters left."


def test_a_draft_stays_in_the_tab_until_it_is_sent(opened: Callable[..., Page]) -> None:
    window = opened()
    window.fill("#id_phone", "0117 496 0000")
    window.reload()
    assert window.input_value("#id_phone") == "0117 496 0000"
    window.locator("form[data-draft] button").last.click()
    window.wait_for_load_state()
    assert window.input_value("#id_phone") == "0117 496 0000"  # the gallery sends it back with errors, so it is kept
    window.get_by_role("button", name="Throw it away").click()
    assert window.evaluate("sessionStorage.length") == 0


def test_leaving_quickly_puts_another_page_in_this_one(opened: Callable[..., Page]) -> None:
    window = opened()
    window.route("**/weather", lambda route: route.fulfill(body="Sunny"))
    before = window.evaluate("history.length")
    window.get_by_role("link", name="Leave quickly").click()
    window.wait_for_url("**/weather")
    assert window.evaluate("history.length") == before


def test_without_scripts_nothing_is_missing(opened: Callable[..., Page]) -> None:
    window = opened(java_script_enabled=False)
    window.get_by_role("link", name="Choose a password").click()
    assert window.url.endswith("#id_password")
