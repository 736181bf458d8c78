"""Leaving a section of the profile half said without scripts: what is whole is saved, what is not is kept as it is."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests.pages import faults_of
from youdesign.people import starter
from youdesign.people.actions import keep_draft, pass_by
from youdesign.people.drafts import read_draft
from youdesign.people.models import AccessNeed, Code, Draft, Person, PersonKey, Profile
from youdesign.people.sections import SECTIONS

ABOUT = "/me/about/"
LONG = "x" * 2001


@pytest.fixture(autouse=True)
def _lists(transactional_db: None) -> None:
    """Load the code lists."""
    starter.load(Path(settings.BASE_DIR) / "youdesign" / "starter")


@pytest.fixture
def window(leader: Person, client: Client) -> Client:
    """Maureen's window."""
    client.force_login(leader)
    return client


def boxes(window: Client, path: str = ABOUT) -> dict[str, Any]:
    """Return what the page would send untouched."""
    form = window.get(path).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | {"draft": f"profile-{path.split('/')[2]}"}


def leave(window: Client, **typed: Any) -> Any:
    """Press "Save and carry on later" on the first section."""
    return window.post(ABOUT, boxes(window) | {"later": "1"} | typed, follow=True)


def test_what_is_whole_is_saved(window: Client, leader: Person) -> None:
    draft = keep_draft(by=leader, place="profile-about", version="", mark="", form="about_me=Older")
    page = leave(window, about_me="I speak up.", draft_mark=draft.mark)
    assert page.redirect_chain == [("/", 302)]
    assert "Saved. Carry on whenever you like." in page.content.decode()
    assert Profile.objects.get().about_me == "I speak up."
    assert not Draft.objects.exists()
    assert "Carry on: What I bring" in page.content.decode()


def test_what_needs_another_look_is_kept_and_put_back_when_she_asks(window: Client, leader: Person) -> None:
    page = leave(window, about_me=LONG, pronouns="she and her")
    assert page.redirect_chain == [("/", 302)]
    assert "Kept as you left it, for you only." in page.content.decode()
    assert not Profile.objects.exists()
    kept = read_draft(Draft.objects.get(), leader)
    assert "pronouns=she+and+her" in kept
    assert "csrf" not in kept
    shown = window.get(ABOUT).content.decode()
    assert "You began this at" in shown
    assert LONG not in shown
    put_back = window.get(ABOUT, {"begun": "1"}).content.decode()
    assert LONG in put_back
    assert "Make it shorter: 2,000 characters at most." in put_back
    assert not Profile.objects.exists()  # a look changes nothing


def test_put_back_mended_and_saved_the_draft_is_gone(window: Client) -> None:
    leave(window, about_me=LONG, pronouns="she and her")
    shown = window.get(ABOUT, {"begun": "1"}).context
    sent = {name: shown["form"][name].value() or "" for name in shown["form"].fields}
    sent |= {"draft": "profile-about", "draft_mark": shown["mark"], "about_me": "Short."}
    assert window.post(ABOUT, sent)["Location"] == "/me/bring/"
    assert (Profile.objects.get().about_me, Profile.objects.get().pronouns) == ("Short.", "she and her")
    assert not Draft.objects.exists()


def test_leaving_again_keeps_the_later_words(window: Client, leader: Person) -> None:
    leave(window, about_me=LONG)
    page = window.get(ABOUT, {"begun": "1"})
    leave(window, about_me=LONG + "y", draft_mark=page.context["mark"])
    assert f"about_me={LONG}y" in read_draft(Draft.objects.get(), leader)


def test_words_from_another_window_are_not_written_over_unseen(window: Client, leader: Person) -> None:
    keep_draft(by=leader, place="profile-about", version="", mark="", form="about_me=From+the+phone")
    page = leave(window, about_me=LONG)
    assert "You were writing this in another window or on another device too." in page.content.decode()
    assert LONG in page.content.decode()
    assert read_draft(Draft.objects.get(), leader) == "about_me=From+the+phone"
    leave(window, about_me=LONG, draft_mark=page.context["mark"])
    assert LONG in read_draft(Draft.objects.get(), leader)


