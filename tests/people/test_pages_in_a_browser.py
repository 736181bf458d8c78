"""Joining, what I bring, and the pages that ask who it is again, in a real browser; all others: tests/journeys."""

import re
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories import PASSWORD
from tests.pages import WIDTHS, faults_of, html_faults, visit
from tests.servers import Mailbox, text_of
from youdesign.people.models import Person

CAREFUL = (
    "/account/2fa/",
    "/account/2fa/totp/deactivate/",
    "/account/2fa/recovery-codes/",
    "/account/2fa/recovery-codes/generate/",
    "/account/sessions/",
    "/account/reauthenticate/",
)


@pytest.fixture
def content(transactional_db: None) -> None:
    """The code lists, as a new site has them."""
    call_command("load_starter_content", verbosity=0)


def sign_in(context: BrowserContext, person: Person) -> None:
    """Sign in by hand, with the password twice, as before something important."""
    page = context.new_page()
    page.goto("/account/login/")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/account/reauthenticate/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.close()


def test_the_pages_behind_a_second_look_have_no_fault(
    content: None, signed_in: Any, leader: Person, tmp_path: Path
) -> None:
    window = signed_in(None)
    sign_in(window, leader)
    page = window.new_page()
    seen = {"/account/2fa/totp/activate/": visit(page, "/account/2fa/totp/activate/")}
    TOTP.activate(leader, generate_totp_secret())
    RecoveryCodes.activate(leader)
    seen |= {path: visit(page, path) for path in CAREFUL}
    assert [fault for faults, _ in seen.values() for fault in faults] == []
    assert html_faults([(path, html) for path, (_, html) in seen.items()], tmp_path) == []


def test_joining_by_keyboard_on_a_narrow_phone_with_a_mistake_on_the_way(
    content: None, signed_in: Any, mailbox: Mailbox
) -> None:
    page: Page = signed_in(None, viewport={"width": 320, "height": 700}).new_page()
    faults: list[str] = []
    page.goto("/account/signup/?next=/me/bring/")
    fill(page, "What should we call you?", "Nasreen")
    fill(page, "Email address", "nasreen@")
    fill(page, "Choose a password", "teapot tuesday bridge")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Finish the email address").click()
    assert page.evaluate("document.activeElement.name") == "email"
    assert page.get_by_label("What should we call you?").input_value() == "Nasreen"
    faults += faults_of(page)
    fill(page, "Email address", "nasreen@example.org")
    fill(page, "Choose a password", "teapot tuesday bridge")
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm-email/**")
    faults += faults_of(page)
    code = re.search(r"^(\d{6})\s*$", text_of(mailbox.wait_for("nasreen@example.org")), re.MULTILINE)
    assert code
    fill(page, "Code", "12")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="That is not the code we sent.").wait_for()
    assert page.get_by_label("Code").input_value() == "12"
    faults += faults_of(page)
    fill(page, "Code", code.group(1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/bring/")
    assert faults == []


def test_what_i_bring_and_need_without_scripts(content: None, signed_in: Any, leader: Person) -> None:
    page: Page = signed_in(leader, java_script_enabled=False, viewport={"width": 320, "height": 700}).new_page()
    page.goto("/me/bring/")
    page.get_by_label("Humour").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Pass by").click()
    page.get_by_role("button", name="Pass by").click()
    page.get_by_label("Tuesday evenings").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Pass by").click()
    page.get_by_label("Breaks").check()
    assert not page.get_by_label("Show what I need to whoever runs my sessions").is_checked()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Saved. This is what it looks like to others.")).to_be_visible()
    assert [need.need.slug for need in leader.access_needs.select_related("need")] == ["breaks"]


def test_telling_someone_signed_out_and_the_thanks(content: None, signed_in: Any) -> None:
    page: Page = signed_in(None).new_page()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/crisis-help/")
        page.get_by_role("contentinfo").get_by_role("link", name="Tell someone").click()
        page.get_by_label("What do you want to tell us?").fill("Something was wrong.")
        page.get_by_role("button", name="Send it").click()
        expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
        assert faults_of(page) == []


def fill(page: Page, label: str, text: str) -> None:
    """Come to a box by its label, and type."""
    box = page.get_by_label(label, exact=True)
    box.focus()
    box.fill("")
    page.keyboard.type(text)
