"""What I need: each of the six states is reached by what somebody really did, and the page says it in words."""

import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from youdesign.people import starter
from youdesign.people.actions import (
    answer_purpose,
    note_arranged,
    review_needs,
    save_what_i_need,
    tell_needs,
)
from youdesign.people.models import AccessNeed, Code, Person
from youdesign.people.purposes import SHARE_NEEDS

NEED = "/me/need/"
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _lists(db: None) -> None:
    """Load the code lists."""
    starter.load(Path(settings.BASE_DIR) / "youdesign" / "starter")


@pytest.fixture
def window(leader: Person, client: Client) -> Client:
    """Maureen's window."""
    client.force_login(leader)
    return client


def code(slug: str) -> Code:
    """Return one thing that people need."""
    return Code.objects.get(listing="access_need", slug=slug)


def say(person: Person, is_shared: bool = True, **needs: str) -> AccessNeed:
    """Let the person say what they need, by the names of the list; return the first."""
    save_what_i_need(
        person=person, by=person, needs={code(slug): words for slug, words in needs.items()}, is_shared=is_shared
    )
    return AccessNeed.objects.filter(person=person).get(need__slug=next(iter(needs)))


def state(need: AccessNeed) -> str:
    """Return how far the need has got."""
    need.refresh_from_db()
    return need.state


def test_it_goes_from_ticked_to_talked_about_by_what_people_do(leader: Person, mentor: Person) -> None:
    need = say(leader, is_shared=False, other="")
    assert need.state == "identified"
    assert state(say(leader, is_shared=False, other="A chair by the door")) == "recorded"
    assert state(say(leader, other="A chair by the door")) == "flagged"
    tell_needs(needs=[need], to=mentor, now=NOW)
    assert state(need) == "shared"
    note_arranged(needs=[need], by=mentor, is_arranged=True, now=NOW)
    assert (state(need), need.state_by, need.state_at) == ("met", mentor, NOW)
    review_needs(person=leader, by=leader, needs=[need])
    assert state(need) == "reviewed"
    tell_needs(needs=[need], to=mentor, now=NOW)  # before the next session
    assert state(need) == "shared"


def test_her_page_says_each_state_in_words(window: Client, leader: Person, mentor: Person) -> None:
    def page() -> str:
        return " ".join(window.get(NEED).content.decode().split())

    assert "What you told us" not in page()
    with time_machine.travel("2026-06-03T12:00:00Z", tick=False):
        say(leader, is_shared=False, other="", breaks="")
        assert "You have not said yet what this is." in page()
        assert "Written down on 3 June 2026. Only you can read it." in page()
        need = say(leader, breaks="")
        assert "Marked for whoever runs your next session. Nobody has read it yet." in page()
        tell_needs(needs=[need], to=mentor, now=timezone.now())
        assert "Told to Ruth Adeyemi on 3 June 2026." in page()
        note_arranged(needs=[need], by=mentor, is_arranged=True, now=timezone.now())
        assert "Ruth Adeyemi arranged it on 3 June 2026." in page()
        review_needs(person=leader, by=leader, needs=[need])
        assert "You said on 3 June 2026 how it went." in page()


def test_saying_the_same_again_changes_nothing_that_was_told_or_arranged(leader: Person, mentor: Person) -> None:
    need = say(leader, breaks="Every half hour")
    tell_needs(needs=[need], to=mentor, now=NOW)
    note_arranged(needs=[need], by=mentor, is_arranged=True, now=NOW)
    say(leader, breaks="Every half hour", captions="")
    assert (state(need), need.state_by) == ("met", mentor)
    assert AccessNeed.objects.get(need__slug="captions").state == "flagged"


def test_other_words_are_to_be_read_again(leader: Person, mentor: Person) -> None:
    need = say(leader, breaks="Every hour")
    tell_needs(needs=[need], to=mentor, now=NOW)
    note_arranged(needs=[need], by=mentor, is_arranged=True, now=NOW)
    shared_at = need.shared_at
    say(leader, breaks="Every half hour")
    assert (state(need), need.shared_at, need.state_by) == ("flagged", shared_at, leader)
    assert need.said_at > NOW
    note_arranged(needs=[need], by=mentor, is_arranged=True, now=NOW)  # he still has the old words before him
    assert state(need) == "flagged"


def test_being_told_counts_once_for_each_who_runs_a_session(leader: Person, mentor: Person, stranger: Person) -> None:
    need, later = say(leader, breaks=""), NOW + datetime.timedelta(days=7)
    tell_needs(needs=[need], to=mentor, now=NOW)
    tell_needs(needs=[need], to=mentor, now=later)
    assert (state(need), need.state_at) == ("shared", NOW)
    note_arranged(needs=[need], by=mentor, is_arranged=True, now=NOW)
    tell_needs(needs=[need], to=mentor, now=later)
    assert state(need) == "met"
    tell_needs(needs=[need], to=stranger, now=later)
    assert (state(need), need.state_by) == ("shared", stranger)


