"""A whole debrief in six real browsers: from the lobby to what came of it, one without scripts and one on a phone."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from cohorts import actions
from cohorts.models import Attendance, DebriefSession, DebriefTemplate, LearningGroup, LiveDebrief, Turn
from tests import factories, pages
from tests.servers import wait_until
from youdesign.conversations.models import Message, RoomState
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 320, "height": 700}}
NAMES = ("Asif Khan", "Denise Bright", "Jo Tremlett", "Bev Osei")
TOPIC = "The meeting that was moved without me"
LEARNED = "Ask for the papers in writing."
QUESTION = "Who held the power when they moved it?"


@pytest.fixture
def session(starter_content: None, group: LearningGroup, mentor: Person) -> DebriefSession:
    """A session of an hour that begins now, of six people."""
    now = timezone.now()
    for name in NAMES:
        person = factories.MembershipFactory(cohort=group.cohort, person__name=name).person
        factories.GroupMembershipFactory(group=group, person=person)
    group.group_memberships.update(joined_at=now - datetime.timedelta(days=9))
    template = DebriefTemplate.objects.get(slug="group_60")
    facts: dict[str, Any] = {"starts_at": now, "ends_at": now + datetime.timedelta(hours=1), "template": template}
    session: DebriefSession = factories.DebriefSessionFactory(group=group, **facts)
    denise = Person.objects.get(name="Denise Bright")
    turn = actions.offer_turn(session=session, by=denise, topic=TOPIC, event=None, reflection=None, now=now)
    actions.pick_turn(turn=turn, session=session, by=mentor, now=now)
    return session


@pytest.fixture
def windows(signed_in: OpenWindow, session: DebriefSession, mentor: Person, leader: Person) -> dict[str, Page]:
    """Each of the six at the page of the session."""
    options: dict[str, dict[str, Any]] = {"Maureen Webb": PHONE, "Asif Khan": {"java_script_enabled": False}}
    found = {}
    for person in (mentor, leader, *Person.objects.filter(name__in=NAMES).order_by("pk")):
        page = signed_in(person, **options.get(person.name, {})).new_page()
        page.goto(f"/sessions/{session.pk}/")
        found[person.get_short_name()] = page
    return found


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()


def again(page: Page) -> None:
    """Load the page anew, as who has no scripts does."""
    page.goto(page.url.partition("#")[0])


def is_sound(page: Page) -> None:
    assert pages.faults_of(page) == []


def everybody_comes_in(windows: dict[str, Page]) -> None:
    for page in windows.values():
        page.get_by_role("link", name="Come in").click()
        press(page, "I am here")
        expect(page.get_by_role("heading", name="Is everything right for you?")).to_be_visible()
    for name in ("Ruth", "Maureen"):
        expect(windows[name].get_by_text("Not here yet")).to_have_count(0)
        is_sound(windows[name])


def the_group_is_at(windows: dict[str, Page], number: int, name: str) -> None:
    """See that every window is at this step: those with scripts by themselves."""
    for page in sorted(windows.values(), key=lambda page: page is windows["Asif"]):  # without scripts, after the others
        if page is windows["Asif"]:
            again(page)
        expect(page.locator("[data-where]")).to_contain_text(f"Step {number} of 12: {name}.")
        moves = "[data-debrief] [name=moves]"  # what is pressed now is pressed on this step
        expect(page.locator(f"{moves}:not([value='{number}'])")).to_have_count(0)
        expect(page.locator(moves).first).to_have_value(str(number))


def a_round_goes_round(windows: dict[str, Page], leader: str) -> None:
    """Each speaks or passes, in the order in which they came."""
    for name in (leader, "Maureen", "Asif", "Denise", "Jo"):
        expect(windows["Bev"].locator("[data-whose]")).to_contain_text(f"It is {name} ")
        if name == "Asif":
            again(windows[name])
        expect(windows[name].get_by_text("It is your moment")).to_be_visible()
        press(windows[name], "I pass this time" if name == "Jo" else "I have finished")
    press(windows["Bev"], "I have finished")
    expect(windows[leader].get_by_text("Everybody has spoken or passed.")).to_be_visible()


def the_turn_is_told(windows: dict[str, Page], session: DebriefSession) -> None:
    for page in (windows["Denise"], windows["Maureen"]):
        expect(page.get_by_text(TOPIC).first).to_be_visible()
    expect(windows["Denise"].locator("[data-whose]")).to_have_text("You have the floor")
    expect(windows["Maureen"].locator("[data-whose]")).to_have_text("Denise Bright has the floor")
    is_sound(windows["Maureen"])
    press(windows["Maureen"], "Raise my hand")
    expect(windows["Ruth"].get_by_text("First hand up")).to_be_visible()
    expect(windows["Maureen"].locator(":focus")).to_have_text("My hand is up")


def a_minute_is_taken(windows: dict[str, Page]) -> None:
    windows["Denise"].get_by_role("button", name="I need a minute").first.click()
    for name in ("Ruth", "Maureen", "Bev"):
        expect(windows[name].get_by_role("heading", name="Take a minute. Nobody is in a hurry.")).to_be_visible()
    is_sound(windows["Maureen"])
    press(windows["Denise"], "Go on")
    expect(windows["Maureen"].get_by_text("Denise Bright has the floor")).to_be_visible()


def time_runs_out_and_somebody_adds_some(windows: dict[str, Page], session: DebriefSession) -> None:
    """Move the clock of the step on: a fast clock."""
    state = RoomState.objects.get(room=session.group.room)
    state.facts["ends_at"] = (timezone.now() - datetime.timedelta(minutes=1)).isoformat()
    state.save()
    again(windows["Bev"])
    expect(windows["Bev"].locator("[data-time]")).to_have_text("The time is up")
    press(windows["Bev"], "Two minutes more")
    for name in ("Ruth", "Maureen"):
        expect(windows[name].locator("[data-time]")).to_have_text("About 2 minutes")


def a_question_is_typed(windows: dict[str, Page], session: DebriefSession) -> None:
    page = windows["Maureen"]
    box = page.get_by_label("Write to the group")
    box.fill(QUESTION)
    box.press("End")
    box.press_sequentially(" @bri")
    expect(page.get_by_role("option")).to_have_text(["Denise Bright"])
    box.press("Tab")
    page.locator("[data-send]").click()
    asked = f"{QUESTION} @Denise Bright"
    for name in ("Ruth", "Denise"):
        expect(windows[name].locator("[data-log]").get_by_text(asked)).to_be_visible()
    assert Message.objects.get(text=asked).author.name == "Maureen Webb"


def the_facilitator_is_gone_and_another_leads(windows: dict[str, Page], session: DebriefSession) -> None:
    """Close Ruth's browser, and let a minute pass."""
    windows.pop("Ruth").close()
    then = timezone.now() - datetime.timedelta(minutes=2)
    LiveDebrief.objects.update(led_at=then, opened_at=then)
    DebriefSession.objects.filter(pk=session.pk).update(starts_at=then)
    for name in ("Maureen", "Denise", "Jo"):
        again(windows[name])
        expect(
            windows[name].get_by_role("heading", name="We have not heard from Ruth Adeyemi for a minute")
        ).to_be_visible()
    is_sound(windows["Maureen"])
    press(windows["Maureen"], "I will lead")
    for name in ("Denise", "Jo"):
        expect(windows[name].get_by_text("Maureen Webb would lead until they are back.")).to_be_visible()
        press(windows[name], "I agree")
    expect(windows["Maureen"].get_by_role("heading", name="You lead")).to_be_visible()
    is_sound(windows["Maureen"])


