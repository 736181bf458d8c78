"""Priya matches everybody who looks for a mentor: tries, wishes, reads the letters, publishes; they read theirs."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import BrowserContext, Locator, Page, expect

from cohorts.models import Cohort
from mentoring.models import Match, MatchingRound, MentorOffer
from tests import factories, pages
from tests.servers import Mailbox, text_of, wait_until
from youdesign.people.models import Code, Person, Profile

OpenWindow = Callable[..., BrowserContext]
DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 320, "height": 700}}


def codes(listing: str, slugs: str) -> list[Code]:
    return list(Code.objects.filter(listing=listing, slug__in=slugs.split()))


def looks(person: Person, goals: str, times: str, must: str = "") -> None:
    profile = Profile.objects.create(person=person)
    profile.goals.set(codes("goal_theme", goals))
    profile.times.set(codes("easy_time", times))
    profile.must_haves.set(codes("must_have", must))


def offers(offer: MentorOffer, goals: str, times: str) -> None:
    offer.helps_with.set(codes("goal_theme", goals))
    offer.times.set(codes("easy_time", times))


@pytest.fixture
def programme_full_of_people(
    worker: None, starter_content: None, cohort: Cohort, coordinator: Person, leader: Person, offer: MentorOffer
) -> Person:
    """Six leaders, two mentors of two places, one who fits nobody; returns Farida, whose must-have nobody meets."""
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    names = ("Asif Khan", "Bev Osei", "Denise Bright", "Jo Tremlett", "Farida Rahman")
    others = [factories.MembershipFactory(cohort=cohort, person__name=name).person for name in names]
    looks(leader, "hard_talk influence", "tuesday_evening wednesday_evening")
    asif, bev, denise, jo, farida = others
    looks(asif, "find_voice", "tuesday_evening wednesday_evening")
    looks(denise, "find_voice prepare", "tuesday_evening wednesday_evening")  # fits by her times, less by her goals
    for person in (bev, jo):  # the other way round
        looks(person, "find_voice", "tuesday_evening wednesday_evening thursday_evening friday_evening")
    looks(farida, "find_voice", "tuesday_evening", must="deaf")
    offers(offer, "hard_talk influence", "tuesday_evening")
    sam = factories.MentorOfferFactory(programme=cohort.programme, mentor__name="Sam Okoro")
    offers(sam, "find_voice", "wednesday_evening")
    ali = factories.MentorOfferFactory(programme=cohort.programme, mentor__name="Ali Khan")
    offers(ali, "payment", "sunday_afternoon")
    return farida


def sound(page: Page) -> None:
    assert pages.faults_of(page) == []


def is_worked_out(page: Page) -> None:
    """Wait for the worker, and look again as the page says."""
    wait_until(lambda: MatchingRound.objects.filter(asked_at=None).exists(), "the worker's answer", 60)
    see = page.get_by_role("link", name="See how far it is")
    if see.is_visible():
        see.click()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()


def she_begins_a_round(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Rounds of matching").first.click()
    page.get_by_role("link", name="Match everybody who looks for a mentor").first.click()
    expect(page.get_by_role("heading", level=1, name="Match everybody who looks for a mentor")).to_be_visible()
    sound(page)
    page.get_by_label("Programme").select_option("Leading Together")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Nobody is told before you publish.")).to_be_visible()
    is_worked_out(page)


def she_reads_what_came_of_it(page: Page) -> None:
    main = page.locator("#content-main")
    expect(main).to_contain_text("4 of 6 leaders have somebody.")
    expect(main).to_contain_text("2 have nobody; for 1, all who fit are full; for 1, no mentor fits what they need.")
    expect(main).to_contain_text(
        "2 more mentors who are free at this time would match 2 more people: Tuesday evenings."
    )
    expect(main).to_contain_text("No other way matches more people")
    expect(line_of(page, "Farida Rahman")).to_contain_text("Nobody fits what they need")
    sound(page)


def line_of(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def she_reads_why_and_why_not(page: Page) -> None:
    page.get_by_role("link", name="Ruth Adeyemi (why, for Maureen Webb)").click()
    expect(page.get_by_text("You want help with", exact=False).first).to_be_visible()
    page.get_by_label("Mentor").select_option("Sam Okoro")
    page.get_by_role("button", name="Tell me why").click()
    expect(page.get_by_role("status")).to_contain_text(
        "Ruth fits Maureen Webb better on this: what they want help with."
    )
    sound(page)
    page.get_by_role("link", name="Back to the round").click()


def she_wishes(page: Page, leader: str, mentor: str, what: str) -> None:
    page.get_by_role("link", name=f"Change what you want for {leader}").click()
    page.get_by_label("Mentor").select_option(mentor)
    page.get_by_role("radio", name=what).check()
    sound(page)
    page.get_by_role("button", name="Work it out with this").click()
    expect(page.get_by_text(f"It is being worked out again with your wish for {leader}.")).to_be_visible()
    is_worked_out(page)


def she_tries_other_weights(page: Page) -> None:
    page.get_by_label("What they want help with").fill("-5")
    page.get_by_role("button", name="Work it out again").click()
    expect(page.get_by_text("Enter a whole number from 0 to 100.").first).to_be_visible()
    page.get_by_label("What they want help with").fill("10")
    page.get_by_label("Easy times").fill("100")
    page.get_by_role("button", name="Work it out again").click()
    expect(page.get_by_text("It is being worked out again. What moves is marked on this page.")).to_be_visible()
    is_worked_out(page)
    expect(page.get_by_text("moved since it was worked out before")).to_be_visible()
    expect(line_of(page, "Denise Bright")).to_contain_text("Sam Okoro")
    expect(page.get_by_text("Was Sam Okoro", exact=False).first).to_be_visible()


def she_reads_the_letters_and_publishes(page: Page) -> None:
    page.get_by_role("link", name="Publish…").click()
    for subject in (
        "Mentors for you to choose from",
        "No mentor for you yet",
        "Somebody may ask you for a hello",
        "Nobody to suggest you to yet",
    ):
        expect(page.get_by_text(subject, exact=True)).to_be_visible()
    sound(page)
    assert not Match.objects.exists()
    page.get_by_label("Why?").fill("Agreed with the mentors.")
    page.get_by_role("button", name="Publish, and tell").click()
    expect(page.get_by_text("Published. Everybody in this round gets a message now.")).to_be_visible()


def opened_from_the_mail(page: Page, mailbox: Mailbox, person: Person, subject: str) -> str:
    """Open what the mail leads to, and return what the mail says."""

    def found() -> list[EmailMessage]:
        return [mail for mail in mailbox.to(person.email) if str(mail["Subject"]) == subject]

    wait_until(lambda: bool(found()), f"the mail “{subject}”", 60)
    words = text_of(found()[0])
    links = re.findall(r"https?://\S+", words)
    page.goto(links[0])
    return words


def a_matched_leader_chooses(page: Page, mailbox: Mailbox, leader: Person) -> None:
    words = opened_from_the_mail(page, mailbox, leader, "Mentors for you to choose from")
    assert "A hello promises nothing" in words
    assert "Ruth" not in words
    card = page.get_by_role("article").filter(has_text="Ruth Adeyemi")
    expect(card.get_by_text("You are both free at these times")).to_be_visible()
    sound(page)
    card.get_by_role("button", name="Say hello to Ruth").click()
    expect(page.get_by_role("heading", name="You said hello to Ruth Adeyemi")).to_be_visible()


def her_mentor_is_told(page: Page, mailbox: Mailbox, mentor: Person) -> None:
    words = opened_from_the_mail(page, mailbox, mentor, "Somebody may ask you for a hello")
    assert "Maureen" not in words
    page.goto("/mentor/")
    expect(page.get_by_text("Maureen Webb").first).to_be_visible()
    sound(page)


def who_is_left_over_reads_who_knows(page: Page, mailbox: Mailbox, farida: Person) -> None:
    words = opened_from_the_mail(page, mailbox, farida, "No mentor for you yet")
    assert "Priya Nair knows that you are waiting, and answers by" in words
    expect(page.get_by_role("heading", name="You are waiting for a mentor")).to_be_visible()
    expect(page.get_by_text("Priya Nair").first).to_be_visible()
    sound(page)


def another_coordinator_finds_nothing(page: Page, found: MatchingRound) -> None:
    where = f"/admin/mentoring/matchinground/{found.pk}/"
    for way in ("why/", "leader/", "publish/", "throw-away/", "stop/", "rework/"):
        answer = page.goto(where + way)
        assert answer is not None
        assert answer.status == 404
    page.goto(f"{where}change/")
    expect(page.get_by_text("it belongs to a programme that is not yours", exact=False)).to_be_visible()


def test_a_round_is_tried_wished_for_published_and_read(
    signed_in: OpenWindow,
    programme_full_of_people: Person,
    coordinator: Person,
    leader: Person,
    mentor: Person,
    mailbox: Mailbox,
) -> None:
    page = signed_in(coordinator, **DESK).new_page()
    she_begins_a_round(page)
    she_reads_what_came_of_it(page)
    she_reads_why_and_why_not(page)
    she_wishes(page, "Asif Khan", "Ruth Adeyemi", "Keep them together")
    expect(line_of(page, "Asif Khan")).to_contain_text("Kept together with Ruth Adeyemi")
    she_wishes(page, "Bev Osei", "Ruth Adeyemi", "Keep them apart in this round")
    expect(line_of(page, "Bev Osei")).to_contain_text("Kept apart from somebody")
    she_tries_other_weights(page)
    she_reads_the_letters_and_publishes(page)
    a_matched_leader_chooses(signed_in(leader, **PHONE).new_page(), mailbox, leader)
    her_mentor_is_told(signed_in(mentor, **PHONE).new_page(), mailbox, mentor)
    farida = programme_full_of_people
    who_is_left_over_reads_who_knows(signed_in(farida, **PHONE).new_page(), mailbox, farida)
    found = MatchingRound.objects.get()
    other = factories.ProgrammeFactory(coordinator__is_staff=True).coordinator
    other.groups.add(Group.objects.get(name="Coordinators"))
    another_coordinator_finds_nothing(signed_in(other, **DESK).new_page(), found)
