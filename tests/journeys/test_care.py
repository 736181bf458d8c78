"""A pause and the way back; unwell today, from home and from a mail: walked in a real browser, with real mail."""

import datetime
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.actions import plan_session
from cohorts.models import DebriefSession, LearningGroup, Membership
from tests import factories, pages
from tests.servers import Mailbox, text_of
from youdesign.conversations.actions import post_message
from youdesign.notices.drain import drain
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 320, "height": 700}}
HOUR = datetime.timedelta(hours=1)
WORDS = "I will read it when I am back."


@pytest.fixture
def farida(group: LearningGroup) -> Person:
    """Farida, who is in Maureen's group too."""
    seat = factories.MembershipFactory(cohort=group.cohort, person__name="Farida Rahman")
    group.group_memberships.create(person=seat.person)
    factories.RoomMemberFactory(room=group.room, person=seat.person)
    return seat.person


def a_session_is_planned(group: LearningGroup, *, starts_in: datetime.timedelta) -> DebriefSession:
    """The coordinator plans it, and what is due about it is sent."""
    starts_at = timezone.now() + starts_in
    session = plan_session(
        by=group.cohort.programme.coordinator,
        group=group,
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        phone_in="0117 496 0118",
    )
    drain(now=timezone.now())
    return session


def subjects(mailbox: Mailbox, person: Person) -> list[str]:
    return [str(mail["Subject"]) for mail in mailbox.to(person.email)]


# --- A pause ---