def test_what_cannot_be_arranged_after_all_is_told_and_no_more(leader: Person, mentor: Person) -> None:
    need = say(leader, breaks="")
    tell_needs(needs=[need], to=mentor, now=NOW)
    note_arranged(needs=[need], by=mentor, is_arranged=True, now=NOW)
    note_arranged(needs=[need], by=mentor, is_arranged=False, now=NOW)
    assert state(need) == "shared"


@pytest.mark.parametrize("how", ["on its page", "with the agreements"])
def test_taking_it_back_leaves_it_written_down_and_nothing_more(leader: Person, mentor: Person, how: str) -> None:
    need = say(leader, breaks="Every hour")
    tell_needs(needs=[need], to=mentor, now=NOW)
    if how == "on its page":
        say(leader, is_shared=False, breaks="Every hour")
    else:
        answer_purpose(purpose=SHARE_NEEDS, person=leader, by=leader, is_given=False)
    assert (state(need), need.is_shared, need.state_by) == ("recorded", False, leader)
    tell_needs(needs=[need], to=mentor, now=NOW)
    note_arranged(needs=[need], by=mentor, is_arranged=True, now=NOW)
    assert state(need) == "recorded"


def test_a_yes_with_the_agreements_marks_what_was_said_before(leader: Person) -> None:
    need = say(leader, is_shared=False, breaks="")
    answer_purpose(purpose=SHARE_NEEDS, person=leader, by=leader, is_given=True)
    assert (state(need), need.is_shared) == ("flagged", True)


def test_something_else_without_words_is_nothing_that_could_be_told(leader: Person, mentor: Person) -> None:
    need = say(leader, other="")
    tell_needs(needs=[need], to=mentor, now=NOW)
    review_needs(person=leader, by=leader, needs=[need])
    assert (state(need), need.is_shared) == ("identified", True)
    assert state(say(leader, other="A ramp")) == "flagged"
    assert state(say(leader, other="")) == "identified"


@pytest.mark.parametrize("told", ["flagged", "shared", "met"])
def test_the_database_lets_nothing_be_told_that_is_not_shared(leader: Person, told: str) -> None:
    need = say(leader, is_shared=False, breaks="")
    with pytest.raises(IntegrityError, match="access_need_is_told_only_where_it_is_shared"), transaction.atomic():
        AccessNeed.objects.filter(pk=need.pk).update(state=told)


@pytest.mark.parametrize("is_given", [True, False])
def test_a_yes_before_any_need_was_said_stands_on_the_form(window: Client, leader: Person, is_given: bool) -> None:
    for answer in (True, is_given):
        answer_purpose(purpose=SHARE_NEEDS, person=leader, by=leader, is_given=answer)
    assert window.get(NEED).context["form"]["is_shared"].value() is is_given


def test_words_about_one_need_have_a_box_of_their_own_and_are_never_emptied_unseen(
    window: Client, leader: Person
) -> None:
    say(leader, is_shared=False, breaks="Every half hour", other="A ramp")
    form = window.get(NEED).context["form"]
    breaks, other = code("breaks"), code("other")
    box = f"about_{breaks.pk}"
    assert (form[box].value(), form["more"].value(), form[box].label) == (
        "Every half hour",
        "A ramp",
        "About “Breaks”",
    )
    untouched: dict[str, Any] = {"needs": [breaks.pk, other.pk], box: "Every half hour", "more": "A ramp"}
    window.post(NEED, {**untouched, "seen": form["seen"].value()})
    assert dict(AccessNeed.objects.values_list("need__slug", "detail")) == {
        "breaks": "Every half hour",
        "other": "A ramp",
    }
    page = window.post(NEED, {**untouched, box: "x" * 501})
    assert "Make it shorter: 500 characters at most." in page.content.decode()
    assert "x" * 501 in page.content.decode()


def test_where_staff_took_something_else_out_of_the_list_words_go_to_what_has_none(
    window: Client, leader: Person
) -> None:
    code("other").delete()
    breaks, captions = code("breaks"), code("captions")
    say(leader, is_shared=False, breaks="Every half hour")
    box = f"about_{breaks.pk}"
    said = {"needs": [breaks.pk], box: "Every half hour", "more": "Large words"}
    assert "Tick one thing above too" in window.post(NEED, said).content.decode()
    window.post(NEED, {**said, "needs": [breaks.pk, captions.pk]})
    assert dict(AccessNeed.objects.values_list("need__slug", "detail")) == {
        "breaks": "Every half hour",
        "captions": "Large words",
    }
