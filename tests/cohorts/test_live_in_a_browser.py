"""A page that followed a debrief shows what a page shows that is opened only now: by the server's words, and before."""

import datetime
import random
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from cohorts import actions
from cohorts.debrief_acts import ACTS
from cohorts.debriefing import LOBBY
from cohorts.models import DebriefSession
from cohorts.problems import Problem
from cohorts.tasks import end_forgotten_debriefs
from tests.cohorts.phones import at_its_first_step
from tests.servers import wait_until
from youdesign.conversations.models import RoomState
from youdesign.people.models import Draft, Person

OpenWindow = Callable[..., BrowserContext]
PARTS, BOXES = "[data-part^=debrief-]", "[data-part^=learning-]"
TOKEN = re.compile(r'(csrfmiddlewaretoken" value=")[^"]*')  # another one in each form
NOT_AT_RANDOM = {"leave", "stand_in"}  # these have a page of their own, or need a minute of nobody there
ACTS_AT_RANDOM = 25
Debrief = tuple[DebriefSession, list[Person]]


@pytest.fixture
def debrief(transactional_db: None) -> Debrief:
    """A debrief of three at its first step; the first of them leads."""
    return at_its_first_step(3)


@pytest.fixture
def lobby(debrief: Debrief) -> Debrief:
    """The same while people come in."""
    session, people = debrief
    state = RoomState.objects.get(room=session.group.room)
    RoomState.objects.update(facts=state.facts | {"step": LOBBY, "floor": None, "ends_at": None})
    DebriefSession.objects.update(state=DebriefSession.State.PLANNED)
    return session, people


def moves_of(session: DebriefSession) -> int:
    return int(RoomState.objects.get(room=session.group.room).facts["moves"])


def act(session: DebriefSession, by: Person, name: str, **facts: Any) -> bool:
    """Do an act, if it can be done now."""
    try:
        actions.act_in_debrief(session=session, by=by, name=name, moves=moves_of(session), now=timezone.now(), **facts)
    except Problem:
        return False
    return True


def at_random(session: DebriefSession, people: Sequence[Person]) -> list[str]:
    """Do whatever comes, and return what was done."""
    chance = random.Random(len(people))
    done: list[str] = []
    while len(done) < ACTS_AT_RANDOM:
        name = chance.choice(["next", *sorted(ACTS.keys() - NOT_AT_RANDOM)])
        if act(session, chance.choice(people), name):
            done.append(name)
    return done


def parts_of(page: Page) -> list[str]:
    """Return all that the page shows of the debrief, and the words of its boxes, which scripts add to."""
    shown = page.locator(PARTS).evaluate_all("parts => parts.map(part => part.innerHTML)")
    words = page.locator(BOXES).evaluate_all("parts => parts.map(part => part.textContent)")
    return [*(TOKEN.sub(r"\1", part) for part in shown), *(" ".join(part.split()) for part in words)]


def opened(signed_in: OpenWindow, person: Person, session: DebriefSession) -> Page:
    page = signed_in(person).new_page()
    page.goto(f"/sessions/{session.pk}/live/")
    expect(page.locator("[data-where]")).to_contain_text(re.compile("^(Step|We begin) "))
    return page


def test_whoever_comes_late_sees_what_those_see_who_came_to_the_lobby(signed_in: OpenWindow, lobby: Debrief) -> None:
    session, people = lobby
    for person in people[:2]:
        followed = opened(signed_in, person, session)
        assert len(set(at_random(session, people))) > 5
        late = opened(signed_in, person, session)
        assert len(parts_of(late)) > 5
        wait_until(lambda followed=followed, late=late: parts_of(followed) == parts_of(late), "the same words")


def test_whoever_leads_hears_of_hands_and_keeps_the_place_at_the_keyboard(
    signed_in: OpenWindow, lobby: Debrief
) -> None:
    session, (ruth, ann, bev) = lobby
    page = opened(signed_in, ruth, session)
    expect(page.locator("[data-room]")).to_be_visible()
    page.locator("#lead-begin").press("Enter")
    expect(page.locator("#lead")).to_be_focused()  # not on what leads on to the next step
    for_bev = page.locator("summary", has_text=f"For {bev}")
    for_bev.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # her hand goes up
    expect(page.locator("[data-moved]")).to_have_text(f"Hand up: {bev}.")
    expect(for_bev).to_be_focused()
    assert act(session, ann, "hand")
    expect(page.locator("[data-moved]")).to_have_text(f"Hands up: {bev} and {ann}.")
    expect(for_bev).to_be_focused()


