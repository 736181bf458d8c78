"""Three ways through mentoring in real windows: from a wish to a first talk, a mentor's week, a switch."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from mentoring.models import Match, MentorOffer, Talk
from tests import factories, pages
from tests.journeys.test_two_people import her_mentor_offers_a_time, she_picks_it, they_sign
from tests.servers import Mailbox, text_of
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Code, Person, Profile

OpenWindow = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 320, "height": 700}}
FORTNIGHT = datetime.timedelta(days=14)
NOTE = "She goes quiet before she disagrees."


@pytest.fixture
def goal(starter_content: None, leader: Person) -> Code:
    """What Maureen wants help with."""
    found = Code.objects.get(listing="goal_theme", slug="hard_talk")
    Profile.objects.create(person=leader).goals.set([found])
    return found


@pytest.fixture
def ruths(offer: MentorOffer, goal: Code) -> MentorOffer:
    """Ruth helps with it."""
    offer.helps_with.set([goal])
    return offer


@pytest.fixture
def joans(offer: MentorOffer, goal: Code) -> MentorOffer:
    """Joan Bell does too."""
    found: MentorOffer = factories.MentorOfferFactory(programme=offer.programme, mentor__name="Joan Bell")
    found.helps_with.set([goal])
    return found


def is_sound(page: Page) -> None:
    """Hold the page as it is, on a phone, against axe."""
    assert pages.faults_of(page) == []


# --- From "I would like a mentor" to the first talk ---


def she_looks_for_a_mentor(page: Page) -> None:
    page.goto("/mentor/")
    page.get_by_role("button", name="Show me three people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two people who could be your mentor")
    is_sound(page)


def she_says_hello_to_both(page: Page) -> None:
    for name in ("Ruth", "Joan"):
        page.get_by_role("button", name=f"Say hello to {name}").click()
        expect(page.get_by_text(f"{name} has your hello.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("You said hello to two people")
    is_sound(page)


def answers_yes(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Read and answer").click()
    page.get_by_role("button", name="Yes to a hello").click()
    expect(page.get_by_role("link", name="Open our room")).to_be_visible()


def she_notes_what_matters_and_chooses(page: Page) -> None:
    page.goto("/mentor/notes/")
    is_sound(page)
    page.goto(f"/mentor/{Match.objects.get(offer__mentor__name='Ruth Adeyemi').pk}/")
    is_sound(page)
    page.get_by_role("link", name="Choose Ruth").click()
    expect(page.get_by_text("Your other hello ends: Joan Bell.")).to_be_visible()
    is_sound(page)
    page.get_by_role("button", name="Choose Ruth").click()
    expect(page.get_by_role("main")).to_contain_text("Ruth Adeyemi is your mentor now")


def joan_reads_nothing_of_ruth(page: Page) -> None:
    page.goto("/mentor/")
    expect(page.get_by_role("main")).to_contain_text("Nobody yet. Leaders choose")
    assert "Ruth" not in page.content()


def the_talk_is_over(match: Match) -> None:
    """Move the clock: what was to come in three days was yesterday, and what they signed they signed before."""
    week = datetime.timedelta(days=4)
    match.talks.update(starts_at=F("starts_at") - week, ends_at=F("ends_at") - week)
    match.signatures.update(signed_at=F("signed_at") - week)


def they_talked(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Say so").click()
    page.get_by_role("button", name="Yes, we talked").click()
    expect(page.get_by_text("You two talked.", exact=True)).to_be_visible()
    is_sound(page)


def test_a_leader_finds_a_mentor_and_they_talk(
    ruths: MentorOffer, joans: MentorOffer, signed_in: OpenWindow, leader: Person
) -> None:
    hers = signed_in(leader, **PHONE).new_page()
    ruth, joan = (signed_in(offer.mentor).new_page() for offer in (ruths, joans))
    she_looks_for_a_mentor(hers)
    she_says_hello_to_both(hers)
    for window in (ruth, joan):
        answers_yes(window)
    she_notes_what_matters_and_chooses(hers)
    joan_reads_nothing_of_ruth(joan)
    match = Match.objects.decided().get()
    for window in (hers, ruth):
        they_sign(window, match)
    her_mentor_offers_a_time(ruth, match)
    she_picks_it(hers, match)
    the_talk_is_over(match)
    hers.set_viewport_size(PHONE["viewport"])
    they_talked(hers)
    match.refresh_from_db()
    assert match.state == "active"


# --- A mentor's week ---


def home_says_what_waits(page: Page, title: str, link: str) -> None:
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text(title)
    is_sound(page)
    page.get_by_role("link", name=link).first.click()


def she_answers_a_hello(page: Page) -> None:
    home_says_what_waits(page, "Maureen Webb would like you as a mentor", "Read and answer")
    expect(page.get_by_text("I heard you at the board.")).to_be_visible()
    is_sound(page)
    page.get_by_role("button", name="Yes to a hello").click()


def she_picks_a_time(page: Page) -> None:
    home_says_what_waits(page, "Maureen offers times for a talk", "See the times")
    is_sound(page)
    page.locator("button[name=time]").first.click()
    expect(page.get_by_text("Booked.")).to_be_visible()
    page.goto("/")
    expect(page.locator(".dates")).to_contain_text("Talk with Maureen")


def she_says_that_they_talked(page: Page) -> None:
    home_says_what_waits(page, "Did you talk with Maureen?", "Say so")
    page.get_by_role("button", name="Yes, we talked").click()
    expect(page.get_by_text("You two talked.", exact=True)).to_be_visible()


def she_keeps_a_note(page: Page) -> None:
    page.get_by_role("link", name="Write notes").click()
    is_sound(page)
    page.get_by_label("My notes").fill(NOTE)
    page.get_by_role("button", name="Save my notes").click()
    expect(page.get_by_text("Saved. Only you can read it.")).to_be_visible()


def nobody_else_reads_it(talk: Talk, *, hers: Page, desk: Page) -> None:
    for path in ("/", "/mentor/", f"/mentor/{talk.match_id}/", f"/talks/{talk.pk}/", f"/talks/{talk.pk}/my-notes/"):
        hers.goto(path)
        assert NOTE not in hers.content()
    admin = f"/admin/mentoring/talk/{talk.pk}/change/"
    for path in ("/admin/", admin, f"/admin/mentoring/match/{talk.match_id}/change/", f"/talks/{talk.pk}/my-notes/"):
        desk.goto(path)
        assert NOTE not in desk.content()
    desk.goto(admin)
    expect(desk.get_by_text("Talked").first).to_be_visible()  # dates and states, and so the desk looked at the talk


def one_tap_rests_and_one_brings_her_back(page: Page) -> None:
    page.goto("/mentor/")
    page.get_by_role("button", name="Have a rest").click()
    expect(page.get_by_text("You are having a rest. Nobody new can ask you.").first).to_be_visible()
    is_sound(page)
    assert not MentorOffer.objects.open().exists()
    page.get_by_role("button", name="Come back").click()
    expect(page.get_by_text("Welcome back. Leaders can ask you again.")).to_be_visible()
    assert MentorOffer.objects.open().exists()


def she_chooses_to_be_asked_and_says_how_her_load_is(page: Page) -> None:
    page.goto("/mentor/")
    page.get_by_role("link", name="How is my load?").click()
    page.get_by_label("Ask me once a week. Only I see my answers").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.get_by_text("Thank you, it is kept.")).to_be_visible()
    is_sound(page)


def maureen_asks(match: Match) -> None:
    """Maureen has asked Ruth for a hello."""
    match.state, match.chosen_at, match.hello = "chosen", timezone.now(), "I heard you at the board."
    match.save()


def test_a_week_of_a_mentor(
    ruths: MentorOffer, signed_in: OpenWindow, leader: Person, mentor: Person, coordinator: Person
) -> None:
    match = Match.objects.create(leader=leader, offer=ruths)
    maureen_asks(match)
    page, hers = signed_in(mentor, **PHONE).new_page(), signed_in(leader).new_page()
    she_answers_a_hello(page)
    her_mentor_offers_a_time(hers, match)  # either of the two can offer
    she_picks_a_time(page)
    the_talk_is_over(match)
    she_says_that_they_talked(page)
    she_keeps_a_note(page)
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    nobody_else_reads_it(match.talks.get(), hers=hers, desk=signed_in(coordinator).new_page())
    she_chooses_to_be_asked_and_says_how_her_load_is(page)
    one_tap_rests_and_one_brings_her_back(page)


# --- A switch, and nobody's fault ---


def she_ends_it_to_find_somebody_else(page: Page, match: Match) -> None:
    page.goto(f"/mentor/{match.pk}/")
    page.get_by_role("link", name="End our mentoring").click()
    expect(page.get_by_text("You owe no reason, and there is no bad mark for either of you.")).to_be_visible()
    assert page.get_by_role("main").locator("textarea, select, input:visible").count() == 0  # nothing is asked
    is_sound(page)
    page.get_by_role("button", name="End it, and find somebody else").click()
    expect(page.get_by_text("Your mentoring with Ruth Adeyemi has ended.")).to_be_visible()
    is_sound(page)


def ruth_is_told_kindly(mailbox: Mailbox, page: Page, match: Match) -> None:
    drain(now=timezone.now())
    (told,) = (text_of(mail) for mail in mailbox.to(match.offer.mentor.email) if "has ended" in str(mail["Subject"]))
    assert "it says nothing about you" in told
    page.goto("/mentor/")
    expect(page.get_by_role("main")).to_contain_text("You have room for two more people")
    assert not re.search("switch|somebody else|instead", page.get_by_role("main").inner_text(), re.IGNORECASE)


def nothing_comes_for_two_weeks(mailbox: Mailbox, leader: Person) -> None:
    drain(now=timezone.now() + FORTNIGHT - datetime.timedelta(hours=1))
    assert not [mail for mail in mailbox.to(leader.email) if "look for a mentor" in str(mail["Subject"])]
    Notice.objects.filter(kind="match_look_again").update(due_at=timezone.now(), next_try_at=timezone.now())
    drain(now=timezone.now())
    (asked,) = (text_of(mail) for mail in mailbox.to(leader.email) if "look for a mentor" in str(mail["Subject"]))
    assert "There is no hurry." in asked
    assert "Ruth" not in asked


def she_looks_again_and_ruth_is_not_there(page: Page) -> None:
    page.goto("/mentor/")
    page.get_by_role("button", name="Show me three people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One person who could be your mentor")
    expect(page.get_by_role("button", name="Say hello to Joan")).to_be_visible()
    assert "Ruth" not in page.get_by_role("main").inner_text()
    is_sound(page)


def the_new_one_reads_nothing_of_it(hers: Page, joan: Page) -> None:
    hers.get_by_role("button", name="Say hello to Joan").click()
    expect(hers.get_by_text("Joan has your hello.")).to_be_visible()
    answers_yes(joan)
    assert not re.search("Ruth|before you|switch|another mentor", joan.get_by_role("main").inner_text(), re.IGNORECASE)


def test_a_switch_is_nobodys_fault(
    ruths: MentorOffer,
    joans: MentorOffer,
    match: Match,
    signed_in: OpenWindow,
    mailbox: Mailbox,
    leader: Person,
    mentor: Person,
) -> None:
    yesterday = timezone.now() - datetime.timedelta(days=1)
    factories.TalkFactory(match=match, state=Talk.State.HELD, starts_at=yesterday)
    match.state, match.answered_at = "active", yesterday
    match.save()
    hers, ruth, joan = (
        signed_in(leader, **PHONE).new_page(),
        signed_in(mentor).new_page(),
        signed_in(joans.mentor).new_page(),
    )
    she_ends_it_to_find_somebody_else(hers, match)
    ruth_is_told_kindly(mailbox, ruth, match)
    nothing_comes_for_two_weeks(mailbox, leader)
    she_looks_again_and_ruth_is_not_there(hers)
    the_new_one_reads_nothing_of_it(hers, joan)
    match.refresh_from_db()
    assert match.state == "switched"
