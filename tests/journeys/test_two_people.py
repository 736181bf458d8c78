"""A leader and her mentor in two real windows: an agreement, a talk, what comes of it, halfway, and a good end."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from mentoring.models import Match, Talk
from tests import factories, pages
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]
PURPOSE = "To speak at the board without my voice going."
NOTE = "Ask her how she says no."


@pytest.fixture
def windows(starter_content: None, signed_in: OpenWindow, match: Match) -> dict[str, Page]:
    """The windows of the two."""
    two = {"leader": match.leader, "mentor": match.offer.mentor}
    return {name: signed_in(person).new_page() for name, person in two.items()}


def is_sound(page: Page) -> None:
    """Hold the page as it is against axe, at both widths."""
    faults = []
    for width in pages.WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += pages.faults_of(page)
    assert faults == []


def she_puts_what_she_wants_into_words(page: Page, match: Match) -> None:
    page.goto(f"/mentor/{match.pk}/")
    page.get_by_role("link", name="Begin our agreement").click()
    page.get_by_role("link", name=re.compile("Put this into our words.*What we want from this")).click()
    page.get_by_label("What we agree about this").fill(PURPOSE)
    page.get_by_role("button", name="Save for both of us").click()
    expect(page.get_by_text(PURPOSE)).to_be_visible()
    is_sound(page)


def they_sign(page: Page, match: Match) -> None:
    page.goto(f"/mentor/{match.pk}/agreement/")
    page.get_by_role("button", name="Sign our agreement").click()
    expect(page.get_by_text("You have signed these words.")).to_be_visible()


def her_mentor_offers_a_time(page: Page, match: Match) -> None:
    page.goto(f"/mentor/{match.pk}/talk/")
    soon = timezone.localdate() + datetime.timedelta(days=3)
    page.get_by_label("Another day").fill(soon.isoformat())
    page.get_by_label("And the time").fill("10:00")
    page.get_by_label("Phone").check()
    page.get_by_label("The link, the number to ring, or the place").fill("0117 496 0182")
    page.get_by_role("button", name="Offer this").click()
    expect(page.get_by_role("heading", name="Times you offered")).to_be_visible()
    is_sound(page)


def she_picks_it(page: Page, match: Match) -> None:
    page.goto(f"/mentor/{match.pk}/")
    page.get_by_role("link", name="Ruth offers times: pick one").click()
    is_sound(page)
    page.locator("button[name=time]").click()
    expect(page.get_by_role("main").get_by_text("0117 496 0182").first).to_be_visible()
    is_sound(page)


def it_takes_place(match: Match) -> None:
    """Move the clock of the talk back: it was yesterday."""
    at = timezone.now() - datetime.timedelta(days=1)
    match.talks.update(starts_at=at, ends_at=at + datetime.timedelta(minutes=45))
    match.signatures.update(signed_at=at - datetime.timedelta(hours=1))


def she_says_how_it_was(page: Page, match: Match) -> None:
    page.goto(f"/mentor/{match.pk}/")
    page.locator(f"main a[href='/talks/{match.talks.get().pk}/']").first.click()
    page.get_by_role("button", name="Yes, we talked").click()
    page.get_by_role("link", name="How was it?").click()
    page.get_by_role("radio", name="Agree", exact=True).first.check()
    is_sound(page)
    page.get_by_role("button", name="Save").click()
    page.goto(f"/talks/{match.talks.get().pk}/my-notes/")
    page.get_by_label("My notes").fill(NOTE)
    page.get_by_role("button", name="Save my notes").click()
    expect(page.get_by_text("Saved. Only you can read it.")).to_be_visible()


def she_writes_down_a_step(page: Page, match: Match) -> None:
    page.goto(f"/mentor/{match.pk}/steps/")
    page.get_by_label("If this happens").fill("they move on")
    page.get_by_label("Then I will").fill("I will ask who does what")
    page.get_by_role("button", name="Save for both of us").click()
    expect(page.get_by_text("I will ask who does what").first).to_be_visible()
    is_sound(page)


def they_look_back_halfway(page: Page, match: Match) -> None:
    page.goto(f"/mentor/{match.pk}/halfway/")
    page.get_by_role("radio", name="Agree", exact=True).first.check()
    page.get_by_label("may read how far I agree").check()
    page.get_by_role("button", name="Save").click()
    page.goto(f"/mentor/{match.pk}/halfway/")
    is_sound(page)


def they_end_well(page: Page, match: Match) -> None:
    page.goto(f"/mentor/{match.pk}/")
    page.get_by_role("button", name="Our next talk is the last").click()
    expect(page.get_by_text(PURPOSE)).to_be_visible()
    page.get_by_label("To Ruth").fill("Thank you for listening first.")
    page.get_by_role("button", name="Save for Ruth").click()
    is_sound(page)
    page.get_by_role("button", name="We have finished").click()
    page.get_by_role("link", name="Look back together").click()
    is_sound(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Certificate (PDF, one page)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_from_an_agreement_to_a_good_end(
    windows: dict[str, Page], match: Match, leader: Person, mentor: Person
) -> None:
    hers, ruths = windows["leader"], windows["mentor"]
    she_puts_what_she_wants_into_words(hers, match)
    for window in (hers, ruths):
        they_sign(window, match)
    her_mentor_offers_a_time(ruths, match)
    she_picks_it(hers, match)
    it_takes_place(match)
    she_says_how_it_was(hers, match)
    match.refresh_from_db()
    assert match.state == "active"
    she_writes_down_a_step(hers, match)
    ruths.goto(f"/talks/{match.talks.get().pk}/")
    expect(ruths.get_by_text(NOTE)).to_have_count(0)
    for days in (8, 15):
        at = timezone.now() - datetime.timedelta(days=days)
        factories.TalkFactory(match=match, state=Talk.State.HELD, starts_at=at)
    for window in (hers, ruths):
        they_look_back_halfway(window, match)
    expect(ruths.get_by_role("heading", name="Side by side")).to_be_visible()
    they_end_well(hers, match)
