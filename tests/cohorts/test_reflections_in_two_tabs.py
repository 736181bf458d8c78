"""One reflection open twice, in two tabs or on two devices: no words are lost, with scripts and without."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, Route, expect

from cohorts.actions import change_reflection, write_reflection
from cohorts.models import Reflection
from cohorts.problems import SavedMeanwhile
from cohorts.reflections import plain, read
from tests.pages import faults_of
from tests.servers import wait_until
from youdesign.people.models import AuditEntry, Draft, Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def reflection(leader: Person) -> Reflection:
    """What Maureen wrote first."""
    return write_reflection(by=leader, event=None, words=plain("First words"))


def words_of(reflection: Reflection) -> str:
    reflection.refresh_from_db()
    return read(reflection, reflection.author).text


# --- The action ---


def test_a_save_over_words_that_were_not_seen_stores_nothing(reflection: Reflection, leader: Person) -> None:
    change_reflection(reflection=reflection, by=leader, words=plain("From the phone"), version=1)
    for version in (0, 1, 3):
        with pytest.raises(SavedMeanwhile):
            change_reflection(reflection=reflection, by=leader, words=plain("From the laptop"), version=version)
    assert words_of(reflection) == "From the phone"
    assert AuditEntry.objects.filter(verb="change").count() == 1


def test_the_same_words_saved_twice_are_saved_once(reflection: Reflection, leader: Person) -> None:
    for _ in range(2):
        change_reflection(reflection=reflection, by=leader, words=plain("Pressed twice"), version=1)
    assert (words_of(reflection), reflection.version) == ("Pressed twice", 2)


@pytest.mark.django_db(transaction=True)
def test_of_six_saves_at_once_one_is_kept_and_five_are_told(reflection: Reflection, leader: Person) -> None:
    start, outcomes = threading.Barrier(6), []

    def save(text: str) -> None:
        start.wait()
        try:
            change_reflection(reflection=reflection, by=leader, words=plain(text), version=1)
            outcomes.append(text)
        except SavedMeanwhile:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[f"Tab {number}"]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = [outcome for outcome in outcomes if outcome != "told"]
    assert (words_of(reflection), reflection.version, len(outcomes)) == (kept, 2, 6)


# --- The page, without scripts ---


def test_the_second_tab_gets_both_texts_and_then_chooses(
    client: Client, reflection: Reflection, leader: Person
) -> None:
    client.force_login(leader, BACKEND)
    page = f"/reflections/{reflection.pk}/edit/"
    client.post(page, {"text": "From the phone", "version": "1"})
    answer = client.post(page, {"text": "From the <laptop>", "version": "1"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "<title>Error: Change my debrief" in text
    assert "Not saved yet: these words were changed somewhere else after you opened them here." in text
    assert "From the &lt;laptop&gt;</textarea>" in text
    assert "What is saved now" in text
    assert '<p class="prose keep">From the phone</p>' in text
    assert words_of(reflection) == "From the phone"
    assert answer.context["form"]["version"].value() == "2"
    assert client.post(page, {"text": "Of both", "version": "2"}).status_code == 302
    assert words_of(reflection) == "Of both"


@pytest.mark.parametrize("version", [None, "", "x", "-1", "²", "9" * 30])
def test_a_page_that_does_not_say_its_version_saves_nothing_unseen(
    client: Client, reflection: Reflection, leader: Person, version: str | None
) -> None:
    client.force_login(leader, BACKEND)
    typed = {"text": "New words"} | ({} if version is None else {"version": version})
    assert client.post(f"/reflections/{reflection.pk}/edit/", typed).status_code == 409
    assert words_of(reflection) == "First words"


def test_an_empty_box_does_not_bring_the_version_up_to_date(
    client: Client, reflection: Reflection, leader: Person
) -> None:
    client.force_login(leader, BACKEND)
    page = f"/reflections/{reflection.pk}/edit/"
    client.post(page, {"text": "From the phone", "version": "1"})
    answer = client.post(page, {"text": "", "version": "1"})
    assert answer.context["form"]["version"].value() == "1"
    assert "Write something first." in answer.content.decode()


# --- In a browser ---


@pytest.fixture
def edit(signed_in: Any, reflection: Reflection, leader: Person) -> Callable[..., Page]:
    """Return a function that opens Maureen's reflection for changing, in a window of its own or in one that is open."""

    def open_it(window: Page | None = None, **options: Any) -> Page:
        window = window or signed_in(leader, **options).new_page()
        window.goto(f"/reflections/{reflection.pk}/edit/")
        return window

    return open_it