def test_a_link_keeps_the_focus_when_its_part_is_taken_anew(signed_in: OpenWindow, debrief: Debrief) -> None:
    session, (ruth, ann, _) = debrief
    page = opened(signed_in, ruth, session)
    expect(page.locator("[data-room]")).to_be_visible()
    to_end = page.locator("[data-part=debrief-lead] a")
    to_end.focus()
    assert act(session, ann, "hand")
    expect(page.locator("[data-hands]")).to_contain_text(f"Hand up: {ann}.")
    expect(to_end).to_be_focused()


def test_whoever_is_signed_out_keeps_the_place_on_the_way_back_in(signed_in: OpenWindow, debrief: Debrief) -> None:
    session, (_, ann, _) = debrief
    page = opened(signed_in, ann, session)
    Session.objects.all().delete()
    look = "document.dispatchEvent(new CustomEvent('room:act', { detail: { facts: {} } }))"
    page.evaluate(look)
    back_in = page.locator("[data-moved] a")
    back_in.focus()
    with page.expect_response(lambda answer: "/account/login/" in answer.url):
        page.evaluate(look)
    page.wait_for_timeout(300)
    expect(back_in).to_be_focused()


def test_whoever_waits_hears_that_the_room_has_closed_and_what_to_do(signed_in: OpenWindow, lobby: Debrief) -> None:
    session, (_, ann, _) = lobby
    page = opened(signed_in, ann, session)
    expect(page.locator("[data-room]")).to_be_visible()
    then = timezone.now() - DebriefSession.LOBBY
    DebriefSession.objects.update(starts_at=then - datetime.timedelta(hours=1), ends_at=then)
    end_forgotten_debriefs()
    expect(page.get_by_role("heading", name="Nobody began this debrief")).to_be_visible()
    expect(page.get_by_role("link", name="Open a room now")).to_be_visible()
    expect(page.locator("[data-moved]")).to_have_text("Nobody began this debrief.")
    expect(page.locator("[data-where]")).to_have_count(0)


def test_a_question_is_typed_by_somebody_who_came_to_the_lobby(signed_in: OpenWindow, lobby: Debrief) -> None:
    session, (ruth, ann, bev) = lobby
    hers, theirs = opened(signed_in, ann, session), opened(signed_in, bev, session)
    expect(hers.locator("[data-room]")).to_be_visible()
    for name in ("begin", "next", "next", "next"):
        assert act(session, ruth, name)
    hers.get_by_text("Type a question").click()
    hers.get_by_label("My question").fill("?" * 1999)
    expect(hers.get_by_text("You have 1 character left.").first).to_be_visible()
    hers.get_by_label("My question").fill("What would good look like?")
    hers.get_by_role("button", name="Ask it").click()
    expect(hers.locator(".notice")).to_contain_text("Asked. Those at the table can read it.")
    expect(theirs.locator("[data-part=learning-asked]")).to_contain_text("What would good look like?")


def test_words_begun_at_one_step_are_there_at_the_next(signed_in: OpenWindow, debrief: Debrief) -> None:
    session, (ruth, ann, _) = debrief
    page = opened(signed_in, ann, session)
    page.get_by_text("What we take with us").click()
    page.get_by_label("What I take with me").fill("I ask first.")
    wait_until(lambda: Draft.objects.exists(), "the draft")
    assert act(session, ruth, "next")
    page.reload()
    page.get_by_text("What we take with us").click()
    expect(page.get_by_label("What I take with me")).to_have_value("I ask first.")


def test_the_step_is_shown_before_the_server_is_asked(signed_in: OpenWindow, debrief: Debrief) -> None:
    session, (ruth, ann, _) = debrief
    page = opened(signed_in, ann, session)
    expect(page.locator("[data-room]")).to_be_visible()
    page.route(f"**/sessions/{session.pk}/live/", lambda route: route.abort())  # the server's own words do not come
    for name in ("next", "next", "back", "next", "next"):
        assert act(session, ruth, name)
        late = opened(signed_in, ann, session)
        for where in ("[data-where]", "h2[data-prompt]", "p[data-note]"):
            words = str(late.locator(where).text_content())
            wait_until(lambda where=where, words=words: is_beginning(page, where, words), f"{where}: {words}")
        assert bar_of(page) == bar_of(late)
        late.close()


def is_beginning(page: Page, where: str, words: str) -> bool:
    """Whether what stands there is how the server's words begin; of a step that has any."""
    shown = str(page.locator(where).text_content())
    return words.startswith(shown) and bool(shown) is bool(words)


def bar_of(page: Page) -> list[list[str | None]]:
    """Return what the bar says of each step."""
    seen: list[list[str | None]] = page.locator("[data-steps] li").evaluate_all(
        "steps => steps.map(step => [step.className, step.getAttribute('aria-current')])"
    )
    return seen
