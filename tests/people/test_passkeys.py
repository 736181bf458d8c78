"""Passkeys, in a real browser with a device that keeps them."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD
from tests.pages import faults_of
from tests.people.steps import add_device
from tests.servers import Mailbox, text_of
from youdesign.people.models import Person

MINE, ADD = "/account/2fa/webauthn/", "/account/2fa/webauthn/add/"


@pytest.fixture
def page(signed_in: Any) -> Page:
    """A browser page with a device that makes passkeys; nobody is signed in, and nothing breaks the policy."""
    page = signed_in(None).new_page()
    add_device(page)
    return page


def arrive(page: Page, path: str) -> None:
    """Wait until the page at this path is there."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def sign_in(page: Page, person: Person) -> None:
    """Sign in with the password."""
    page.goto("/account/login/")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    arrive(page, "/")


def add_passkey(page: Page, name: str = "") -> None:
    """Add a passkey, with the password again."""
    page.goto(ADD)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    if name:
        page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Your passkey is added.")).to_be_visible()


def sign_out(page: Page) -> None:
    """Sign out."""
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    arrive(page, "/")


def test_she_adds_one_signs_in_with_it_renames_and_removes_it(page: Page, leader: Person, mailbox: Mailbox) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    sign_in(page, leader)
    add_passkey(page, "My old phone")
    assert "A passkey was added" in text_of(mailbox.wait_for(leader.email))
    expect(page.get_by_role("heading", name="My old phone")).to_be_visible()
    sign_out(page)
    page.goto("/account/login/?next=/me/need/")
    page.get_by_role("button", name="Use my passkey").click()
    arrive(page, "/me/need/")
    page.goto(MINE)
    expect(page.get_by_text("Last used on")).to_be_visible()
    page.get_by_role("link", name="Rename My old phone").click()
    page.get_by_role("button", name="Use my passkey").or_(page.get_by_role("button", name="Go on")).first.wait_for()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("The blue phone")
    page.get_by_role("button", name="Save the name").click()
    page.get_by_role("link", name="Remove The blue phone").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()
    assert "A passkey was removed" in text_of(mailbox.wait_for(leader.email, count=2))
    assert complaints == []


def test_a_passkey_closes_no_other_way_for_a_leader(page: Page, leader: Person) -> None:
    sign_in(page, leader)
    add_passkey(page)
    other = Client()
    assert other.post("/account/login/", {"login": leader.email, "password": PASSWORD})["Location"] == "/"


def test_it_is_the_second_step_of_staff_and_signs_them_in_by_itself(
    page: Page, coordinator: Person, settings: Any
) -> None:
    settings.SECOND_STEP_REQUIRED = True
    page.goto("/account/login/?next=/admin/")
    page.get_by_label("Email address").fill(coordinator.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Set up one of these two first.")).to_be_visible()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="My recovery codes")).to_be_visible()
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="What would you like to do?")).to_be_visible()
    sign_out(page)
    sign_in_as_far_as_the_step(page, coordinator)
    expect(page.get_by_role("heading", name="With your passkey")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Use my passkey").click()
    arrive(page, "/")
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="What would you like to do?")).to_be_visible()
    page.goto(MINE)
    page.get_by_role("link", name=re.compile("^Remove")).click()
    page.get_by_role("link", name="Use my passkey").click()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("so your account keeps its second step")).to_be_visible()


def sign_in_as_far_as_the_step(page: Page, person: Person) -> None:
    """Enter the password."""
    page.goto("/account/login/")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_newcomer_joins_with_a_passkey_and_no_password(page: Page, mailbox: Mailbox) -> None:
    page.goto("/account/signup/?next=/me/bring/")
    page.get_by_role("link", name="Join with a passkey").click()
    page.get_by_label("What should we call you?").fill("Nell Hart")
    page.get_by_label("Email address").fill("nell@cast.test")
    page.get_by_role("button", name="Go on").click()
    code = re.search(r"^(\d{6})\s*$", text_of(mailbox.wait_for("nell@cast.test")), re.MULTILINE)
    assert code
    page.get_by_label("Code").fill(code.group(1))
    page.get_by_role("button", name="Go on").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Make my passkey").click()
    arrive(page, "/me/bring/")
    nell = Person.objects.get(email="nell@cast.test")
    assert not nell.has_usable_password()
    page.goto(MINE)
    page.get_by_role("link", name=re.compile("^Remove")).click()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("You have no password, so this passkey stays.")).to_be_visible()
    sign_out(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Use my passkey").click()
    arrive(page, "/")
    assert page.locator("body").get_attribute("data-person") == str(nell.pk)


def test_saying_no_to_the_device_is_fine_and_said(page: Page, leader: Person) -> None:
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))")
    page.goto("/account/login/")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("Nothing was done. You can try again, or use another way.")).to_be_visible()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("Nothing was done.")).to_be_visible()
    assert faults_of(page) == []


def test_one_that_is_not_known_here_is_refused_kindly(page: Page, leader: Person) -> None:
    sign_in(page, leader)
    add_passkey(page)
    leader.authenticator_set.all().delete()
    sign_out(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("That passkey did not work here.")).to_be_visible()


def test_without_javascript_the_pages_say_what_to_use_instead(signed_in: Any, leader: Person) -> None:
    window = signed_in(None, java_script_enabled=False)
    page = window.new_page()
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Use my passkey")).to_be_hidden()
    expect(page.get_by_text("Get a code by email instead.")).to_be_visible()
    page.goto("/account/signup/passkey/")
    expect(page.get_by_text("This browser cannot make a passkey.")).to_be_visible()
    sign_in(page, leader)
    page.goto(ADD)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This browser cannot make a passkey here.")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
