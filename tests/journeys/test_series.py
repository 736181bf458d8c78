"""A facilitator finds a time, plans a series, calls one date off, moves the others and keeps going."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from icalendar import Calendar, Event
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.models import LearningGroup
from tests import factories, pages
from tests.servers import Mailbox, text_of, wait_until
from youdesign.people.models import Audience, Code, Person, Profile

OpenWindow = Callable[..., BrowserContext]


@pytest.fixture
def table(worker: None, starter_content: None, group: LearningGroup, leader: Person) -> None:
    """Maureen and three others, who can make Tuesday evenings and let the group see it."""
    people = [leader, *(factories.GroupMembershipFactory(group=group).person for _ in range(3))]
    for person in people:
        profile = Profile.objects.create(person=person, times_for=Audience.GROUP)
        profile.times.add(Code.objects.get(listing="easy_time", slug="tuesday_evening"))


def she_finds_a_time(page: Page) -> None:
    page.goto("/group/")
    page.get_by_role("link", name="Plan a session").click()
    page.get_by_label("What is it about?").fill("What we learned")
    expect(page.get_by_text("suits 4 of 4")).to_be_visible()
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_label("When does it begin?")).to_have_value("18:00")
    expect(page.get_by_label("What is it about?")).to_have_value("What we learned")


def she_plans_a_series_but_one_date(page: Page) -> None:
    page.get_by_label("How often?").select_option("Every two weeks")
    page.get_by_label("How many times?").fill("5")
    page.get_by_role("textbox", name="Place").fill("Library")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("heading", name="Are these the dates?")).to_be_visible()
    assert pages.faults_of(page) == []
    page.get_by_role("checkbox").nth(1).uncheck()
    page.get_by_role("button", name="Plan these dates").click()
    expect(page.get_by_text("Planned: four dates.")).to_be_visible()
    expect(page.locator(".dates > li")).to_have_count(4)


def she_calls_one_off(page: Page) -> None:
    page.locator(".dates a").nth(1).click()
    page.get_by_role("link", name="Call it off").click()
    expect(page.get_by_label("Only this one")).to_be_checked()
    page.get_by_role("button", name="Call it off, and tell everyone").click()
    expect(page.get_by_text("Called off.")).to_be_visible()


def she_moves_this_and_those_after(page: Page) -> None:
    page.goto("/group/")
    page.locator(".dates a").nth(1).click()
    page.get_by_role("link", name="Change or move it").click()
    page.get_by_label("When does it begin?").fill("19:00")
    page.get_by_label("When does it end?").fill("20:30")
    page.get_by_label("This one and the one after it").check()
    assert pages.faults_of(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved, two dates.")).to_be_visible()


def she_keeps_going(page: Page) -> None:
    page.goto("/group/")
    page.get_by_role("link", name="Keep going").click()
    expect(page.get_by_role("checkbox")).to_have_count(4)
    page.set_viewport_size({"width": 320, "height": 900})
    assert pages.faults_of(page) == []
    page.get_by_role("button", name="Add these dates").click()
    expect(page.get_by_text("Added: four dates.")).to_be_visible()
    expect(page.locator(".dates > li")).to_have_count(7)
    expect(page.locator(".dates > li").nth(6)).to_contain_text(re.compile("7pm to 8:30pm"))


def mail_of(mailbox: Mailbox, person: Person, subject: str) -> EmailMessage:
    def found() -> list[EmailMessage]:
        return [mail for mail in mailbox.to(person.email) if str(mail["Subject"]).startswith(subject)]

    wait_until(lambda: bool(found()), f"the mail “{subject}”", 60)
    return found()[-1]


def events_in(mail: EmailMessage) -> list[Event]:
    (file,) = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    return list(Calendar.from_ical(file.get_content()).walk("VEVENT"))


@pytest.mark.usefixtures("table")
def test_a_series_from_a_time_that_suits_to_the_next_dates(
    signed_in: OpenWindow, mentor: Person, leader: Person, mailbox: Mailbox
) -> None:
    page = signed_in(mentor).new_page()
    she_finds_a_time(page)
    she_plans_a_series_but_one_date(page)
    planned = events_in(mail_of(mailbox, leader, "New dates for your group"))
    assert {(event.start.hour, event["LOCATION"]) for event in planned} == {(18, "Library")}
    assert len({event["UID"] for event in planned}) == 4
    she_calls_one_off(page)
    (gone,) = events_in(mail_of(mailbox, leader, "Cancelled: your group on"))
    assert (gone["STATUS"], gone["UID"]) == ("CANCELLED", planned[1]["UID"])
    she_moves_this_and_those_after(page)
    change = mail_of(mailbox, leader, "New times for your group")
    assert text_of(change).count("It was:") == 2
    moved = events_in(change)
    assert [event["UID"] for event in moved] == [event["UID"] for event in planned[2:]]
    assert {(event["SEQUENCE"], event.start.hour) for event in moved} == {(1, 19)}
    she_keeps_going(page)
    wait_until(lambda: len(mailbox.to(leader.email)) == 4, "four mails, one for each thing she did", 60)
