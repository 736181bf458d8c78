"""The account pages that come only on the way to somewhere, walked at 320 px: no axe finding, nothing sideways."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.factories import PASSWORD
from tests.pages import faults_of
from tests.people.steps import add_device, code_for, give_app
from tests.servers import Mailbox, text_of
from youdesign.people.models import Person


class Walk:
    """One phone and what was wrong on its way."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.headings: list[str] = []

    def look(self) -> None:
        """Look at the page as it is."""
        heading = self.page.get_by_role("heading", level=1).inner_text()
        self.headings.append(heading)
        self.faults += [f"{heading}: {fault}" for fault in faults_of(self.page)]

    def come_home(self) -> None:
        """Wait until home is there."""
        self.page.wait_for_url(lambda url: urlsplit(url).path == "/")

    def press(self, name: str) -> None:
        """Press a button of the page's main part."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()

    def fill(self, label: str, text: str) -> None:
        """Type into a box."""
        self.page.get_by_role("textbox", name=label, exact=True).fill(text)


@pytest.fixture
def walk(signed_in: Any) -> Walk:
    """A narrow phone on which nobody is signed in, with passkeys."""
    page = signed_in(None, viewport={"width": 320, "height": 700}).new_page()
    add_device(page)
    return Walk(page)


def code_to(mailbox: Mailbox, address: str, count: int) -> str:
    """Return the code in this person's newest mail."""
    found = re.search(r"^(\d{6})\s*$", text_of(mailbox.wait_for(address, count=count)), re.MULTILINE)
    assert found
    return found.group(1)


def test_a_code_to_sign_in(walk: Walk, leader: Person, mailbox: Mailbox) -> None:
    walk.page.goto("/account/login/code/")
    walk.press("Send me a code")
    walk.look()  # with an error
    walk.fill("Email address", leader.email)
    walk.press("Send me a code")
    walk.look()
    walk.fill("Code", "000000")
    walk.press("Go on")
    walk.look()
    walk.fill("Code", code_to(mailbox, leader.email, 1))
    walk.press("Go on")
    walk.come_home()
    assert walk.faults == []


def test_a_new_password(walk: Walk, leader: Person, mailbox: Mailbox) -> None:
    walk.page.goto("/account/password/reset/")
    walk.look()
    walk.fill("Email address", leader.email)
    walk.press("Send me a code")
    walk.look()
    walk.fill("Code", code_to(mailbox, leader.email, 1))
    walk.press("Go on")
    walk.look()
    walk.fill("New password", "short")
    walk.fill("New password again", "shorter")
    walk.press("Save my new password")
    walk.look()
    for label in ("New password", "New password again"):
        walk.fill(label, "bridge tuesday teapot")
    walk.press("Save my new password")
    walk.look()
    assert walk.faults == []


def test_two_steps_and_the_way_back_to_one(walk: Walk, leader: Person) -> None:
    secret = give_app(leader)
    walk.page.goto("/account/login/")
    walk.fill("Email address", leader.email)
    walk.fill("Password", PASSWORD)
    walk.press("Sign in")
    walk.look()
    walk.fill("Code", code_for(secret))
    walk.press("Sign in")
    walk.come_home()
    walk.page.goto("/account/2fa/totp/deactivate/")
    walk.look()
    walk.page.goto("/account/2fa/recovery-codes/generate/")
    walk.look()
    assert walk.faults == []


def test_a_new_address_and_the_pages_about_passkeys(walk: Walk, leader: Person, mailbox: Mailbox) -> None:
    page = walk.page
    page.goto("/account/login/")
    walk.fill("Email address", leader.email)
    walk.fill("Password", PASSWORD)
    walk.press("Sign in")
    walk.come_home()
    page.goto("/account/email/")
    walk.look()
    walk.fill("New email address", "maureen.webb@cast.test")
    walk.press("Change my address")
    walk.look()  # is it you?
    walk.fill("Password", PASSWORD)
    walk.press("Go on")
    walk.look()  # the code
    page.goto("/account/email/")
    walk.look()  # while it waits
    for path in ("/account/password/change/", "/account/2fa/webauthn/add/"):
        page.goto(path)
        walk.look()
    walk.press("Add a passkey")
    page.wait_for_url("**/account/2fa/webauthn/")
    walk.look()
    page.get_by_role("link", name=re.compile("^Rename")).click()
    walk.look()
    page.goto("/account/2fa/webauthn/")
    page.get_by_role("link", name=re.compile("^Remove")).click()
    walk.look()
    page.goto("/account/reauthenticate/?next=/me/")
    walk.look()
    page.goto("/account/sessions/")
    walk.look()
    page.goto("/account/logout/")
    walk.look()
    assert walk.faults == []


def test_joining_with_a_passkey_and_choosing_a_first_password(walk: Walk, mailbox: Mailbox) -> None:
    page = walk.page
    page.goto("/account/signup/passkey/")
    walk.look()
    walk.fill("What should we call you?", "Nasreen")
    walk.fill("Email address", "nasreen@example.org")
    page.get_by_role("main").locator("form button.btn").first.click()
    walk.look()
    walk.fill("Code", code_to(mailbox, "nasreen@example.org", 1))
    walk.press("Go on")
    page.wait_for_url("**/account/2fa/webauthn/signup/")
    walk.look()
    page.get_by_role("main").locator("form button.btn").first.click()
    walk.come_home()
    page.goto("/account/password/set/")
    walk.look()
    assert walk.faults == []
