"""Nasty words planted in every box whose words somebody else reads: nothing of theirs runs, and no page breaks."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.models import Cohort, LearningGroup
from tests import factories, pages
from youdesign.conversations import actions
from youdesign.conversations.models import MAX_CHARACTERS, Room
from youdesign.people.actions import save_listing, save_what_i_bring
from youdesign.people.models import Audience, Listing, Person

PHONE = {"viewport": {"width": 320, "height": 700}}
NASTY = (
    '<script class="planted">alert(1)</script>',
    '<img class="planted" src="/none" onerror="alert(2)">',
    '<svg class="planted" onload="alert(3)"><style>body{display:none}</style></svg>',
    '"><iframe class="planted" src="javascript:alert(4)"></iframe>',
    "</textarea></title><style class='planted'>*{display:none}</style>",
    "[read me](javascript:alert(5)) javascript:alert(6) <javascript:alert(7)>",
    "[read\tme](java\nscript:alert(8)) [me](data:text/html,<script>alert(9)</script>)",
    "'-alert(10)-' ${alert(11)} {{ 7|add:7 }} {% now %}",
    "![a](https://example.org/a.png)\n\n> # quoted\n\n| a | b |\n|---|---|",
    "[" * 2000,
    "W" * MAX_CHARACTERS,
    "https://example.org/" + "W" * 2000,
    "> - " * 900 + "deep",
    "`" + "W" * 300 + "`\n\n```\n" + "W" * 300 + "\n```\n\n1. " + "W" * 300,
)
NAME = '<b class="planted" onclick="alert(12)">Asif</b>' + "W" * 30
TITLE = '<img class="planted" src="/none" onerror="alert(13)">' + "W" * 60
HERS_OF_OTHERS = ".planted, [onerror], [onload], [onclick], iframe, main a[href^=javascript], main img[src^=http]"


@pytest.fixture
def asif(cohort: Cohort) -> Person:
    """Asif, in Maureen's programme, whose name and profile are nasty."""
    person = factories.MembershipFactory(cohort=cohort, person__name=NAME).person
    said = {"about_me": "\n\n".join(NASTY[:9]) + "W" * 600, "own_title": TITLE[:60], "pronouns": NAME[:40]}
    read_by = dict.fromkeys(said, Audience.PROGRAMME)
    save_what_i_bring(person=person, by=person, audiences={"about_me": read_by["about_me"]}, **said)
    save_listing(person=person, by=person, reach=Listing.Reach.COLLEAGUES, can_be_asked=True)
    return person


@pytest.fixture
def room(cohort: Cohort, leader: Person, mentor: Person, asif: Person) -> Room:
    """The room of a group with a nasty name, whose members are Maureen and Asif."""
    group: LearningGroup = factories.LearningGroupFactory(
        cohort=cohort, name=TITLE, facilitator=mentor, members=[leader, asif]
    )
    return group.room


@pytest.fixture
def told() -> list[str]:
    """What windows asked by a dialog."""
    return []


@pytest.fixture
def window_of(signed_in: Callable[..., BrowserContext], told: list[str]) -> Callable[[Person], Page]:
    """Return a function that opens this person's phone, which notes every dialog."""

    def open_window(person: Person) -> Page:
        page = signed_in(person, **PHONE).new_page()
        page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
        return page

    return open_window


@contextmanager
def nothing_comes_of_it(page: Page, told: list[str]) -> Iterator[None]:
    """Hold the page to account after what is done meanwhile; its console would name a refusal of the policy."""
    with pages.complaints_of(page) as complaints:
        yield
    assert complaints == []
    assert told == []
    assert page.locator(HERS_OF_OTHERS).count() == 0
    width = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], page.url


def test_no_template_takes_words_for_html() -> None:
    trusting = re.compile(r"\|\s*safe\b|autoescape off")
    found = [
        path.name for path in (settings.BASE_DIR / "templates").rglob("*.html") if trusting.search(path.read_text())
    ]
    assert found == []


def test_messages_come_in_as_words_and_are_the_same_after_loading(
    window_of: Callable[[Person], Page], told: list[str], room: Room, leader: Person, asif: Person
) -> None:
    hers, his = window_of(leader), window_of(asif)
    for page in (hers, his):
        page.goto(f"/rooms/{room.pk}/")
        page.wait_for_selector("[data-connection][data-state=live]", state="attached")
    with nothing_comes_of_it(hers, told), nothing_comes_of_it(his, told):
        for number, text in enumerate(NASTY, start=1):
            his.fill("textarea[name=text]", text)
            his.press("textarea[name=text]", "Control+Enter")
            expect(hers.locator(f"#m{number} [data-text]")).to_be_attached()
    expect(his.locator("[data-outbox] li")).to_have_count(0)
    came = hers.locator("[data-log] [data-text]").evaluate_all("all => all.map((words) => words.innerHTML.trim())")
    with nothing_comes_of_it(hers, told):
        hers.reload()
    loaded = hers.locator("[data-log] [data-text]").evaluate_all("all => all.map((words) => words.innerHTML.trim())")
    assert came == loaded
    assert len(came) == len(NASTY)
    assert pages.faults_of(hers) == []


def test_names_titles_questions_and_profiles_are_words_wherever_somebody_reads_them(
    window_of: Callable[[Person], Page],
    told: list[str],
    room: Room,
    leader: Person,
    mentor: Person,
    asif: Person,
) -> None:
    actions.post_message(room=room, by=asif, text=NASTY[0], client_id=uuid4())
    save_listing(person=leader, by=leader, reach=Listing.Reach.COLLEAGUES, can_be_asked=True)
    ask = actions.ask_colleague(person=leader, by=asif, question="\n\n".join(NASTY[:9])[:900] + "W" * 90)
    page = window_of(leader)
    for path in (
        f"/rooms/{room.pk}/",
        f"/rooms/{room.pk}/minute/",
        f"/rooms/{room.pk}/messages/1/tell/",
        "/group/",
        f"/groups/{LearningGroup.objects.get(room=room).pk}/",
        "/asks/",
        f"/asks/{ask.pk}/",
        "/colleagues/",
        f"/colleagues/{asif.pk}/",
        f"/colleagues/{asif.pk}/ask/",
        "/notices/",
        "/",
    ):
        with nothing_comes_of_it(page, told):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
    page.goto(f"/asks/{ask.pk}/")
    page.fill("textarea", NASTY[2])
    with nothing_comes_of_it(page, told):
        page.get_by_role("button", name="Answer").click()
        expect(page.locator("[data-log]")).to_contain_text("<svg class=")
