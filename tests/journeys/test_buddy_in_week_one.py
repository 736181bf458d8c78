"""Week one, and no mentor yet: a new leader has somebody beside her at her first date, and nobody else reads a word."""

import datetime
import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.models import Cohort
from mentoring.models import BuddyRequest, Match
from tests import factories, pages
from tests.mentoring.test_buddies import would
from tests.servers import Mailbox, text_of
from youdesign.involvement.models import InvolvementEvent
from youdesign.notices.drain import drain
from youdesign.people.models import Code, Person

OpenWindow = Callable[..., BrowserContext]
WORDS = "My voice goes when they all look at me."
YES = "Ring me on 0117 496 0131."
BRIEF = {
    "What it is": "A panel of nine, in the library.",
    "What I want to get across": "Ring people on the second day.",
    "What helps me": "Sit where I can see you.",
    "Signals we use": "If I touch my pen, ask for a break.",
}
WELL, HARD, THANKS = "I said the one thing.", "The door was locked.", "Thank you for the nod."
PRIVATE = (WORDS, YES, *BRIEF.values(), WELL, HARD, THANKS, "My first panel", "The library, room 2")


@pytest.fixture
def buddy(starter_content: None, cohort: Cohort) -> Person:
    """Nia, who would be a meeting buddy."""
    person = would(cohort.programme)
    person.buddy_offer.times.set(Code.objects.filter(listing="easy_time", slug__endswith="_morning"))
    return person


@pytest.fixture
def event(leader: Person) -> InvolvementEvent:
    """Maureen's first date, in nine days at ten."""
    at = (timezone.now() + datetime.timedelta(days=9)).replace(hour=10, minute=0, second=0, microsecond=0)
    work = factories.InvolvementFactory(leader=leader, title="Patient panel", state="said_yes")
    facts = {"title": "My first panel", "where": "The library, room 2", "starts_at": at, "state": "coming_up"}
    return factories.InvolvementEventFactory(involvement=work, **facts)


def is_sound(page: Page) -> None:
    """Hold the page as it is against axe, at both widths."""
    faults = []
    for width in pages.WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += pages.faults_of(page)
    assert faults == []


def mails_to(person: Person, mailbox: Mailbox) -> list[EmailMessage]:
    """Send what is due, and return what has reached somebody."""
    drain(now=timezone.now() + datetime.timedelta(minutes=1))
    return mailbox.to(person.email)


def link_in(mail: EmailMessage) -> str:
    """Return the link of the mail to its page."""
    found = re.search(r"https?://\S+/buddies/\d+/", text_of(mail))
    assert found is not None
    return found[0]


def without_a_mentor_she_sees_that_a_buddy_is_possible(page: Page) -> None:
    page.goto("/mentor/")
    page.get_by_role("link", name="A meeting buddy for one date").click()
    is_sound(page)
    page.get_by_role("link", name="My first panel").click()


def she_says_what_she_would_like(page: Page) -> None:
    page.get_by_label("Beside me in the room").check()
    page.get_by_label("A call before").check()
    page.get_by_label("What should they know before they answer?").fill(WORDS)
    is_sound(page)
    page.get_by_role("button", name="See who could").click()
    expect(page.get_by_text("Nia can be what you asked for")).to_be_visible()
    is_sound(page)


def she_asks(page: Page) -> None:
    page.get_by_role("button", name="Ask Nia").click()
    expect(page.get_by_text("Nia Bevan thinks about it.")).to_be_visible()


def the_buddy_says_yes_by_the_mails_link(page: Page, mail: EmailMessage) -> None:
    page.goto(link_in(mail))
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.get_by_label("How they can reach you").fill(YES)
    is_sound(page)
    page.get_by_role("button", name="Yes, I will be there").click()
    expect(page.get_by_text("You are Maureen's meeting buddy").first).to_be_visible()


def she_writes_a_brief(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Write a brief").click()
    for label, words in BRIEF.items():
        page.get_by_label(label).fill(words)
    is_sound(page)
    page.get_by_role("button", name="Save the brief").click()
    expect(page.get_by_text(YES)).to_be_visible()
    is_sound(page)


def the_buddy_reads_it(page: Page, mail: EmailMessage) -> None:
    page.goto(link_in(mail))
    for words in BRIEF.values():
        expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("button", name="I have read it").click()
    expect(page.get_by_text("have read the brief")).to_be_visible()
    is_sound(page)


def it_takes_place(event: InvolvementEvent) -> None:
    """Move the clock of the date back: it was three hours ago."""
    InvolvementEvent.objects.filter(pk=event.pk).update(starts_at=timezone.now() - datetime.timedelta(hours=3))


def the_buddy_says_so_and_looks_back(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Say so").click()
    page.get_by_role("button", name="Yes, it did").click()
    page.get_by_role("link", name="Look back: three questions").click()
    page.get_by_label("Thank you, to Maureen").fill(THANKS)
    page.get_by_label("What was hard").fill(HARD)
    is_sound(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(HARD)).to_be_visible()


def she_looks_back_too(page: Page) -> None:
    page.goto(f"/buddies/{BuddyRequest.objects.get().pk}/")
    expect(page.get_by_text(THANKS)).to_be_visible()
    expect(page.get_by_text(HARD)).to_have_count(0)
    page.get_by_role("link", name="Look back: three questions").click()
    page.get_by_label("What went well").fill(WELL)
    page.get_by_label("Nia may read this").first.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("you have both looked back")).to_be_visible()
    is_sound(page)


def nobody_else_reads_a_word(page: Page, paths: list[str]) -> None:
    for path in paths:
        page.goto(path)
        for words in PRIVATE:
            expect(page.get_by_text(words)).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_a_buddy_in_week_one(
    signed_in: OpenWindow,
    mailbox: Mailbox,
    leader: Person,
    buddy: Person,
    event: InvolvementEvent,
    coordinator: Person,
    stranger: Person,
) -> None:
    hers, theirs = signed_in(leader).new_page(), signed_in(buddy).new_page()
    assert not Match.objects.exists()
    without_a_mentor_she_sees_that_a_buddy_is_possible(hers)
    she_says_what_she_would_like(hers)
    she_asks(hers)
    the_buddy_says_yes_by_the_mails_link(theirs, mails_to(buddy, mailbox)[-1])
    assert "is your meeting buddy" in mails_to(leader, mailbox)[-1]["Subject"]
    she_writes_a_brief(hers)
    the_buddy_reads_it(theirs, mails_to(buddy, mailbox)[-1])
    it_takes_place(event)
    the_buddy_says_so_and_looks_back(theirs)
    she_looks_back_too(hers)
    wish = BuddyRequest.objects.get()
    assert wish.state == "debriefed"
    nobody_else_reads_a_word(
        signed_in(stranger).new_page(), [f"/buddies/{wish.pk}/", "/buddies/", f"/events/{event.pk}/"]
    )
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    desk = ["/admin/", "/admin/mentoring/buddyrequest/", f"/admin/mentoring/buddyrequest/{wish.pk}/change/"]
    window = signed_in(coordinator).new_page()
    nobody_else_reads_a_word(window, [*desk, f"/buddies/{wish.pk}/", "/admin/notices/notice/"])
    window.goto(desk[-1])
    expect(window.get_by_text("Looked back at").first).to_be_visible()  # that there is one, they do see
    sent = " ".join(text_of(mail) for person in (leader, buddy) for mail in mails_to(person, mailbox))
    assert not [words for words in PRIVATE if words in sent]
