"""Staff sign in: nothing opens, Django admin least of all, before a second step is set up, and then it is asked for."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import BrowserContext, Page, expect

from tests import pages
from tests.factories import PASSWORD
from tests.people.steps import add_device, code_for
from tests.servers import Mailbox, text_of
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]
ADMIN = "/admin/cohorts/invitation/"


@pytest.fixture
def priya(starter_content: None, coordinator: Person, settings: Any) -> Person:
    """The coordinator with her rights, on a site that asks for a second step as every real one does."""
    settings.SECOND_STEP_REQUIRED = True
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    return coordinator


def with_a_password(page: Page, person: Person, *, to: str) -> None:
    page.goto(f"/account/login/?next={to}")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def arrive(page: Page, path: str) -> None:
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def nothing_opens_before_it_is_set_up(page: Page, person: Person) -> None:
    with_a_password(page, person, to=ADMIN)
    for path in ("/account/2fa/", ADMIN, "/admin/", "/", "/notices/"):
        if path != "/account/2fa/":
            page.goto(path)
        arrive(page, "/account/2fa/")
    expect(page.get_by_text("Set up one of these two first.")).to_be_visible()
    assert pages.faults_of(page) == []


def she_sets_up_an_app(page: Page) -> str:
    """Return the secret that her app now has."""
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    key = re.sub(r"\s", "", page.locator("strong.code").inner_text())
    assert pages.faults_of(page) == []
    page.get_by_label("Code from your app").fill(code_for(key))
    page.get_by_role("main").locator("form button.btn").first.click()
    arrive(page, "/account/2fa/recovery-codes/")
    assert pages.faults_of(page) == []
    return key


def a_code_from(page: Page) -> str:
    """Return the first recovery code that the page shows."""
    found = re.search(r"\b\d{8}\b", page.get_by_role("main").inner_text())
    assert found
    return found.group()


def next_time_the_second_step_is_asked(page: Page, person: Person, code: str) -> None:
    with_a_password(page, person, to=ADMIN)
    arrive(page, "/account/2fa/authenticate/")
    assert pages.faults_of(page) == []
    page.get_by_role("textbox", name="Code").fill("000000")
    page.get_by_role("main").get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_text("That is not the right code.").first).to_be_visible()
    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("main").get_by_role("button", name="Sign in").first.click()
    arrive(page, ADMIN)


def test_the_coordinator_sets_up_an_app_and_is_asked_for_it_in_admin(
    signed_in: OpenWindow, priya: Person, mailbox: Mailbox
) -> None:
    first, second, third = (signed_in(None, viewport={"width": 320, "height": 700}).new_page() for _ in range(3))
    nothing_opens_before_it_is_set_up(first, priya)
    she_sets_up_an_app(first)
    assert "app" in text_of(mailbox.wait_for(priya.email))
    recovery = a_code_from(first)
    first.goto(ADMIN)
    arrive(first, ADMIN)
    next_time_the_second_step_is_asked(second, priya, recovery)  # her phone is at home
    with_a_password(third, priya, to=ADMIN)
    third.get_by_role("textbox", name="Code").fill(recovery)  # it worked once
    third.get_by_role("main").get_by_role("button", name="Sign in").first.click()
    expect(third.get_by_text("That is not the right code.").first).to_be_visible()


def test_a_passkey_is_a_second_step_for_admin_in_one(signed_in: OpenWindow, priya: Person) -> None:
    page = signed_in(None).new_page()
    add_device(page)
    nothing_opens_before_it_is_set_up(page, priya)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add a passkey").click()
    arrive(page, "/account/2fa/recovery-codes/")
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"/account/login/?next={ADMIN}")
    page.get_by_role("button", name="Use my passkey").click()
    arrive(page, ADMIN)
