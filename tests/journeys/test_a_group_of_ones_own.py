"""A leader asks to join, says yes, and starts a group of her own: others join, and the coordinator opens it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.actions import answer_proposal, grant_role
from cohorts.models import Cohort, LearningGroup, ProposedGroup
from cohorts.times import today
from tests import factories
from tests.pages import WIDTHS, faults_of
from tests.servers import Mailbox, wait_until
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]


@pytest.fixture
def open_cohort(starter_content: None, worker: None, cohort: Cohort, coordinator: Person, mentor: Person) -> Cohort:
    """The cohort can be asked to join, Priya has her rights, and Ruth may facilitate."""
    factories.ProgrammePageFactory(programme=cohort.programme)
    cohort.places, cohort.ask_until = 8, today()
    cohort.save()
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    grant_role(person=mentor, programme=cohort.programme, role="facilitator", by=coordinator)
    return cohort


def sound(page: Page) -> None:
    """The page has no fault on a phone nor on a desk."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert faults_of(page) == []


def she_asks_to_join(page: Page) -> None:
    page.goto("/programmes/")
    page.get_by_role("link", name="Leading Together").click()
    page.get_by_role("link", name="Ask to join").click()
    page.get_by_label("What would you like to change?").fill("The letters.")
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_text("We have it.")).to_be_visible()


def priya_welcomes_her(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="People who asked to join").first.click()
    page.get_by_role("link", name="Nell Hart").click()
    page.get_by_role("link", name="Answer").click()
    page.get_by_role("radio", name="Welcome: offer a place").check()
    page.get_by_role("button", name="See the letter first").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Welcomed: Nell Hart.")).to_be_visible()


def she_says_yes_and_proposes_a_group(page: Page) -> None:
    page.goto("/programmes/")
    page.get_by_role("link", name="Leading Together").click()
    page.get_by_role("link", name="Read it and say yes").click()
    page.get_by_role("button", name="Yes, I accept").click()
    page.goto("/group/")
    page.get_by_role("link", name="New groups that people would like to start").click()
    sound(page)
    page.get_by_role("link", name="Start a new group").click()
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    sound(page)
    page.get_by_label("What would you call it?").fill("First boards")
    page.get_by_label("What is it for?").fill("For people new to boards.")
    page.get_by_label("When could it meet?").fill("Thursday mornings")
    page.get_by_label("Ruth Adeyemi").check()
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("2 more people are needed.")).to_be_visible()
    sound(page)


def another_joins(page: Page) -> None:
    page.goto("/group/")
    page.get_by_role("link", name="New groups that people would like to start").click()
    page.get_by_role("link", name="First boards").click()
    page.get_by_role("button", name="I am in").click()
    expect(page.get_by_role("heading", name="You are in")).to_be_visible()
    sound(page)


def ruth_says_yes_from_her_mail(page: Page, mailbox: Mailbox, ruth: Person) -> None:
    asked = "Would you facilitate a new group?"
    wait_until(lambda: any(mail["subject"] == asked for mail in mailbox.to(ruth.email)), "the mail that asks", 60)
    page.goto(f"/groups/new/{ProposedGroup.objects.get().pk}/")
    page.get_by_role("button", name="Yes, I facilitate it").click()
    expect(page.get_by_text("It is ready. Priya Nair is asked to open it.")).to_be_visible()


def priya_opens_it(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Groups that members would like").first.click()
    page.get_by_role("link", name="First boards").click()
    page.get_by_role("link", name="Open it, or answer").click()
    sound(page)
    page.get_by_role("button", name="Open the group").click()
    expect(page.get_by_text("Opened: First boards.")).to_be_visible()


def test_from_asking_to_join_to_a_group_of_ones_own(
    signed_in: OpenWindow, open_cohort: Cohort, coordinator: Person, mentor: Person, leader: Person, mailbox: Mailbox
) -> None:
    nell = factories.PersonFactory(name="Nell Hart", email="nell@cast.test")
    hers, office = signed_in(nell).new_page(), signed_in(coordinator).new_page()
    she_asks_to_join(hers)
    priya_welcomes_her(office)
    she_says_yes_and_proposes_a_group(hers)
    another_joins(signed_in(leader).new_page())
    third = factories.MembershipFactory(cohort=open_cohort).person
    answer_proposal(proposal=ProposedGroup.objects.get(), by=third, answer="in")
    ruth_says_yes_from_her_mail(signed_in(mentor).new_page(), mailbox, mentor)
    priya_opens_it(office)
    hers.goto("/group/")
    expect(hers.get_by_role("heading", name="First boards", level=1)).to_be_visible()
    assert LearningGroup.objects.get().members().count() == 3
    seat = "You have a seat in the learning group"
    wait_until(lambda: any(seat in mail["subject"] for mail in mailbox.to(leader.email)), "the mail about a seat", 60)