def type_and_save(window: Page, text: str) -> None:
    window.get_by_label("Your debrief").fill(text)
    window.get_by_role("button", name="Save").click()
    window.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_phone_and_laptop(edit: Callable[..., Page], reflection: Reflection, scripts: bool, width: int) -> None:
    phone, laptop = (
        edit(java_script_enabled=scripts, viewport={"width": width, "height": 800}) for _ in range(2)
    )  # fmt: skip
    type_and_save(phone, "From the phone")
    type_and_save(laptop, "From the laptop")
    expect(laptop.get_by_label("Your debrief")).to_have_value("From the laptop")
    expect(laptop.get_by_role("complementary", name="What is saved now")).to_contain_text("From the phone")
    assert "We put back" not in laptop.inner_text("main")
    if scripts:
        assert faults_of(laptop) == []
    type_and_save(laptop, "From both")
    expect(laptop.get_by_text("From both")).to_be_visible()
    assert words_of(reflection) == "From both"


def test_a_draft_goes_back_over_the_words_it_was_begun_with(edit: Callable[..., Page]) -> None:
    tab = edit()
    tab.get_by_label("Your debrief").fill("First words, and more")
    tab = edit(tab)
    expect(tab.get_by_label("Your debrief")).to_have_value("First words, and more")
    tab.get_by_role("button", name="Throw it away").click()
    expect(tab.get_by_label("Your debrief")).to_have_value("First words")
    assert tab.evaluate("sessionStorage.length") == 0


def test_a_draft_of_older_words_is_offered_beside_the_newer(
    edit: Callable[..., Page], reflection: Reflection, leader: Person
) -> None:
    tab = edit()
    tab.get_by_label("Your debrief").fill("First words, and more")
    change_reflection(reflection=reflection, by=leader, words=plain("From the phone"), version=1)
    tab = edit(tab)
    box = tab.get_by_label("Your debrief")
    expect(box).to_have_value("From the phone")
    expect(tab.get_by_text("First words, and more")).to_be_visible()
    assert faults_of(tab) == []
    box.fill("From the phone!")  # what is typed now and what is offered are both kept
    tab = edit(tab)
    expect(tab.get_by_label("Your debrief")).to_have_value("From the phone!")
    tab.get_by_role("button", name="Add it to the box").click()
    expect(tab.get_by_label("Your debrief")).to_have_value("From the phone!\n\nFirst words, and more")
    type_and_save(tab, "All of it")
    assert words_of(reflection) == "All of it"
    assert tab.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("saved_meanwhile", [True, False], ids=["offered beside newer words", "put back"])
def test_what_is_thrown_away_before_the_server_answers_does_not_come_back(
    edit: Callable[..., Page], reflection: Reflection, leader: Person, saved_meanwhile: bool
) -> None:
    tab = edit()
    tab.wait_for_load_state("networkidle")
    tab.get_by_label("Your debrief").fill("Not this")
    if saved_meanwhile:
        change_reflection(reflection=reflection, by=leader, words=plain("From the phone"), version=1)
    late: list[Route] = []
    tab.route("**/drafts/*/", lambda route: late.append(route))
    tab = edit(tab)
    wait_until(Draft.objects.exists, "what the page sent on its way out")
    tab.get_by_role("button", name="Throw it away").click()
    with tab.expect_response("**/end/"):
        late[-1].continue_()
    expect(tab.get_by_role("button", name="Throw it away")).to_have_count(0)
    assert not Draft.objects.exists()
    assert tab.evaluate("sessionStorage.length") == 0
