"""A rush that takes every database connection: a page that says so, keeps what was typed, and sends it again."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from playwright.sync_api import expect

from tests import factories, pages
from youdesign.people.models import Concern, Person
from youdesign.pooled import base

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = 'They read it out.\nTwice, <b>"loudly"</b> & without asking.'


@pytest.fixture
def rush(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test has the one connection there is, whatever else still gives its own back, and nobody waits long."""
    connection.ensure_connection()
    monkeypatch.setattr(base, "PATIENCE", 0.2)
    settings.DATABASE_MOST = 1


@pytest.fixture
def lead(db: None) -> Person:
    """Sam, who answers when somebody tells us something."""
    person = factories.PersonFactory(name="Sam Okoro")
    person.groups.add(Group.objects.create(name="Safeguarding leads"))
    return person


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_what_was_typed_waits_on_the_page_and_is_sent_by_its_button(
    signed_in: Any, leader: Person, lead: Person, has_scripts: bool, request: pytest.FixtureRequest, settings: Any
) -> None:
    page = signed_in(leader, java_script_enabled=has_scripts, viewport={"width": 320, "height": 700}).new_page()
    page.goto("/tell-someone/")
    page.get_by_label("What do you want to tell us?").fill(WORDS)
    request.getfixturevalue("rush")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.get_by_role("heading", level=1, name="We are very busy just now")).to_be_visible()
    if has_scripts:
        assert pages.faults_of(page) == []
    assert not Concern.objects.exists()
    settings.DATABASE_MOST += 20
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("busy")
    assert Concern.objects.get().what.replace("\r\n", "\n") == WORDS


def test_it_is_503_with_when_to_come_back_and_no_cache_keeps_it(
    signed_in: Any, leader: Person, request: pytest.FixtureRequest
) -> None:
    context = signed_in(leader)
    request.getfixturevalue("rush")
    answer = context.request.get("/notices/?page=1")
    assert answer.status == 503
    assert answer.headers["retry-after"] == "10"
    assert answer.headers["cache-control"] == "no-store, private"
    words = answer.text()
    assert "Nothing is lost." in words
    assert 'href="/notices/?page=1"' in words
    assert "Help in a crisis" in words


def test_help_in_a_crisis_needs_no_connection(signed_in: Any, rush: None) -> None:
    assert signed_in(None).request.get("/crisis-help/").status == 200


def test_a_password_is_on_no_page(signed_in: Any, leader: Person, request: pytest.FixtureRequest) -> None:
    page = signed_in(None).new_page()
    page.goto("/account/login/")
    page.get_by_label("Email").fill(leader.email)
    page.get_by_label("Password", exact=True).fill("round the table")
    request.getfixturevalue("rush")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("What you sent did not reach us, and nothing was changed.")).to_be_visible()
    assert "round the table" not in page.content()
    expect(page.get_by_role("link", name="Try again")).to_have_attribute("href", "/account/login/")
