"""After a session: who was there, what the group learned, checked from the mail; walked in a real browser."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.actions import be_unwell_today, plan_session
from cohorts.models import DebriefSession, LearningGroup
from tests import factories, pages
from tests.servers import Mailbox, text_of
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 320, "height": 700}}
HOUR = datetime.timedelta(hours=1)
LEARNED = "Ask for the papers five days early."


@pytest.fixture
def farida(group: LearningGroup) -> Person:
    """Farida, who is in Maureen's group too."""
    seat = factories.MembershipFactory(
        cohort=group.cohort, person__name="Farida Rahman", person__email="farida@cast.test"
    )
    group.group_memberships.create(person=seat.person)
    factories.RoomMemberFactory(room=group.room, person=seat.person)
    return seat.person


def it_was_planned_and_is_over(group: LearningGroup, unwell: Person) -> DebriefSession:
    """One said that she was unwell; the group met without her."""
    starts_at = timezone.now() + HOUR
    session = plan_session(by=group.facilitator, group=group, starts_at=starts_at, ends_at=starts_at + HOUR)
    be_unwell_today(by=unwell, now=timezone.now())
    group.group_memberships.update(joined_at=timezone.now() - 24 * HOUR)
    session.starts_at, session.ends_at = timezone.now() - 2 * HOUR, timezone.now() - HOUR
    session.save()
    return session


def she_says_who_was_there(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_role("link", name="Say who was there").click()
    expect(page.get_by_role("radiogroup", name="Farida Rahman").get_by_label("Not there")).to_be_checked()
    page.get_by_role("button", name="Save: we met").click()
    expect(page.get_by_role("heading", name="One thing needs another look")).to_be_visible()
    page.get_by_role("radiogroup", name="Maureen Webb").get_by_label("There", exact=True).check()
    assert pages.faults_of(page) == []
    page.get_by_role("button", name="Save: we met").click()
    expect(page.get_by_text("Each of them can read their own.")).to_be_visible()


def she_writes_what_they_learned(page: Page) -> None:
    page.get_by_role("link", name="Write what we learned").click()
    page.get_by_label("What we did").fill("One turn.")
    page.get_by_label("What we learned").fill(LEARNED)
    assert pages.faults_of(page) == []
    page.get_by_role("button", name="Save for the group").click()
    expect(page.get_by_text("0 of 2 have said that it is right.")).to_be_visible()


def link_in(mailbox: Mailbox, person: Person, subject: str) -> str:
    """Return the way to the recap in the one mail with these words in its subject."""
    (text,) = [text_of(mail) for mail in mailbox.to(person.email) if subject in str(mail["Subject"])]
    assert LEARNED not in text
    found = re.search(r"https?://\S+/recap/", text)
    assert found, text
    return found.group()


def she_says_that_it_is_right(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_text(LEARNED)).to_be_visible()
    assert pages.faults_of(page) == []
    page.get_by_role("button", name="That is right").click()
    expect(page.get_by_text("You said that it is right.")).to_be_visible()


def she_would_change_something(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("link", name="I would change something").click()
    page.get_by_label("What would you change?").fill("Say a week, not five days.")
    assert pages.faults_of(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Whoever wrote it can read that.")).to_be_visible()


def she_changes_it_and_asks_again(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_text("Say a week, not five days.")).to_be_visible()
    expect(page.get_by_text("1 of 2 have said that it is right.")).to_be_visible()
    page.get_by_role("link", name="Change the words").click()
    page.get_by_label("What we learned").fill("Ask for the papers a week early.")
    page.get_by_role("button", name="Save for the group").click()
    expect(page.get_by_text("0 of 2 have said that it is right.")).to_be_visible()
    page.get_by_role("button", name="It stands").click()
    expect(page.get_by_text("This is what the group keeps.")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_group_learns_from_a_session_that_one_of_them_missed(
    starter_content: None,
    signed_in: OpenWindow,
    mailbox: Mailbox,
    leader: Person,
    mentor: Person,
    farida: Person,
    group: LearningGroup,
    has_scripts: bool,
) -> None:
    session = it_was_planned_and_is_over(group, farida)
    path = f"/sessions/{session.pk}/"
    ruths, hers, faridas = (
        signed_in(person, java_script_enabled=has_scripts, **PHONE).new_page() for person in (mentor, leader, farida)
    )
    she_says_who_was_there(ruths, path)
    she_writes_what_they_learned(ruths)
    drain(now=timezone.now() + 30 * HOUR)
    Notice.objects.filter(kind="session_after").update(sent_at=timezone.now())  # only the drain was a day ahead
    she_says_that_it_is_right(hers, link_in(mailbox, leader, "After your group"))
    she_would_change_something(faridas, link_in(mailbox, farida, "What you missed"))
    she_changes_it_and_asks_again(ruths, f"{path}recap/")
    session.refresh_from_db()
    assert session.state == "summary_agreed"
    drain(now=timezone.now() + 31 * HOUR)
    hers.goto(link_in(mailbox, leader, "is it right?"))
    expect(hers.get_by_text("Ask for the papers a week early.")).to_be_visible()
    expect(hers.get_by_role("button", name="That is right")).to_be_visible()
