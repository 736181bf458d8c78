"""Dictating a debrief: only where the browser's own recogniser works on the device; a stand-in of it is what hears."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.actions import write_reflection
from cohorts.models import Reflection
from cohorts.reflections import plain, read
from tests import pages
from tests.journeys.by_keyboard import PHONE
from youdesign.people.models import Draft, Person

OpenWindow = Callable[..., BrowserContext]
NEW = "/reflections/new/"
# What a browser brings with it. `hears` and `fails` are for the test; what was done stands in sessionStorage.
RECOGNISER = """
const note = (what) => sessionStorage.setItem("did", `${sessionStorage.getItem("did") ?? ""} ${what}`.trim());
window.SpeechRecognition = class {
  static async available({langs, processLocally}) {
    note(`asked:${langs}`);
    return processLocally && langs[0] === ANSWERED_FOR ? "available" : "downloadable";
  }
  start() {
    if (this.processLocally !== true) throw new Error("the sound would leave this device");
    note(`start:${this.lang}`);
    window.hears = (...said) => {
      const results = said.map((words) => Object.assign([{transcript: words}], {isFinal: true}));
      this.onresult({resultIndex: 0, results});
    };
    window.fails = (error) => { this.onerror({error}); this.onend(); };
  }
  stop() { note("stop"); setTimeout(() => this.onend(), 50); }
  abort() { note("abort"); this.onend(); }
};
"""
LOCAL = "window.SpeechRecognition.prototype.processLocally = false;"
ON_DEVICE = RECOGNISER.replace("ANSWERED_FOR", '"en-GB"') + LOCAL
NOT_OFFERED = {
    "no recogniser": "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;",
    "not for this language": RECOGNISER.replace("ANSWERED_FOR", '"xx"') + LOCAL,
    "not held to the device": RECOGNISER.replace("ANSWERED_FOR", '"en-GB"'),
    "not allowed": ON_DEVICE + "window.SpeechRecognition.available = async () => { throw new Error(); };",
    "an old one": ON_DEVICE + "delete window.SpeechRecognition.available;",
}


def did(page: Page) -> list[str]:
    """What the recogniser was asked to do."""
    return str(page.evaluate("sessionStorage.getItem('did') ?? ''")).split()


def the_page_with(window: BrowserContext, recogniser: str, path: str = NEW) -> Page:
    """Open a page in a browser that brings this recogniser."""
    page = window.new_page()
    page.add_init_script(recogniser)
    page.goto(path)
    return page


@pytest.mark.parametrize("why", NOT_OFFERED)
def test_where_it_is_not_on_the_device_nothing_is_shown_and_nothing_is_loaded(
    signed_in: OpenWindow, leader: Person, why: str
) -> None:
    window = signed_in(leader)
    loaded: list[str] = []
    window.on("request", lambda request: loaded.append(request.url))
    page = the_page_with(window, NOT_OFFERED[why])
    page.wait_for_load_state("networkidle")
    assert any("/js/dictate." in url for url in loaded)
    assert not [url for url in loaded if "/js/dictation." in url]
    expect(page.get_by_role("button", name="Dictate")).to_have_count(0)
    expect(page.get_by_text("Your voice stays")).to_have_count(0)
    assert not [step for step in did(page) if not step.startswith("asked")]


def test_what_is_said_is_typed_where_the_cursor_stands_and_kept(signed_in: OpenWindow, leader: Person) -> None:
    page = the_page_with(signed_in(leader, **PHONE), ON_DEVICE)
    button, box = (
        page.get_by_role("button", name="Dictate: Your debrief"),
        page.get_by_role("textbox", name="Your debrief"),
    )
    state = page.locator(".dictation [role=status]")
    expect(state).to_have_text("Your voice stays on this device.")
    box.fill("They late.")
    box.evaluate("box => box.setSelectionRange(5, 5)")
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(state).to_have_text("Listening. Press again to stop. Your voice stays on this device.")
    assert pages.faults_of(page) == []
    page.evaluate("hears('began ', ' very')")
    expect(box).to_have_value("They began very late.")
    page.evaluate("hears('very')")
    expect(box).to_have_value("They began very very late.")
    page.keyboard.press("Enter")
    page.evaluate("hears('indeed')")  # what was said last comes after the switch
    expect(box).to_have_value("They began very very indeed late.")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(state).to_have_text("Stopped. Your voice stays on this device.")
    expect(page.locator(".kept-note")).to_contain_text("for you only", timeout=10_000)
    assert Draft.objects.filter(person=leader, place="reflection-new").exists()
    assert did(page)[-2:] == ["start:en-GB", "stop"]
    page.get_by_role("button", name="Save it for me").click()
    expect(page.get_by_text("Saved. Only you can read it.")).to_be_visible()
    assert read(Reflection.objects.get(), leader).text == "They began very very indeed late."


@pytest.mark.parametrize("leaving", ["another page", "sending", "another tab"])
def test_leaving_ends_it(signed_in: OpenWindow, leader: Person, leaving: str) -> None:
    page = the_page_with(signed_in(leader), ON_DEVICE)
    page.get_by_role("textbox", name="Your debrief").fill("Words.")
    page.get_by_role("button", name="Dictate").click()
    expect(page.get_by_role("button", name="Dictate")).to_have_attribute("aria-pressed", "true")
    if leaving == "another tab":
        page.evaluate(
            "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
        expect(page.get_by_role("button", name="Dictate")).to_have_attribute("aria-pressed", "false")
    elif leaving == "sending":
        page.get_by_role("button", name="Save it for me").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    else:
        page.goto("/reflections/")
    assert did(page)[-1] == "abort"


@pytest.mark.usefixtures("starter_content")
def test_one_listens_at_a_time_each_into_its_own_box(
    signed_in: OpenWindow, starter_content: None, leader: Person
) -> None:
    page = the_page_with(signed_in(leader), ON_DEVICE, f"{NEW}?with=solo_10")
    first, second = (page.get_by_role("button", name=f"Dictate: {asks}") for asks in ("What happened", "So what"))
    first.click()
    second.click()
    expect(first).to_have_attribute("aria-pressed", "false")
    page.evaluate("hears('Here')")
    expect(page.get_by_role("textbox", name="So what", exact=True)).to_have_value("Here")
    expect(page.get_by_role("textbox", name="What happened", exact=True)).to_have_value("")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("not-allowed", "does not let this page listen"),
        ("no-speech", "Nothing was heard"),
        ("network", "does not work"),
    ],
)
def test_what_goes_wrong_is_said(signed_in: OpenWindow, leader: Person, error: str, said: str) -> None:
    reflection = write_reflection(by=leader, event=None, words=plain("Before."))
    page = the_page_with(signed_in(leader), ON_DEVICE, f"/reflections/{reflection.pk}/edit/")
    button = page.get_by_role("button", name="Dictate")
    button.click()
    page.evaluate(f"fails('{error}')")
    expect(page.locator(".dictation [role=status]")).to_contain_text(said)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    page.evaluate("hears('More.')")
    expect(page.get_by_role("textbox", name="Your debrief")).to_have_value("Before. More.")


def test_only_the_pages_to_write_on_may_ask_for_the_microphone(
    signed_in: OpenWindow, leader: Person, client: Client
) -> None:
    reflection = write_reflection(by=leader, event=None, words=plain("Before."))
    page = signed_in(leader).new_page()
    may = {NEW: True, f"/reflections/{reflection.pk}/edit/": True, f"/reflections/{reflection.pk}/": False, "/": False}
    for path, is_allowed in may.items():
        page.goto(path)
        assert page.evaluate("document.featurePolicy.allowsFeature('microphone')") is is_allowed, path
        assert page.evaluate("document.featurePolicy.allowsFeature('camera')") is False, path
    for path in ("/account/login/", "/no-such-page/"):
        assert "microphone=()" in client.get(path).headers["Permissions-Policy"]