def she_takes_a_pause(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Take a pause").first.click()
    expect(page.get_by_text("It needs no reason")).to_be_visible()
    assert page.get_by_role("main").locator("input:visible, textarea, select").count() == 0  # nothing is asked
    assert pages.faults_of(page) == []
    page.get_by_role("button", name="Take a pause").click()
    expect(page.get_by_text("You are taking a pause. Your place is kept.")).to_be_visible()


def home_is_quiet_and_her_room_is_open(page: Page, group: LearningGroup) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Your place is kept")).to_be_visible()
    expect(page.get_by_text("Nothing is asked of you, and nobody is told why.")).to_be_visible()
    assert pages.faults_of(page) == []
    page.goto(f"/rooms/{group.room_id}/")
    page.get_by_role("textbox").last.fill(WORDS)
    page.locator("[data-send]").click()
    expect(page.get_by_text(WORDS)).to_be_visible()


def the_ledger_says_why_nothing_came(page: Page) -> None:
    page.goto("/notices/")
    expect(page.get_by_text("You are taking a pause, so we keep quiet.").first).to_be_visible()


def one_tap_brings_her_back(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="I am back").click()
    expect(page.get_by_text("Good to have you back.")).to_be_visible()


def test_a_pause_is_quiet_keeps_the_place_and_ends_in_one_tap(
    signed_in: OpenWindow, mailbox: Mailbox, leader: Person, mentor: Person, group: LearningGroup
) -> None:
    page = signed_in(leader, **PHONE).new_page()
    she_takes_a_pause(page)
    a_session_is_planned(group, starts_in=47 * HOUR)
    assert subjects(mailbox, leader) == []
    assert len(subjects(mailbox, mentor)) == 1  # the others are told as ever, and not of her
    assert "Maureen" not in text_of(mailbox.to(mentor.email)[0])
    home_is_quiet_and_her_room_is_open(page, group)
    the_ledger_says_why_nothing_came(page)
    one_tap_brings_her_back(page)
    assert Membership.objects.get(person=leader).state == "active"
    assert group.has_member(leader)
    a_session_is_planned(group, starts_in=46 * HOUR)
    assert len(subjects(mailbox, leader)) == 1


# --- Unwell today ---


def one_tap_says_so(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Unwell today").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rest today")
    expect(
        page.get_by_text(re.compile("Ruth Adeyemi, who runs it, knows that you can.t come. Your seat is kept."))
    ).to_be_visible()
    assert pages.faults_of(page) == []


def only_who_runs_it_is_told(
    mailbox: Mailbox, mentor: Person, others: list[Person], *, ruths: Page, faridas: Page, path: str
) -> None:
    drain(now=timezone.now())
    told = [text_of(mail) for mail in mailbox.to(mentor.email) if "can't come" in str(mail["Subject"])]
    assert len(told) == 1
    assert "unwell" not in told[0].lower()  # nor why
    assert not [subject for person in others for subject in subjects(mailbox, person) if "can't come" in subject]
    ruths.goto(path)
    expect(ruths.get_by_text(re.compile("Can.t this time: Maureen Webb"))).to_be_visible()
    faridas.goto(path)
    expect(faridas.get_by_role("main")).not_to_contain_text("Maureen")


def it_is_over(session: DebriefSession, *, by: Person) -> None:
    """The group met without her, wrote something, and has a next date."""
    post_message(room=session.group.room, by=by, text="What Ruth said.", client_id=uuid4())
    session.starts_at, session.ends_at = timezone.now() - HOUR, timezone.now() - HOUR / 2
    session.save()
    post_message(room=session.group.room, by=by, text="What Ruth said after.", client_id=uuid4())
    a_session_is_planned(session.group, starts_in=24 * 7 * HOUR)
    drain(now=timezone.now() + 30 * HOUR)  # the day after


def she_reads_what_she_missed(page: Page, mailbox: Mailbox, leader: Person) -> None:
    (recap,) = (text_of(mail) for mail in mailbox.to(leader.email) if "What you missed" in str(mail["Subject"]))
    assert "You were missed" in recap
    assert "your seat is kept." in recap
    assert "Your group meets next on" in recap
    assert "What Ruth said" not in recap
    assert recap.count("/rooms/") == 1
    page.goto(first_link(recap, "/rooms/"))
    expect(page.get_by_text("What Ruth said after.")).to_be_visible()


def first_link(text: str, containing: str) -> str:
    found = re.search(rf"https?://\S*{containing}\S*", text)
    assert found, text
    return found.group()


def test_unwell_today_is_one_tap_from_home(
    signed_in: OpenWindow, mailbox: Mailbox, leader: Person, mentor: Person, farida: Person, group: LearningGroup
) -> None:
    session = a_session_is_planned(group, starts_in=3 * HOUR)
    page = signed_in(leader, **PHONE).new_page()
    one_tap_says_so(page)
    windows = {"ruths": signed_in(mentor).new_page(), "faridas": signed_in(farida).new_page()}
    coordinator = group.cohort.programme.coordinator
    only_who_runs_it_is_told(mailbox, mentor, [farida, leader, coordinator], path=f"/sessions/{session.pk}/", **windows)
    assert Membership.objects.get(person=leader).state == "active"
    it_is_over(session, by=mentor)
    she_reads_what_she_missed(page, mailbox, leader)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_unwell_today_from_a_reminder_needs_no_signing_in(
    signed_in: OpenWindow,
    mailbox: Mailbox,
    leader: Person,
    mentor: Person,
    farida: Person,
    group: LearningGroup,
    has_scripts: bool,
) -> None:
    session = a_session_is_planned(group, starts_in=1.5 * HOUR)
    reminder = text_of(mailbox.to(leader.email)[-1])
    page = signed_in(None, java_script_enabled=has_scripts, **PHONE).new_page()
    page.goto(first_link(reminder, "/unwell-today/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Unwell today?")
    assert not session.attendances.exists()  # looking says nothing
    page.get_by_role("button", name="I am unwell today").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rest today")
    windows = {"ruths": signed_in(mentor).new_page(), "faridas": signed_in(farida).new_page()}
    only_who_runs_it_is_told(mailbox, mentor, [farida, leader], path=f"/sessions/{session.pk}/", **windows)
    page.get_by_role("button", name="I can come after all").click()
    expect(page.get_by_text("Whoever runs it sees that you are coming.")).to_be_visible()
    assert session.attendances.get().answer == "coming"
