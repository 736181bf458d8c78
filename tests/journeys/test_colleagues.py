"""Finding a colleague, walked in a real browser: on a small phone by keyboard, without JavaScript, and taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.models import Cohort
from tests import factories, pages
from youdesign.people.actions import save_listing, save_what_i_bring
from youdesign.people.models import Audience, Listing, Person

OpenWindow = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 320, "height": 700}}


@pytest.fixture
def farida(starter_content: None, cohort: Cohort) -> Person:
    """Farida, in Maureen's programme, who has said something about herself and is not found yet."""
    person = factories.MembershipFactory(cohort=cohort, person__name="Farida Rahman").person
    save_what_i_bring(
        person=person,
        by=person,
        about_me="We did co-production of the birth plan.",
        audiences={"about_me": Audience.PROGRAMME},
    )
    return person


def press_until(page: Page, name: str) -> None:
    """Move by Tab to the link or button of this name, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.innerText.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never reached “{name}”.")


def she_lets_her_programme_find_her(page: Page) -> None:
    page.goto("/colleagues/")
    expect(page.get_by_text("Nobody finds you here, because you have not chosen it.")).to_be_visible()
    page.get_by_role("link", name="Let colleagues find me").click()
    expect(page.get_by_label("Nobody: I am not in the directory")).to_be_checked()
    page.get_by_role("radio", name="People in my programme").check()
    page.get_by_label("I am happy to be asked things").check()
    page.get_by_label("Hopes to answer in 2 days").check()
    assert pages.faults_of(page) == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("People in your programme can find you now.")).to_be_visible()


def maureen_finds_her_by_keyboard(page: Page) -> None:
    page.goto("/colleagues/")
    page.get_by_label("Search by words").focus()
    page.keyboard.type("coprodction")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="People who match")).to_be_visible()
    assert pages.faults_of(page) == []
    press_until(page, "Farida Rahman")
    expect(page.get_by_role("heading", level=1, name="Farida Rahman")).to_be_visible()
    expect(page.get_by_text("Hopes to answer in 2 days.")).to_be_visible()
    expect(page.get_by_text("You belong to the same programme.")).to_be_visible()
    expect(page.get_by_role("link", name="Ask Farida")).to_be_visible()
    assert pages.faults_of(page) == []


def maureen_asks_her_by_keyboard(page: Page) -> None:
    press_until(page, "Ask Farida")
    page.get_by_label("What do you want to ask?").focus()
    assert pages.faults_of(page) == []
    page.keyboard.type("Who was in the room when you began?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Farida has your question.")).to_be_visible()
    expect(page.get_by_text("Asked", exact=True)).to_be_visible()
    assert pages.faults_of(page) == []


def she_answers_in_a_room_for_the_two(page: Page, *, has_scripts: bool) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Maureen Webb asks you something")).to_be_visible()
    page.get_by_role("link", name="Read it", exact=True).click()
    expect(page.get_by_text("Who was in the room when you began?")).to_be_visible()
    assert not has_scripts or pages.faults_of(page) == []
    page.get_by_label("Your answer").fill("Six of us, and the one who cleaned the ward.")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="You and Maureen Webb")).to_be_visible()
    expect(page.get_by_text("Who was in the room when you began?")).to_be_visible()


def she_blocks_maureen(page: Page, *, has_scripts: bool) -> None:
    page.get_by_role("link", name="Block Maureen").click()
    expect(page.get_by_text("Maureen is not told.")).to_be_visible()
    assert not has_scripts or pages.faults_of(page) == []
    page.get_by_role("button", name="Block Maureen").click()
    expect(page.get_by_text("You blocked Maureen Webb.")).to_be_visible()
    assert not has_scripts or pages.faults_of(page) == []


def maureen_reads_the_answer_and_can_write_no_more(page: Page) -> None:
    page.goto("/asks/")
    page.get_by_role("main").get_by_role("link", name="Farida Rahman").click()
    expect(page.get_by_text("Six of us, and the one who cleaned the ward.")).to_be_visible()
    expect(page.get_by_text("This room is closed.")).to_be_visible()
    page.goto("/colleagues/?words=Farida")
    expect(page.get_by_text("Nobody matches all of this")).to_be_visible()


def she_takes_it_back(page: Page) -> None:
    page.goto("/colleagues/how-i-can-be-found/")
    page.get_by_label("Nobody: I am not in the directory").check()
    page.get_by_label("I am happy to be asked things").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Nobody finds you in the directory now.")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_colleague_is_found_and_then_is_not(
    signed_in: OpenWindow, leader: Person, farida: Person, has_scripts: bool
) -> None:
    hers = signed_in(farida, java_script_enabled=has_scripts, **PHONE).new_page()
    maureens = signed_in(leader, **PHONE).new_page()
    if has_scripts:
        she_lets_her_programme_find_her(hers)
    else:
        hers.goto("/colleagues/how-i-can-be-found/")
        hers.get_by_role("radio", name="People in my programme").check()
        hers.get_by_label("I am happy to be asked things").check()
        hers.get_by_label("Hopes to answer in 2 days").check()
        hers.get_by_role("button", name="Save", exact=True).click()
    maureen_finds_her_by_keyboard(maureens)
    she_takes_it_back(hers)
    answer = maureens.reload()
    assert answer is not None
    assert answer.status == 404
    maureens.goto("/colleagues/?words=coproduction")
    expect(maureens.get_by_role("heading", name="Nobody matches all of this")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_question_is_asked_answered_and_its_asker_kept_away(
    signed_in: OpenWindow, leader: Person, farida: Person, has_scripts: bool
) -> None:
    save_listing(person=farida, by=farida, reach=Listing.Reach.PROGRAMME, can_be_asked=True)
    hers = signed_in(farida, java_script_enabled=has_scripts, **PHONE).new_page()
    maureens = signed_in(leader, **PHONE).new_page()
    maureens.goto(f"/colleagues/{farida.pk}/")
    maureen_asks_her_by_keyboard(maureens)
    she_answers_in_a_room_for_the_two(hers, has_scripts=has_scripts)
    she_blocks_maureen(hers, has_scripts=has_scripts)
    maureen_reads_the_answer_and_can_write_no_more(maureens)
