"""A debrief of one's own, by keyboard on a small phone, through a lost connection; and without scripts too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.actions import join_group
from cohorts.models import LearningGroup, Reflection
from tests import factories
from tests.journeys.by_keyboard import PHONE, Keys
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
OpenWindow = Callable[..., BrowserContext]
CARD = "You matter, and you do not have to carry this alone"


@pytest.fixture
def friend(group: LearningGroup, leader: Person) -> Person:
    """Somebody at Maureen's table."""
    friend: Person = factories.GroupMembershipFactory(group=group).person
    if not group.group_memberships.filter(person=leader).exists():
        join_group(group=group, person=leader, by=group.cohort.programme.coordinator)
    return friend


def she_writes_to_questions(page: Page, keys: Keys) -> None:
    page.goto("/reflections/")
    keys.follow("Write a debrief")
    expect(page.get_by_role("heading", level=1, name="Write a debrief")).to_be_visible()
    keys.follow("On my own, 10 minutes")
    expect(page.get_by_text("About 3 minutes.").first).to_be_visible()
    keys.write("What happened", "They began late and I said so.")
    page.context.set_offline(True)
    keys.write("So what", "I brought the waiting room.")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("So what")).to_have_value("I brought the waiting room.")


def the_card_comes_and_nothing_is_sent(page: Page, keys: Keys) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    keys.write("Look after me", "Some nights I don't want to live")
    expect(page.get_by_role("heading", name=CARD)).to_be_in_viewport()
    assert not [url for url in sent if "/drafts/" not in url]
    page.get_by_label("Look after me").fill("Tea.")


def she_saves_and_changes(page: Page, keys: Keys) -> None:
    keys.follow("Save it for me")
    expect(page.get_by_text("Saved. Only you can read it.")).to_be_visible()
    keys.follow("Change it")
    expect(page.get_by_role("heading", level=1, name="Change my debrief")).to_be_visible()
    page.get_by_label("What happened").fill("They began on time.")
    keys.follow("Save")
    expect(page.get_by_text("They began on time.")).to_be_visible()
    keys.follow("Read the older words")
    expect(page.get_by_role("heading", level=1, name="Older words of my debrief")).to_be_visible()
    keys.follow("Put these words back")
    expect(page.get_by_text("They began late and I said so.")).to_be_visible()


def she_finds_it_and_shares_it(page: Page, keys: Keys, group: LearningGroup) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/reflections/")
    keys.follow("Look for something")
    keys.write("Words in it", "waiting ROOM")
    keys.follow("Look")
    expect(page.get_by_text("1 with “waiting ROOM”.")).to_be_visible()
    page.locator("main .rows a").click()
    expect(page.get_by_role("heading", name="Who can read this")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("I brought the waiting room.")).to_be_visible()
    assert page.get_by_label("Words in it").input_value() == "waiting ROOM"
    page.go_forward()
    assert len(asked) > 3
    assert not [url for url in asked if "waiting" in url.lower()]
    keys.follow("Share it with somebody")
    expect(page.get_by_role("heading", level=1, name="Share my debrief")).to_be_visible()
    page.get_by_label(f"Everybody who sits in {group} today").check()
    keys.follow("Let them read it")
    expect(page.get_by_text(f"One person in {group} can read it.")).to_be_visible()


def a_reader_says_something(page: Page, leader: Person, path: str) -> None:
    page.goto("/reflections/")
    expect(page.get_by_text(str(leader)).first).to_be_visible()
    page.goto(path)
    page.get_by_label("Say something back").fill("You said it first.")
    page.get_by_role("button", name="Send it to").click()
    expect(page.get_by_text("You said it first.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.usefixtures("starter_content")
def test_a_debrief_of_ones_own(
    signed_in: OpenWindow, group: LearningGroup, leader: Person, friend: Person, coordinator: Person
) -> None:
    page = signed_in(leader, **PHONE).new_page()
    keys = Keys(page)
    she_writes_to_questions(page, keys)
    the_card_comes_and_nothing_is_sent(page, keys)
    she_saves_and_changes(page, keys)
    she_finds_it_and_shares_it(page, keys, group)
    path = f"/reflections/{Reflection.objects.get().pk}/"
    a_reader_says_something(signed_in(friend, **PHONE).new_page(), leader, path)
    page.goto(path)
    expect(page.get_by_text("You said it first.")).to_be_visible()
    with page.expect_download() as saved:
        keys.follow("Save a copy")
    assert "I brought the waiting room." in saved.value.path().read_text()
    staff = signed_in(coordinator).new_page()
    answer = staff.goto(path)
    assert answer is not None
    assert answer.status == 404


@pytest.mark.usefixtures("starter_content")
def test_it_works_without_scripts(signed_in: OpenWindow, leader: Person) -> None:
    page = signed_in(leader, java_script_enabled=False, **PHONE).new_page()
    page.goto("/reflections/new/?with=solo_10")
    page.get_by_role("button", name="Save it for me").click()
    expect(page).to_have_title("Error: Write a debrief - You Design")
    page.get_by_label("Now what").fill("I cannot go on like this.")
    page.get_by_text("A few ticks, if you like").click()
    page.get_by_label("Very little").check()
    page.get_by_role("button", name="Save it for me").click()
    expect(page.get_by_role("heading", name=CARD)).to_be_visible()
    expect(page.get_by_text("Very little")).to_be_visible()
    page.get_by_role("link", name="Back to my debriefs").click()
    page.get_by_text("Look for something").click()
    page.get_by_label("Words in it").fill("cannot")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_text("1 with “cannot”.")).to_be_visible()
    assert "cannot" not in page.url
    page.locator("main .rows a").click()
    page.go_back()
    expect(page.get_by_text("1 with “cannot”.")).to_be_visible()
    page.locator("main .rows a").click()
    page.get_by_role("link", name="Throw it away").click()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_text("It is gone for good.")).to_be_visible()
    assert not Reflection.objects.exists()
