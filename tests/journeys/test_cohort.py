"""A coordinator runs a cohort: from an empty programme to groups that are published and heard of."""

import csv
import io
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.actions import accept_invitation, grant_role, rather_not_be_with
from cohorts.models import Cohort, Invitation, LearningGroup, Programme
from tests import factories, pages
from tests.servers import Mailbox, wait_until
from youdesign.people.models import Code, Person, Profile

OpenWindow = Callable[..., BrowserContext]


@pytest.fixture
def people(starter_content: None) -> list[Person]:
    """Ten people with accounts, who can make Tuesday evenings."""
    made = [factories.PersonFactory(name=f"Leader {at:02}", email=f"leader{at}@cast.test") for at in range(10)]
    for person in made:
        Profile.objects.create(person=person).times.add(Code.objects.get(listing="easy_time", slug="tuesday_evening"))
    return made


@pytest.fixture
def ready(people: list[Person], worker: None, coordinator: Person, programme: Programme, mentor: Person) -> None:
    """Priya has her rights, and Ruth may facilitate."""
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    grant_role(person=mentor, programme=programme, role="facilitator", by=coordinator)


def she_adds_a_cohort(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Add a cohort").click()
    page.get_by_label("Programme").select_option("Leading Together")
    page.get_by_label("Name").fill("Spring 2027")
    page.get_by_label("Starts on").fill("2027-03-01")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Added: Spring 2027")).to_be_visible()


def she_invites_a_list_and_they_say_yes(page: Page, people: list[Person]) -> None:
    page.goto("/admin/cohorts/invitation/list/")
    rows = io.StringIO()
    csv.writer(rows).writerows([("email", "name"), *((person.email, person.name) for person in people)])
    page.get_by_label("Cohort").select_option("Spring 2027")
    page.locator("input[type=file]").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": rows.getvalue().encode()}
    )
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Send 10 invitations").click()
    expect(page.locator(".messagelist")).to_contain_text("10")
    for person in people:
        accept_invitation(invitation=Invitation.objects.get(email=person.email), by=person)


def she_asks_for_a_proposal(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Form the groups of a cohort").click()
    page.get_by_label("Cohort").select_option("Spring 2027")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Groups of Spring 2027")).to_be_visible()
    expect(page.get_by_text("5 of 5 can make Tuesday evenings")).to_have_count(2)
    assert pages.faults_of(page) == []


def she_moves_one_by_keyboard_and_one_by_drag(page: Page) -> None:
    first, second = page.locator("[data-table]:not(.yd-table--none)").all()
    mover = first.locator("[data-who]").first.inner_text()
    box = page.get_by_label(f"Group of {mover}")
    box.focus()
    page.keyboard.press("ArrowDown")
    expect(second.get_by_text("6 of 6 can make Tuesday evenings")).to_be_visible()
    expect(box).to_be_focused()
    expect(page.locator("[data-said]")).to_have_text(f"Saved. {mover}: Group 2. 6 of 6 can make Tuesday evenings")
    expect(first.get_by_text("Few: five or more is better.")).to_be_visible()
    other = second.locator("[data-card]").first
    other.locator("[data-who]").drag_to(first.get_by_role("heading"))
    expect(first.get_by_text("5 of 5 can make Tuesday evenings")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 900})
    assert pages.faults_of(page) == []


def she_publishes_and_is_sent_back_once(page: Page) -> None:
    assert not LearningGroup.objects.exists()
    for words in ("Not published yet.", "Published."):
        page.get_by_role("link", name="Publish…").click()
        page.get_by_label("Why?").fill("The cohort is complete.")
        page.get_by_role("button", name="Publish, and tell 10 people").click()
        expect(page.locator(".messagelist")).to_contain_text(words)


def everybody_hears_of_their_group(page: Page, mailbox: Mailbox, person: Person) -> None:
    seat = "You have a seat in the learning group"
    wait_until(lambda: any(seat in mail["subject"] for mail in mailbox.to(person.email)), "the mail about a seat", 60)
    page.goto("/group/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Group")
    expect(page.get_by_role("main")).to_contain_text("Ruth Adeyemi")


@pytest.mark.usefixtures("ready")
def test_a_cohort_from_an_empty_programme_to_published_groups(
    signed_in: OpenWindow, coordinator: Person, people: list[Person], mailbox: Mailbox
) -> None:
    page = signed_in(coordinator).new_page()
    she_adds_a_cohort(page)
    she_invites_a_list_and_they_say_yes(page, people)
    she_asks_for_a_proposal(page)
    she_moves_one_by_keyboard_and_one_by_drag(page)
    one, two, *_ = Cohort.objects.get().group_drafts.get().tables.all()[0].seats.select_related("person")
    rather_not_be_with(person=one.person, by=two.person)
    she_publishes_and_is_sent_back_once(page)
    everybody_hears_of_their_group(signed_in(people[3]).new_page(), mailbox, people[3])
