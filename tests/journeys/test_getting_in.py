"""Getting in, walked on a small phone: by an invitation's link, by a code after asking, by a passkey."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import BrowserContext, Page, expect

from cohorts import actions
from cohorts.models import Application, Cohort, LearningGroup
from cohorts.times import today
from tests import factories, pages
from tests.people.steps import add_device
from tests.servers import Mailbox, text_of
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 320, "height": 700}}
NELL, PASSWORD = "nell@cast.test", "teapot tuesday bridge"

pytestmark = pytest.mark.usefixtures("starter_content", "worker")


def sound(page: Page) -> None:
    """Check that the page as it is has no fault that axe finds, and fits."""
    assert pages.faults_of(page) == [], page.url


def link_in(mailbox: Mailbox, address: str, *, count: int = 1) -> str:
    """Return the address in the newest invitation to this person."""
    found = re.search(r"https?://\S+/invitations/link/\S+", text_of(mailbox.wait_for(address, count=count, seconds=40)))
    assert found
    return found.group(0)


def code_in(mailbox: Mailbox, address: str) -> str:
    """Return the six numbers of the newest mail to this address."""
    found = re.search(r"^(\d{6})\s*$", text_of(mailbox.wait_for(address)), re.MULTILINE)
    assert found
    return found.group(1)


def she_says_yes(page: Page, group: LearningGroup) -> None:
    """Back at the invitation she accepts, and is at her group's table."""
    expect(page.get_by_text("Nothing happens until you say yes.")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Yes, I accept").click()
    expect(page.get_by_text("Welcome. You have a place in Leading Together.")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Tuesday group")).to_be_visible()
    sound(page)
    assert group.has_member(Person.objects.get(email=NELL))


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_by_the_link_of_an_invitation_and_no_code(
    signed_in: OpenWindow, coordinator: Person, group: LearningGroup, mailbox: Mailbox, has_scripts: bool
) -> None:
    actions.invite(by=coordinator, cohort=group.cohort, group=group, email=NELL, name="Nell")
    page = signed_in(None, java_script_enabled=has_scripts, **PHONE).new_page()
    page.goto(link_in(mailbox, NELL))
    expect(page.get_by_role("heading", level=1, name="Priya Nair invites you to Leading Together")).to_be_visible()
    sound(page)
    page.get_by_role("main").get_by_role("button", name="Join").click()
    expect(page.get_by_text("you need no code")).to_be_visible()
    expect(page.get_by_label("Email address")).to_have_value(NELL)
    sound(page)
    page.get_by_label("What should we call you?").fill("Nell Hart")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Join").click()
    she_says_yes(page, group)
    assert len(mailbox.to(NELL)) == 1


def test_by_a_passkey_on_the_way_from_an_invitation(
    signed_in: OpenWindow, coordinator: Person, group: LearningGroup, mailbox: Mailbox
) -> None:
    actions.invite(by=coordinator, cohort=group.cohort, group=group, email=NELL, name="Nell")
    page = signed_in(None, **PHONE).new_page()
    add_device(page)
    page.goto(link_in(mailbox, NELL))
    page.get_by_role("main").get_by_role("button", name="Join").click()
    page.get_by_role("link", name="Join with a passkey").click()
    expect(page.get_by_label("Email address")).to_have_value(NELL)
    sound(page)
    page.get_by_label("What should we call you?").fill("Nell Hart")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Make my passkey")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Make my passkey").click()
    she_says_yes(page, group)
    assert not Person.objects.get(email=NELL).has_usable_password()


def press(page: Page, name: str) -> None:
    """Move by Tab to the link or button of this name, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.innerText.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never reached “{name}” on {page.url}.")


def type_into(page: Page, label: str, text: str) -> None:
    """Move by Tab to the box with this label, and type."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if (
            page.evaluate("() => [...(document.activeElement.labels || [])].map(l => l.innerText.trim()).join()")
            == label
        ):
            page.keyboard.type(text)
            return
    raise AssertionError(f"Tab never reached “{label}” on {page.url}.")


@pytest.fixture
def spring(cohort: Cohort) -> Cohort:
    """The cohort that can be asked to join."""
    factories.ProgrammePageFactory(programme=cohort.programme)
    cohort.places, cohort.ask_until = 8, today()
    cohort.save()
    return cohort


def she_asks_before_she_has_an_account(page: Page, mailbox: Mailbox) -> None:
    """By keyboard alone: from the first page to the question, through joining, and back to what she typed."""
    page.goto("/")
    press(page, "See the programmes")
    page.wait_for_url("**/programmes/")
    sound(page)
    press(page, "Leading Together")
    expect(page.get_by_role("heading", name="Payment and expenses")).to_be_visible()
    sound(page)
    press(page, "Ask to join")
    page.wait_for_url("**/ask/")
    press(page, "Go on")
    expect(page.get_by_role("alert")).to_be_visible()
    sound(page)
    type_into(page, "What would you like to change?", "The letters nobody understands.")
    press(page, "Go on")
    page.wait_for_url("**/account/signup/**")
    type_into(page, "What should we call you?", "Nell Hart")
    type_into(page, "Email address", NELL)
    type_into(page, "Choose a password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/confirm-email/**")
    sound(page)
    type_into(page, "Code", code_in(mailbox, NELL))
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/")
    expect(page.get_by_label("What would you like to change?")).to_have_value("The letters nobody understands.")
    sound(page)
    press(page, "Ask to join")
    expect(page.get_by_text("We have it. Priya Nair reads it and writes to you.")).to_be_visible()
    sound(page)


def priya_welcomes_her(page: Page) -> None:
    """On the staff pages: reads what she wrote, sees the letter, sends it."""
    page.goto("/admin/")
    page.get_by_role("link", name="People who asked to join").first.click()
    page.get_by_role("link", name="Nell Hart").click()
    page.get_by_role("link", name="Answer").click()
    expect(page.get_by_text("The letters nobody understands.")).to_be_visible()
    page.get_by_role("radio", name="Welcome: offer a place").check()
    page.get_by_label("Words of your own").fill("Letters are on our list too.")
    page.get_by_role("button", name="See the letter first").click()
    letter = page.get_by_role("region", name="The letter")
    expect(letter.get_by_text("Letters are on our list too.")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Welcomed: Nell Hart.")).to_be_visible()


def test_by_asking_with_a_code_and_the_coordinators_welcome(
    signed_in: OpenWindow, coordinator: Person, spring: Cohort, mailbox: Mailbox
) -> None:
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    hers = signed_in(None, **PHONE).new_page()
    she_asks_before_she_has_an_account(hers, mailbox)
    mailbox.wait_for(coordinator.email, seconds=40)
    count = len(mailbox.to(NELL))
    priya_welcomes_her(signed_in(coordinator, viewport={"width": 1280, "height": 900}).new_page())
    hers.goto(link_in(mailbox, NELL, count=max(count, 2) + 1))
    sound(hers)
    hers.get_by_role("button", name="Yes, I accept").click()
    expect(hers.get_by_text("Welcome. You have a place in Leading Together.")).to_be_visible()
    sound(hers)
    assert Application.objects.get().person.memberships.get().cohort == spring