def test_a_slip_in_another_box_does_not_let_unseen_words_be_written_over(window: Client, leader: Person) -> None:
    keep_draft(by=leader, place="profile-about", version="", mark="", form="about_me=From+the+phone")
    page = window.post(ABOUT, boxes(window) | {"about_me": LONG})
    assert page.context["mark"] == ""


def test_it_says_when_others_words_were_saved_meanwhile(window: Client, leader: Person) -> None:
    leave(window, about_me=LONG)
    Profile.objects.create(person=leader, about_me="From the laptop")
    page = window.get(ABOUT, {"begun": "1"}).content.decode()
    assert "You changed this in another window or on another device meanwhile." in page
    assert LONG in page


def test_it_can_be_thrown_away(window: Client) -> None:
    leave(window, about_me=LONG)
    answer = window.post(
        "/drafts/profile-about/end/", {"mark": Draft.objects.get().mark}, headers={"Accept": "text/html"}
    )
    assert answer["Location"] == ABOUT
    assert not Draft.objects.exists()


def test_without_her_key_she_is_told_and_nothing_changes(window: Client, leader: Person) -> None:
    leave(window, about_me=LONG)
    PersonKey.objects.update(wrapped_with="gone")
    page = leave(window, about_me=LONG, draft_mark=Draft.objects.get().mark)
    assert "We cannot keep this just now." in page.content.decode()
    assert LONG in page.content.decode()
    assert window.get(ABOUT).status_code == 200


def test_what_is_far_too_long_to_keep_is_said(window: Client) -> None:
    page = leave(window, about_me="x" * (Draft.LONGEST + 1))
    assert "We cannot keep this just now." in page.content.decode()
    assert not Draft.objects.exists()


def test_who_has_said_it_all_saves_and_carries_nothing_on(window: Client, leader: Person) -> None:
    for section in SECTIONS:
        pass_by(person=leader, by=leader, section=section.slug)
    assert "carry on later" not in window.get(ABOUT).content.decode()
    assert "carry on later" in window.post(ABOUT, {"about_me": LONG}).content.decode()


def test_what_i_need_can_be_left_half_said_too_and_is_shared_with_nobody(window: Client) -> None:
    breaks = Code.objects.get(listing="access_need", slug="breaks")
    typed = {"needs": [breaks.pk], "more": "x" * 501, "is_shared": "on", "later": "1", "draft": "profile-need"}
    assert window.post("/me/need/", typed)["Location"] == "/"
    assert not AccessNeed.objects.exists()
    page = window.get("/me/need/", {"begun": "1"})
    assert page.context["form"]["needs"].value() == [str(breaks.pk)]


def test_the_whole_way_without_scripts(signed_in: Any, leader: Person) -> None:
    page: Page = signed_in(leader, java_script_enabled=False, viewport={"width": 320, "height": 700}).new_page()
    page.goto(ABOUT)
    page.get_by_label("A few words about you").fill(LONG)
    page.get_by_role("button", name="Save and carry on later").click()
    page.get_by_text("Kept as you left it").wait_for()
    page.get_by_role("link", name="Start").click()
    page.get_by_role("link", name="Put back what you had written").click()
    assert page.get_by_label("A few words about you").input_value() == LONG
    page.get_by_label("A few words about you").fill("Short.")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/me/bring/")
    assert not Draft.objects.exists()


def test_the_offer_is_sound_at_both_widths(signed_in: Any, leader: Person) -> None:
    keep_draft(by=leader, place="profile-about", version="earlier", mark="", form="about_me=Older+words")
    window = signed_in(leader).new_page()
    for width in (320, 1280):
        window.set_viewport_size({"width": width, "height": 800})
        window.goto(ABOUT)
        window.get_by_text("Before that was saved").wait_for()
        assert faults_of(window) == []
