"""The main job, walked by real people in real browsers against real servers."""

import datetime
import re
from collections.abc import Callable

import icalendar
import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.models import LearningGroup
from mentoring.models import MentorOffer
from tests.servers import Mailbox, text_of, wait_until
from youdesign.people.models import Code, Person

OpenWindow = Callable[..., BrowserContext]
NELL = "nell@cast.test"
PRIVATE = "I was more tired than I let on, and I said the hard thing anyway."


@pytest.fixture
def ready(starter_content: None, worker: None, coordinator: Person, group: LearningGroup, offer: MentorOffer) -> None:
    """Priya has her rights, and Ruth helps with hard conversations."""
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    offer.helps_with.set(Code.objects.filter(listing="goal_theme", slug__in=["hard_talk", "influence"]))
    offer.ways_of_working.set(Code.objects.filter(listing="mentor_style", slug="listen_first"))
    offer.channels.set(Code.objects.filter(listing="contact_channel", slug="phone"))


def first_link(message: str, containing: str) -> str:
    """Return the first address in a mail that contains these letters."""
    found = re.search(rf"https?://\S*{re.escape(containing)}\S*", message)
    assert found, message
    return found.group()


def the_coordinator_invites_nell(page: Page) -> None:
    page.goto("/admin/cohorts/invitation/add/")
    page.get_by_label("Email").fill(NELL)
    page.get_by_label("Name").fill("Nell Hart")
    page.get_by_label("Cohort").select_option("Autumn 2026")
    page.get_by_label("Group").select_option("Tuesday group")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("On its way: the invitation to")).to_be_visible()


def nell_joins_by_the_code_and_the_invitation(page: Page, mailbox: Mailbox) -> None:
    assert first_link(text_of(mailbox.wait_for(NELL, seconds=30)), "/invitations/")  # who opens it needs no code
    page.goto("/account/signup/")
    page.get_by_label("What should we call you?").fill("Nell Hart")
    page.get_by_label("Email").fill(NELL)
    page.get_by_label("Choose a password").fill("a quiet table for five")
    page.get_by_role("button", name="Join").click()
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", text_of(mailbox.wait_for(NELL, count=2)), re.MULTILINE)
    assert code
    page.get_by_label("Code").fill(code.group(1))
    page.get_by_role("main").locator("form").first.get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="You are invited to Leading Together")).to_be_visible()
    page.get_by_role("link", name="Read it").click()
    page.get_by_role("button", name="Yes, I accept").click()
    expect(page.get_by_role("main")).to_contain_text("Tuesday group")


def she_says_what_she_brings_and_needs(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Start").click()
    page.get_by_label("Patient leader", exact=True).check()
    page.get_by_label("A few words about you").fill("Twenty years of kidneys and committees.")
    go_on = page.get_by_role("button", name="Save and go on")
    go_on.click()
    page.get_by_label("Asking good questions").check()
    go_on.click()
    page.get_by_role("button", name="Pass by").click()
    page.get_by_label("Phone", exact=True).check()
    go_on.click()
    page.get_by_label("Handling a hard conversation").check()
    page.get_by_label("Mostly listening").check()
    go_on.click()
    page.get_by_label("Breaks").check()
    go_on.click()


def she_chooses_a_mentor_who_says_yes(nell: Page, ruth: Page) -> None:
    nell.goto("/")
    nell.get_by_role("main").get_by_role("link", name="See who").first.click()
    nell.get_by_role("button", name="Show me three people").click()
    expect(nell.get_by_role("main")).to_contain_text("Why we suggest Ruth")
    expect(nell.get_by_role("main")).to_contain_text("hard conversation", ignore_case=True)
    nell.get_by_role("button", name="Say hello to Ruth").click()
    ruth.goto("/")
    ruth.get_by_role("link", name="Read and answer").click()
    ruth.get_by_role("button", name="Yes to a hello").click()
    nell.goto("/")
    expect(nell.get_by_role("main")).to_contain_text("Ruth Adeyemi said yes to a hello")
    nell.goto("/mentor/")
    nell.get_by_role("link", name="Choose Ruth as my mentor").click()
    nell.get_by_label("You help with what I want help with").check()
    nell.get_by_role("button", name="Choose Ruth").click()
    expect(nell.get_by_role("main")).to_contain_text("Ruth Adeyemi is your mentor now")


def open_room(page: Page) -> None:
    page.goto("/group/")
    page.goto(page.locator("a[href^='/rooms/']").first.get_attribute("href") or "")


def they_talk_live(nell: Page, ruth: Page) -> None:
    for page in (nell, ruth):
        open_room(page)
    say(nell, "Ninety-four pages, the night before.")
    expect(ruth.get_by_text("Ninety-four pages, the night before.")).to_be_visible()
    say(ruth, "That sounds like a turn.")
    expect(nell.get_by_text("That sounds like a turn.")).to_be_visible()
    nell.reload()
    expect(nell.get_by_text("Ninety-four pages, the night before.")).to_have_count(1)


def a_dropped_connection_loses_nothing(nell: Page, ruth: Page) -> None:
    nell.context.set_offline(True)
    say(nell, "I am on a train.")
    expect(nell.get_by_text("I am on a train.")).to_be_visible()
    say(ruth, "We can wait.")
    nell.context.set_offline(False)
    expect(ruth.get_by_text("I am on a train.")).to_be_visible(timeout=40_000)
    expect(nell.get_by_text("We can wait.")).to_be_visible(timeout=40_000)
    for page in (nell, ruth):
        page.reload()
        expect(page.get_by_text("I am on a train.")).to_have_count(1)


def say(page: Page, words: str) -> None:
    page.get_by_role("textbox").last.fill(words)
    page.locator("[data-send]").click()


def the_coordinator_plans_a_session(page: Page) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    page.goto("/admin/cohorts/debriefsession/add/")
    page.get_by_label("Group").select_option("Tuesday group")
    page.get_by_label("Which day?").fill(f"{tomorrow:%Y-%m-%d}")
    page.get_by_label("When does it begin?").fill("12:00")
    page.get_by_label("When does it end?").fill("13:00")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Planned, and everyone is told")).to_be_visible()


def nell_gets_one_reminder_with_a_calendar_file(mailbox: Mailbox) -> None:
    def reminders() -> list[icalendar.Calendar]:
        parts = [
            part
            for message in mailbox.to(NELL)
            for part in message.walk()
            if part.get_content_type() == "text/calendar"
        ]
        return [icalendar.Calendar.from_ical(part.get_content()) for part in parts]

    wait_until(reminders, "a reminder with a calendar file", 40)
    (calendar,) = reminders()
    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] == "You Design group session"


