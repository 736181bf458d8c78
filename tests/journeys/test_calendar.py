"""Maureen lets her calendar read her dates: a session moves there too, and a press of a button ends it."""

import datetime
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError

from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.actions import move_session, plan_session
from cohorts.models import DebriefSession, LearningGroup
from tests import pages
from tests.servers import Site
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 320, "height": 700}}
HOUR = datetime.timedelta(hours=1)


def a_session_is_planned(group: LearningGroup, facilitator: Person) -> DebriefSession:
    at = timezone.now().replace(microsecond=0) + datetime.timedelta(days=5)
    return plan_session(by=facilitator, group=group, starts_at=at, ends_at=at + HOUR, phone_in="0117 496 0118")


def she_makes_an_address(page: Page) -> str:
    page.goto("/")
    page.get_by_role("link", name="Put my dates in my calendar").click()
    assert pages.faults_of(page) == []
    page.get_by_role("button", name="Make my calendar address").click()
    expect(page.get_by_role("heading", name="Here is your calendar address")).to_be_visible()
    assert pages.faults_of(page) == []
    address = page.locator("#feed-address").input_value()
    opener = page.get_by_role("link", name="Add it on this phone or computer")
    assert opener.get_attribute("href") == address.replace("http:", "webcal:")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the address").press("Enter")
    expect(page.get_by_text("Copied. Paste it into your calendar.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert pages.faults_of(page) == []
    return address


def she_reads_that_it_is_shown_once(page: Page) -> None:
    page.reload()
    expect(page.get_by_text("We cannot show it again")).to_be_visible()
    expect(page.locator("#feed-address")).to_have_count(0)
    assert pages.faults_of(page) == []


def her_calendar_reads(address: str) -> Any:
    """Return the one event that a program without a browser gets."""
    with urllib.request.urlopen(address) as answer:
        [event] = Calendar.from_ical(answer.read()).walk("VEVENT")
    return event


def it_has_not_changed(address: str) -> bool:
    """Whether the program, which says what it has, is told that nothing is new."""
    with urllib.request.urlopen(address) as answer:
        mark = answer.headers["ETag"]
    return status_of(urllib.request.Request(address, headers={"If-None-Match": mark})) == 304


def status_of(request: Any) -> int:
    """Return the number of the answer that is no page."""
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def the_session_moves(session: DebriefSession, facilitator: Person) -> datetime.datetime:
    at = session.starts_at + datetime.timedelta(days=2)
    move_session(session=session, by=facilitator, starts_at=at, ends_at=at + HOUR)
    return at


def she_stops_it(page: Page) -> None:
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_text("No calendar can read your dates here any more.")).to_be_visible()


def test_a_calendar_follows_until_it_is_stopped(
    signed_in: OpenWindow, site: Site, leader: Person, mentor: Person, group: LearningGroup
) -> None:
    session = a_session_is_planned(group, mentor)
    page = signed_in(leader, **PHONE).new_page()
    address = she_makes_an_address(page)
    she_reads_that_it_is_shown_once(page)
    before = her_calendar_reads(address)
    assert before["DTSTART"].dt == session.starts_at
    assert it_has_not_changed(address)
    moved_to = the_session_moves(session, mentor)
    after = her_calendar_reads(address)
    assert (after["UID"], after["DTSTART"].dt) == (before["UID"], moved_to)
    assert after["SEQUENCE"] > before["SEQUENCE"]
    she_stops_it(page)
    assert status_of(address) == 404
