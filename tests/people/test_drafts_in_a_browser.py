"""What is typed is kept, in real windows: through a flat battery, a sign-out, Back, no line, and another device."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.models import LearningGroup, Reflection
from tests.factories import PASSWORD
from tests.servers import Site, wait_until
from youdesign.people.actions import keep_draft
from youdesign.people.drafts import read_draft
from youdesign.people.models import Draft, Person, Profile

PLACE = "reflection-new"
NEW = "/reflections/new/"
SAVED_YET = "for you only. It is not saved yet."
PUT_BACK = "We put back what you had written here"

Open = Callable[..., BrowserContext]


def page_at(window: BrowserContext, path: str) -> Page:
    page = window.new_page()
    page.goto(path)
    return page


def write(page: Page, words: str) -> None:
    """Type, and wait until the page says that it is kept."""
    page.get_by_label("Your debrief").fill(words)
    page.get_by_text(SAVED_YET).wait_for()


def test_a_dead_battery_and_another_device(site: Site, signed_in: Open, leader: Person) -> None:
    phone = signed_in(leader, viewport={"width": 320, "height": 700})
    write(page_at(phone, "/reflections/new/"), "They let me speak for ten minutes.")
    phone.close()
    page = page_at(signed_in(leader), "/reflections/new/")
    page.get_by_text("We put back what you had written here").wait_for()
    assert page.get_by_label("Your debrief").input_value() == "They let me speak for ten minutes."
    page.get_by_role("button", name="Save it for me").click()
    page.get_by_text("Only you can read it.").wait_for()
    assert (Draft.objects.count(), Reflection.objects.count()) == (0, 1)
    page.goto("/reflections/new/")
    assert page.get_by_label("Your debrief").input_value() == ""


def test_ticks_and_choices_are_kept_too_and_can_be_thrown_away(site: Site, signed_in: Open, leader: Person) -> None:
    call_command("load_starter_content", verbosity=0)
    page = page_at(signed_in(leader), "/me/bring/")
    page.get_by_label("Humour").check()
    page.get_by_text(SAVED_YET).wait_for()
    page = page_at(signed_in(leader), "/me/bring/")
    page.get_by_text("We put back what you had written here").wait_for()
    assert page.get_by_label("Humour").is_checked()
    page.get_by_role("button", name="Throw it away").click()
    assert not page.get_by_label("Humour").is_checked()
    wait_until(lambda: not Draft.objects.exists(), "the draft's end")
    assert not Profile.objects.filter(assets__isnull=False).exists()


def test_two_windows_lose_neither_ones_words(site: Site, signed_in: Open, leader: Person) -> None:
    one, two = (page_at(signed_in(leader), "/reflections/new/") for _ in range(2))
    write(one, "On the phone.")
    two.get_by_label("Your debrief").fill("On the laptop.")
    two.get_by_text("You were writing this in another window or on another device too").wait_for()
    assert two.get_by_label("Your debrief").input_value() == "On the laptop."
    two.get_by_role("button", name="Add it to the box").click()
    assert two.get_by_label("Your debrief").input_value() == "On the laptop.\n\nOn the phone."
    two.get_by_text(SAVED_YET).wait_for()
    assert read_draft(Draft.objects.get(), leader) == "text=On+the+laptop.%0A%0AOn+the+phone."


def test_a_sign_out_elsewhere_keeps_the_words_here_and_says_so(site: Site, signed_in: Open, leader: Person) -> None:
    page = page_at(signed_in(leader), "/reflections/new/")
    Session.objects.all().delete()
    page.get_by_label("Your debrief").fill("Still here.")
    page.get_by_text("You are signed out, so we cannot keep this.").wait_for()
    assert page.get_by_label("Your debrief").input_value() == "Still here."


def test_a_server_that_is_gone_for_a_while(site: Site, signed_in: Open, leader: Person) -> None:
    window: Any = signed_in(leader)
    page = page_at(window, "/reflections/new/")
    window.set_offline(True)
    page.get_by_label("Your debrief").fill("Under a bridge.")
    page.get_by_text("Not kept by us just now.").wait_for()
    window.set_offline(False)
    page.get_by_text(SAVED_YET).wait_for()
    assert read_draft(Draft.objects.get(), leader) == "text=Under+a+bridge."


def test_leaving_the_page_keeps_the_last_words(site: Site, signed_in: Open, leader: Person) -> None:
    page = page_at(signed_in(leader), "/reflections/new/")
    with page.expect_response(f"**/drafts/{PLACE}/"):
        page.reload()
    page.get_by_label("Your debrief").fill("Just before the door shut.")
    page.goto("/crisis-help/")
    wait_until(lambda: Draft.objects.exists(), "the draft")
    assert read_draft(Draft.objects.get(), leader) == "text=Just+before+the+door+shut."


def box(page: Page) -> Any:
    return page.get_by_label("Your debrief")


def sign_in(page: Page, person: Person) -> None:
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_a_window_that_the_browser_brings_back_holds_newer_words_than_the_server(
    site: Site, signed_in: Open, leader: Person
) -> None:
    window = signed_in(leader)
    page = page_at(window, NEW)
    write(page, "The first half.")
    page.route("**/keep/", lambda route: route.abort())
    box(page).fill("The first half. And the second.")
    page.get_by_text("Not kept by us just now.").wait_for()
    held = page.evaluate("JSON.stringify({...sessionStorage})")
    again = window.new_page()
    again.add_init_script(f"for (const [key, value] of Object.entries({held})) sessionStorage.setItem(key, value);")
    again.goto(NEW)
    again.get_by_text(SAVED_YET).wait_for()
    assert box(again).input_value() == "The first half. And the second."
    assert read_draft(Draft.objects.get(), leader) == "text=The+first+half.+And+the+second."


def test_what_comes_back_to_be_mended_is_newer_than_what_was_kept(site: Site, signed_in: Open, leader: Person) -> None:
    call_command("load_starter_content", verbosity=0)
    page = page_at(signed_in(leader), "/me/about/")
    page.get_by_label("Your pronouns").fill("she")
    page.get_by_text(SAVED_YET).wait_for()
    page.get_by_label("A few words about you").fill("x" * 2001)
    with page.expect_response("**/drafts/profile-about/"):
        page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("Make it shorter: 2,000 characters at most.").first.wait_for()
    assert page.get_by_label("A few words about you").input_value() == "x" * 2001
    page.get_by_label("A few words about you").fill("Short.")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/me/bring/")
    assert Profile.objects.get().about_me == "Short."
    assert not Draft.objects.exists()


@pytest.mark.parametrize("how", ["by the link that is offered", "by saving all the same"])
def test_a_session_that_ended_leads_back_to_the_words(site: Site, signed_in: Open, leader: Person, how: str) -> None:
    page = page_at(signed_in(leader), NEW)
    Session.objects.all().delete()
    box(page).fill("Still here.")
    link = page.get_by_role("link", name="Sign in and come back")
    link.wait_for()
    if how == "by the link that is offered":
        link.click()
    else:
        page.get_by_role("button", name="Save it for me").click()
    sign_in(page, leader)
    page.wait_for_url(f"**{NEW}")
    expect(box(page)).to_have_value("Still here.")
    assert page.get_by_text(PUT_BACK).is_visible()


def test_signing_in_again_in_another_tab_is_noticed(site: Site, signed_in: Open, leader: Person) -> None:
    window = signed_in(leader)
    page = page_at(window, NEW)
    Session.objects.all().delete()
    box(page).fill("Still here.")
    signed_out = page.get_by_text("You are signed out, so we cannot keep this.")
    signed_out.wait_for()
    other_tab = page_at(window, f"/account/login/?next={NEW}")
    sign_in(other_tab, leader)
    box(other_tab).wait_for()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.get_by_text(SAVED_YET).wait_for()
    assert not signed_out.is_visible()
    page.get_by_role("button", name="Save it for me").click()
    page.get_by_text("Only you can read it.").wait_for()
    assert Reflection.objects.count() == 1


def test_ticks_outlive_the_end_of_a_session_too(site: Site, signed_in: Open, leader: Person) -> None:
    call_command("load_starter_content", verbosity=0)
    page = page_at(signed_in(leader), "/me/bring/")
    Session.objects.all().delete()
    page.get_by_label("Humour").check()
    page.get_by_role("link", name="Sign in and come back").click()
    sign_in(page, leader)
    page.wait_for_url("**/me/bring/")
    expect(page.get_by_label("Humour")).to_be_checked()


def test_signing_out_keeps_the_last_words_and_leaves_nothing_on_the_phone(
    site: Site, signed_in: Open, leader: Person
) -> None:
    page = page_at(signed_in(leader), NEW)
    box(page).fill("Written a moment ago.")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").first.wait_for()
    assert read_draft(Draft.objects.get(), leader) == "text=Written+a+moment+ago."
    assert page.evaluate("sessionStorage.length") == 0


def test_signing_out_asks_before_words_that_are_not_kept_by_us_go(site: Site, signed_in: Open, leader: Person) -> None:
    page, asked = page_at(signed_in(leader), NEW), []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.route("**/drafts/**", lambda route: route.abort())
    box(page).fill("Under a bridge.")
    page.get_by_role("button", name="Sign out").click()
    wait_until(lambda: page.wait_for_timeout(50) or asked, "the question")
    assert asked == ["Some of what you wrote is not kept by us yet. Sign out and lose it?"]
    assert box(page).input_value() == "Under a bridge."
    assert "Under a bridge." in page.evaluate("JSON.stringify({...sessionStorage})")


def test_an_empty_box_is_no_draft(site: Site, signed_in: Open, leader: Person) -> None:
    page = page_at(signed_in(leader), NEW)
    write(page, "Not this.")
    box(page).fill("")
    wait_until(lambda: not Draft.objects.exists(), "the draft's end")
    assert page.evaluate("sessionStorage.length") == 0


def test_a_window_goes_on_when_another_has_saved(site: Site, signed_in: Open, leader: Person) -> None:
    page = page_at(signed_in(leader), NEW)
    write(page, "Here.")
    Draft.objects.all().delete()  # saved in another window
    box(page).fill("Here, and more.")
    page.get_by_text("You saved this in another window.").wait_for()
    write(page, "Here, and more, and more.")
    assert read_draft(Draft.objects.get(), leader) == "text=Here%2C+and+more%2C+and+more."


def test_older_words_are_shown_beside_newer_ones_and_thrown_away_for_good(
    site: Site, signed_in: Open, leader: Person
) -> None:
    call_command("load_starter_content", verbosity=0)
    keep_draft(by=leader, place="profile-about", version="earlier", mark="", form="pronouns=they")
    page = page_at(signed_in(leader), "/me/about/")
    page.get_by_text("Before that was saved, you had begun to write this:").wait_for()
    assert page.get_by_text("they", exact=True).is_visible()
    assert page.get_by_label("Your pronouns").input_value() == ""
    page.get_by_role("button", name="Throw it away").click()
    wait_until(lambda: not Draft.objects.exists(), "the draft's end")


def test_without_an_account_words_stay_on_the_device_and_the_page_says_so(site: Site, signed_in: Open) -> None:
    page = page_at(signed_in(None), "/tell-someone/")
    page.get_by_label("What do you want to tell us?").fill("Something was wrong.")
    assert page.get_by_text("Kept on this device only, in this tab, until you send it.").is_visible()
    page.reload()
    assert page.get_by_label("What do you want to tell us?").input_value() == "Something was wrong."
    assert not Draft.objects.exists()


def test_what_is_said_in_a_room_is_kept_in_its_window_only(
    site: Site, signed_in: Open, leader: Person, group: LearningGroup
) -> None:
    page = page_at(signed_in(leader), f"/rooms/{group.room_id}/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("textarea").fill("I was about to say")
    page.reload()
    assert page.locator("textarea").input_value() == "I was about to say"
    assert not [url for url in asked if "/drafts/" in url]


def test_nothing_that_comes_and_goes_by_itself_is_read_out(site: Site, signed_in: Open, leader: Person) -> None:
    page = page_at(signed_in(leader), NEW)
    write(page, "Quietly.")
    note = page.get_by_text(SAVED_YET)
    assert note.evaluate("note => note.closest('[aria-live], [role=status], [role=alert], [role=log]')") is None


def test_pressing_save_without_a_line_leaves_the_words_where_they_are(
    site: Site, signed_in: Open, leader: Person
) -> None:
    window: Any = signed_in(leader)
    page = page_at(window, NEW)
    window.set_offline(True)
    box(page).fill("Under a bridge.")
    page.get_by_role("button", name="Save it for me").click()
    page.get_by_text("You have no connection, so this is not saved yet.").wait_for()
    assert box(page).input_value() == "Under a bridge."
    window.set_offline(False)
    page.get_by_role("button", name="Save it for me").click()
    page.get_by_text("Saved. Only you can read it.").wait_for()
    assert Reflection.objects.count() == 1
    page.goto(NEW)
    assert box(page).input_value() == ""


def test_what_was_sent_and_did_not_arrive_waits_wherever_one_goes_next(
    site: Site, signed_in: Open, leader: Person
) -> None:
    page = page_at(signed_in(leader), NEW)
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    box(page).fill("The server was gone.")
    page.get_by_role("button", name="Save it for me").click()
    page.wait_for_url("chrome-error://**")
    page.goto("/")
    page.goto(NEW)
    page.get_by_text(PUT_BACK).wait_for()
    assert box(page).input_value() == "The server was gone."


DROP = """() => {
  const files = new DataTransfer();
  files.items.add(new File(["x"], "papers.pdf", { type: "application/pdf" }));
  const box = document.querySelector("textarea");
  const how = { dataTransfer: files, bubbles: true, cancelable: true };
  return ["dragover", "drop"].map((kind) => !box.dispatchEvent(new DragEvent(kind, how)));
}"""


def test_a_file_dropped_on_a_box_does_not_take_the_place_of_the_words(
    site: Site, signed_in: Open, leader: Person
) -> None:
    page = page_at(signed_in(leader), NEW)
    box(page).fill("My words stay.")
    assert page.evaluate(DROP) == [True, True]
    said = page.get_by_text("A file cannot go in here. Your words are as they were.")
    assert said.is_visible()
    assert box(page).input_value() == "My words stay."
    box(page).fill("My words stay, and more come.")
    expect(said).to_have_count(0)