def nell_adds_her_work_and_writes_about_it(page: Page) -> str:
    page.goto("/involvements/new/")
    page.get_by_label("What is the work?").fill("The discharge board")
    page.get_by_label("Name of an organisation").fill("Riverside NHS Trust")
    page.get_by_label("What kind of organisation").select_option("NHS organisation")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("link", name="Add a date").first.click()
    page.get_by_label("What is it?").fill("November meeting")
    page.get_by_label("Which day?").fill(f"{timezone.localdate() - datetime.timedelta(days=1):%Y-%m-%d}")
    page.get_by_label("What time").fill("14:00")
    page.get_by_role("button", name="Add it").click()
    page.goto("/")
    page.get_by_role("link", name="Answer").click()
    page.get_by_role("button", name="I am coming").click()
    page.goto("/")
    page.get_by_role("link", name="Write my debrief").click()
    expect(page.get_by_role("main")).to_contain_text("Only you can read this")
    page.locator("main textarea").fill(PRIVATE)
    page.get_by_role("main").locator("form button.btn").first.click()
    expect(page.get_by_role("main")).to_contain_text(PRIVATE)
    return page.url


def only_whom_she_chooses_can_read_it(address: str, nell: Page, ruth: Page, others: list[Page]) -> None:
    for page in (ruth, *others):
        assert status(page, address) == 404
    nell.goto(address)
    nell.get_by_role("button", name="Share with Ruth Adeyemi").click()
    assert status(ruth, address) == 200
    expect(ruth.get_by_role("main")).to_contain_text(PRIVATE)
    for page in others:
        assert status(page, address) == 404


def status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def staff_find_no_private_word(page: Page) -> None:
    page.goto("/admin/")
    links = page.locator("#content-main a").evaluate_all("links => links.map(link => link.pathname)")
    assert len(links) > 10
    for path in {*links, "/", "/reflections/", "/group/", "/notices/"}:
        assert status(page, path) == 200
        assert PRIVATE not in page.content()
        assert "Ninety-four pages" not in page.content()


def the_outsider_sees_none_of_it(page: Page, seen_by_nell: list[str]) -> None:
    assert [status(page, address) for address in seen_by_nell] == [404] * len(seen_by_nell)
    page.goto("/")
    assert not {"Tuesday group", "Nell", "Ruth", "discharge board"} & set(page.content().split())


def home_answers_the_five_needs(page: Page) -> None:
    page.goto("/")
    needs = page.locator(".needs h3").all_inner_texts()
    assert needs == ["My mentor", "Somewhere to try things out", "Skills", "My learning group", "Colleagues"]
    expect(page.locator(".needs li").nth(0)).to_contain_text("Ruth Adeyemi is your mentor")
    expect(page.locator(".needs li").nth(4)).to_contain_text("Priya Nair")
    expect(page.get_by_role("heading", name="Coming up")).to_be_visible()
    expect(page.locator(".dates")).to_contain_text("Tuesday group")


def test_the_main_job(
    ready: None,
    signed_in: OpenWindow,
    mailbox: Mailbox,
    coordinator: Person,
    mentor: Person,
    stranger: Person,
    group: LearningGroup,
) -> None:
    priya, ruth, sol = (signed_in(person).new_page() for person in (coordinator, mentor, stranger))
    nell = signed_in(None, viewport={"width": 320, "height": 700}).new_page()

    the_coordinator_invites_nell(priya)
    nell_joins_by_the_code_and_the_invitation(nell, mailbox)
    she_says_what_she_brings_and_needs(nell)
    she_chooses_a_mentor_who_says_yes(nell, ruth)
    they_talk_live(nell, ruth)
    a_dropped_connection_loses_nothing(nell, ruth)
    room = nell.url
    the_coordinator_plans_a_session(priya)
    nell_gets_one_reminder_with_a_calendar_file(mailbox)
    reflection = nell_adds_her_work_and_writes_about_it(nell)
    only_whom_she_chooses_can_read_it(reflection, nell, ruth, [priya, sol])
    staff_find_no_private_word(priya)
    the_outsider_sees_none_of_it(sol, [room, reflection, f"/groups/{group.pk}/"])
    home_answers_the_five_needs(nell)
