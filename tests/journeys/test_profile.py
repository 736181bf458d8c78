"""A profile said by keyboard on a small phone, left, resumed, and read by each circle as its person chose."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import factories, pages
from tests.factories import picture
from tests.journeys.by_keyboard import PHONE, Keys
from youdesign.people.models import Audience, Person

OpenWindow = Callable[..., BrowserContext]
ABOUT_ME = "I ask why the door opens outwards."
CHOSEN = "() => document.activeElement.selectedOptions[0].text"


class ProfileKeys(Keys):
    """Who also says by keyboard who reads what."""

    def let_read(self, part: str, circle: Audience, question: str = "Who can read this?") -> None:
        """Go to the list under a part, and choose who reads it."""
        self.to(f"{question} ({part})" if part else question)
        for _ in Audience:
            chosen = next(audience for audience in Audience if audience.label == self.page.evaluate(CHOSEN))
            if chosen == circle:
                return
            self.page.keyboard.press("ArrowDown" if chosen < circle else "ArrowUp")
        raise AssertionError(f"The arrows never reached “{circle.label}”.")


def at_section(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()


def she_says_who_she_is(page: Page, keys: ProfileKeys) -> None:
    page.goto("/")
    keys.follow("Start")
    at_section(page, "About me")
    keys.to("Patient leader")
    keys.to("Carer leader", "ArrowDown")
    keys.let_read("What I call myself", Audience.COLLEAGUES)
    keys.write("A few words about you", ABOUT_ME)
    keys.let_read("About me", Audience.MENTOR)
    keys.follow("Save and go on")


def she_says_what_she_brings_and_stops(page: Page, keys: ProfileKeys) -> None:
    at_section(page, "What I bring")
    keys.tick("Humour")
    keys.tick("Caring for someone")
    keys.follow("Save and carry on later")
    expect(page.get_by_text("Saved. Carry on whenever you like.")).to_be_visible()


def her_battery_dies_in_the_middle(page: Page, keys: ProfileKeys) -> None:
    keys.follow("Carry on")
    at_section(page, "Where I do this work")
    keys.tick("I am new to this")
    keys.write("Other languages", "Twi")
    expect(page.get_by_text("It is not saved yet.")).to_be_visible()
    page.context.close()


def she_carries_on_elsewhere(page: Page, keys: ProfileKeys) -> None:
    page.goto("/")
    keys.follow("Carry on")
    at_section(page, "Where I do this work")
    expect(page.get_by_text("We put back what you had written here")).to_be_visible()
    keys.to("Other languages")
    expect(page.get_by_label("Other languages")).to_have_value("Twi")
    keys.follow("Save and go on")


def she_ticks_her_week(page: Page, keys: ProfileKeys) -> None:
    at_section(page, "How and when")
    keys.tick("Phone")
    keys.tick("Tuesday evenings")
    keys.tick("Sunday mornings")
    page.keyboard.press("Space")  # and changes her mind
    keys.let_read("When is easy for me", Audience.GROUP)
    keys.follow("Save and go on")


def she_passes_a_section_by_and_says_what_she_needs(page: Page, keys: ProfileKeys) -> None:
    at_section(page, "What I want from a mentor")
    keys.follow("Pass by")
    at_section(page, "What I need")
    keys.tick("Breaks")
    keys.follow("Save and go on")
    expect(page.get_by_text("Saved. This is what it looks like to others.")).to_be_visible()


def she_shows_her_face_to_her_mentor(page: Page, keys: ProfileKeys, photo: Path) -> None:
    keys.follow("My photo")
    at_section(page, "My photo")
    keys.to("Your photo")
    page.keyboard.press("Enter")
    expect(page.locator("input[type=file]")).to_have_value(re.compile(photo.name))
    keys.let_read("", Audience.MENTOR, question="Who can see it?")
    keys.follow("Save")
    expect(page.get_by_text("Saved. This is what it looks like to others.")).to_be_visible()


def she_sees_it_as_each_circle_sees_it(page: Page, keys: ProfileKeys) -> None:
    keys.follow("My mentor")
    expect(page.get_by_role("heading", name="What my mentor can see")).to_be_visible()
    as_her_mentor_reads_it(page)
    assert pages.faults_of(page) == []
    keys.follow("My group")
    expect(page.get_by_role("heading", name="What my group can see")).to_be_visible()
    as_her_group_reads_it(page)


def as_her_group_reads_it(page: Page) -> None:
    main = page.get_by_role("main")
    for words in ("Carer leader", "Humour", "Twi", "New to this", "Tuesday evenings"):
        expect(main).to_contain_text(words)
    for words in (ABOUT_ME, "Caring for someone", "Breaks", "Sunday"):
        expect(main).not_to_contain_text(words)
    expect(main.locator("img")).to_have_count(0)


def as_her_mentor_reads_it(page: Page) -> None:
    main = page.get_by_role("main")
    for words in ("Carer leader", "Humour", "Phone", ABOUT_ME):
        expect(main).to_contain_text(words)
    for words in ("Caring for someone", "Breaks"):
        expect(main).not_to_contain_text(words)
    expect(main.locator("img")).to_have_js_property("complete", True)
    assert main.locator("img").evaluate("(photo) => photo.naturalWidth") > 0


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo on her phone."""
    file = tmp_path / "me.jpg"
    file.write_bytes(picture())
    return file


def test_a_profile_is_said_by_keyboard_and_read_as_she_chose(
    starter_content: None,
    signed_in: OpenWindow,
    photo: Path,
    group: LearningGroup,
    match: Match,
    leader: Person,
    mentor: Person,
    stranger: Person,
) -> None:
    bev = factories.GroupMembershipFactory(group=group).person
    page = signed_in(leader, **PHONE).new_page()
    she_says_who_she_is(page, ProfileKeys(page))
    she_says_what_she_brings_and_stops(page, ProfileKeys(page))
    her_battery_dies_in_the_middle(page, ProfileKeys(page))
    page = signed_in(leader, **PHONE).new_page()
    page.on("filechooser", lambda chooser: chooser.set_files(photo))  # heard from the start: Chromium is told late
    keys = ProfileKeys(page)
    she_carries_on_elsewhere(page, keys)
    she_ticks_her_week(page, keys)
    she_passes_a_section_by_and_says_what_she_needs(page, keys)
    she_shows_her_face_to_her_mentor(page, keys, photo)
    she_sees_it_as_each_circle_sees_it(page, keys)
    hers = f"/colleagues/{leader.pk}/"
    for person, reads in ((bev, as_her_group_reads_it), (mentor, as_her_mentor_reads_it)):
        theirs = signed_in(person, **PHONE).new_page()
        theirs.goto(hers)
        expect(theirs.get_by_role("heading", level=1, name="Maureen Webb")).to_be_visible()
        reads(theirs)
    answer = signed_in(stranger, **PHONE).new_page().goto(hers)
    assert answer is not None
    assert answer.status == 404