def what_they_learned_is_written(windows: dict[str, Page]) -> None:
    for name in ("Jo", "Asif"):
        page = windows[name]
        if name == "Asif":
            again(page)
        details = page.locator("details#learning")
        if details.get_attribute("open") is None:
            details.locator("summary").first.click()
        page.locator("#id_learning_text").fill(f"{LEARNED} ({name})")
        press(page, "Save for the table")
        expect(page.get_by_text(f"{LEARNED} ({name})").first).to_be_visible()
    again(windows["Maureen"])
    expect(windows["Maureen"].get_by_text(f"{LEARNED} (Jo)").first).to_be_attached()


def one_leaves_early(windows: dict[str, Page]) -> None:
    page = windows.pop("Bev")
    page.get_by_role("link", name="Leave now").first.click()
    is_sound(page)
    page.get_by_label("Jo Tremlett").check()
    press(page, "Leave now")
    expect(page.get_by_text("You have left. We have asked Jo Tremlett to get in touch.")).to_be_visible()
    expect(windows["Maureen"].get_by_text("Left early")).to_be_visible()


def she_ends_it(windows: dict[str, Page], session: DebriefSession) -> None:
    page = windows["Maureen"]
    page.get_by_role("link", name="End the debrief").click()
    is_sound(page)
    press(page, "End it")
    expect(page.get_by_text("The debrief is over. Thank you for holding it.")).to_be_visible()
    expect(windows["Denise"].get_by_role("heading", name="This debrief is over")).to_be_visible()
    session.refresh_from_db()
    assert session.state == "held"
    assert Turn.objects.get().state == "held"
    was = dict(Attendance.objects.exclude(was="").values_list("person__name", "was"))
    assert was == {
        "Maureen Webb": "there",
        "Asif Khan": "there",
        "Denise Bright": "there",
        "Jo Tremlett": "there",
        "Bev Osei": "part",
    }


def the_summary_is_agreed(signed_in: OpenWindow, session: DebriefSession, mentor: Person) -> None:
    """Ruth is back, writes down what they learned, and says that it stands."""
    page = signed_in(mentor).new_page()
    page.goto(f"/sessions/{session.pk}/recap/write/")
    expect(page.get_by_text(f"{LEARNED} (Jo)").first).to_be_attached()
    page.get_by_label("What we did").fill("One turn.")
    page.get_by_label("What we learned").fill(LEARNED)
    press(page, "Save for the group")
    for name in ("Maureen Webb", "Denise Bright"):
        theirs = signed_in(Person.objects.get(name=name)).new_page()
        theirs.goto(f"/sessions/{session.pk}/recap/")
        press(theirs, "That is right")
    again(page)
    press(page, "It stands")
    wait_until(lambda: DebriefSession.objects.get(pk=session.pk).state == "summary_agreed", "the summary to be agreed")


def test_six_people_debrief_from_the_lobby_to_what_they_agree_on(
    windows: dict[str, Page], signed_in: OpenWindow, session: DebriefSession, mentor: Person
) -> None:
    everybody_comes_in(windows)
    press(windows["Ruth"], "Begin")
    the_group_is_at(windows, 1, "Welcome and agreement")
    press(windows["Ruth"], "Next step")
    the_group_is_at(windows, 2, "Check-in round")
    a_round_goes_round(windows, "Ruth")
    for number, name in ((3, "Whose turn"), (4, "Tell it")):
        press(windows["Ruth"], "Next step")
        the_group_is_at(windows, number, name)
    the_turn_is_told(windows, session)
    a_minute_is_taken(windows)
    time_runs_out_and_somebody_adds_some(windows, session)
    for number, name in ((5, "Get it clear"), (6, "Open questions")):
        press(windows["Ruth"], "Next step")
        the_group_is_at(windows, number, name)
    a_question_is_typed(windows, session)
    the_facilitator_is_gone_and_another_leads(windows, session)
    for number, name in ((7, "What we heard"), (8, "My next step"), (9, "Pause"), (10, "Learning round")):
        press(windows["Maureen"], "Next step")
        the_group_is_at(windows, number, name)
    what_they_learned_is_written(windows)
    one_leaves_early(windows)
    for number, name in ((11, "Commitments"), (12, "Close")):
        press(windows["Maureen"], "Next step")
        the_group_is_at(windows, number, name)
    she_ends_it(windows, session)
    the_summary_is_agreed(signed_in, session, mentor)
