"""What is typed is kept: sealed for its writer, never over another window's words, and gone once it is saved."""

import datetime
import re
import threading
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from youdesign.people.actions import end_draft, forget_old_drafts, keep_draft
from youdesign.people.actions.drafts import KeptElsewhere
from youdesign.people.drafts import read_draft
from youdesign.people.models import Draft, Person, PersonKey

BACKEND = "django.contrib.auth.backends.ModelBackend"
PLACE = "reflection-new"


def keep(person: Person, form: str = "text=Words", mark: str = "", place: str = PLACE, version: str = "") -> Draft:
    return keep_draft(by=person, place=place, version=version, mark=mark, form=form)


@pytest.fixture
def maureen(client: Client, leader: Person) -> Client:
    """A browser in which Maureen is signed in."""
    client.force_login(leader, BACKEND)
    return client


# --- Rules ---


def test_a_draft_lies_sealed_and_opens_for_its_writer(leader: Person) -> None:
    draft = keep(leader, "text=Nobody+else")
    assert b"Nobody" not in bytes(draft.sealed)
    assert read_draft(draft, leader) == "text=Nobody+else"


def test_keeping_again_needs_the_last_mark_and_writes_over_nothing_else(leader: Person) -> None:
    first = keep(leader, "text=One")
    second = keep(leader, "text=Two", mark=first.mark)
    for mark in ("", first.mark):
        with pytest.raises(KeptElsewhere) as elsewhere:
            keep(leader, "text=Late", mark=mark)
        assert elsewhere.value.draft == second
    assert read_draft(Draft.objects.get(), leader) == "text=Two"


@pytest.mark.parametrize(
    ("kept", "sent", "stays"),
    [
        ("text=From+the+phone", "text=On+the+laptop", True),
        ("text=Both+here&choice=2", "text=Both+here&choice=1", True),
        ("text=One%0Atwo", "text=One%0D%0Atwo+and+three", False),  # it was on its way when the form was sent
        ("text=&choice=2", "choice=1&choice=2", False),
    ],
)
def test_saving_in_one_window_ends_no_words_of_another(leader: Person, kept: str, sent: str, stays: bool) -> None:
    mark = keep(leader, "text=Begun").mark
    keep(leader, kept, mark=mark)
    end_draft(by=leader, place=PLACE, mark=mark, sent=QueryDict(sent))
    assert Draft.objects.exists() == stays


def test_words_on_their_way_while_the_form_is_saved_do_not_come_back(leader: Person) -> None:
    mark = keep(leader).mark
    end_draft(by=leader, place=PLACE, mark=mark, sent=QueryDict())
    with pytest.raises(KeptElsewhere) as elsewhere:
        keep(leader, mark=mark)
    assert elsewhere.value.draft is None
    assert not Draft.objects.exists()


def test_the_one_left_longest_makes_room(leader: Person) -> None:
    for number in range(Draft.MOST + 2):
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=number), tick=False):
            keep(leader, place=f"form-{number}")
    assert Draft.objects.count() == Draft.MOST
    assert not Draft.objects.filter(place__in=["form-0", "form-1"]).exists()


def test_what_nobody_comes_back_to_is_forgotten_after_thirty_days(leader: Person) -> None:
    keep(leader)
    assert forget_old_drafts(now=timezone.now() + datetime.timedelta(days=29)) == 0
    assert forget_old_drafts(now=timezone.now() + datetime.timedelta(days=31)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_ten_windows_that_keep_at_once_one_wins_and_nine_are_told(leader: Person) -> None:
    keep(leader, place="another")  # so that the key is there
    start, outcomes = threading.Barrier(10), []

    def keep_at_once(number: int) -> None:
        start.wait()
        try:
            keep(leader, f"text={number}")
            outcomes.append("kept")
        except KeptElsewhere:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=keep_at_once, args=[number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", *["told"] * 9]


# --- What the script asks ---


def test_it_is_kept_given_back_and_thrown_away(maureen: Client, leader: Person) -> None:
    assert "mark" not in maureen.get(f"/drafts/{PLACE}/").json()
    kept = maureen.post(f"/drafts/{PLACE}/keep/", {"form": "text=Tea", "version": "v1"}).json()
    given = maureen.get(f"/drafts/{PLACE}/").json()
    assert given | kept | {"version": "v1", "form": "text=Tea", "person": leader.pk} == given
    maureen.post(f"/drafts/{PLACE}/end/", {"mark": "of another window"})
    assert Draft.objects.exists()
    maureen.post(f"/drafts/{PLACE}/end/", {"mark": kept["mark"]})
    assert "mark" not in maureen.get(f"/drafts/{PLACE}/").json()


def test_an_older_day_is_said_in_words(maureen: Client, leader: Person) -> None:
    with time_machine.travel("2026-11-20T14:15:00Z", tick=False):
        keep(leader)
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False):
        assert maureen.get(f"/drafts/{PLACE}/").json()["kept"] == "on 20 November at 2:15pm"


def test_another_windows_words_come_back_with_409(maureen: Client, leader: Person) -> None:
    keep(leader, "text=Elsewhere")
    answer = maureen.post(f"/drafts/{PLACE}/keep/", {"form": "text=Here"})
    assert (answer.status_code, answer.json()["form"]) == (409, "text=Elsewhere")


@pytest.mark.parametrize("form", ["", "x" * (Draft.LONGEST + 1), "a\x00b"])
def test_what_cannot_be_kept_is_refused_and_changes_nothing(maureen: Client, form: str) -> None:
    assert maureen.post(f"/drafts/{PLACE}/keep/", {"form": form}).status_code == 413
    assert maureen.post(f"/drafts/{'x' * 81}/keep/", {"form": "a=b"}).status_code == 404
    assert not Draft.objects.exists()


def test_nobody_reads_or_ends_anothers_draft(maureen: Client, mentor: Person) -> None:
    mark = keep(mentor, "text=Of+Ruth").mark
    assert "mark" not in maureen.get(f"/drafts/{PLACE}/").json()
    maureen.post(f"/drafts/{PLACE}/end/", {"mark": mark})
    assert Draft.objects.get().person == mentor


def test_without_the_key_nothing_is_given_and_nothing_lost(maureen: Client, leader: Person) -> None:
    mark = keep(leader).mark
    PersonKey.objects.update(wrapped_with="gone")
    assert "mark" not in maureen.get(f"/drafts/{PLACE}/").json()
    assert maureen.post(f"/drafts/{PLACE}/keep/", {"form": "text=More", "mark": mark}).status_code == 503
    assert Draft.objects.get().mark == mark


def test_saving_a_form_ends_its_draft_and_no_other(maureen: Client, leader: Person) -> None:
    keep(leader)
    keep(leader, place="another")
    maureen.post("/reflections/new/", {"text": "", "draft": PLACE})
    assert Draft.objects.count() == 2  # it was not saved
    maureen.post("/reflections/new/", {"text": "Words", "draft": PLACE})
    assert [draft.place for draft in Draft.objects.all()] == ["another"]


@pytest.mark.parametrize("named", ["\x00", f"{PLACE}\x00", "x" * 10_000])
def test_a_draft_that_no_page_of_ours_names_holds_nothing_up(maureen: Client, leader: Person, named: str) -> None:
    keep(leader)
    assert maureen.post("/reflections/new/", {"text": "Words", "draft": named}).status_code == 302
    assert maureen.post(f"/drafts/{PLACE}/end/", {"mark": named}).status_code in (200, 302)
    assert Draft.objects.get().place == PLACE


# --- Every form ---

RENDERS = re.compile(r"\"([a-z_/]+\.html)\"")


def test_whatever_page_keeps_a_draft_ends_it_when_it_is_saved() -> None:
    root = Path(settings.BASE_DIR)
    drawn = {
        str(page.relative_to(root / "templates"))
        for page in (root / "templates").rglob("*.html")
        if "data-draft=" in (words := page.read_text()) and "data-draft-here" not in words
    }
    found = set()
    for module in root.glob("*/**/*.py"):
        source = module.read_text() if "/views" in str(module) else ""
        if "saved(request" in source:
            found |= set(RENDERS.findall(source))
    # An example, and parts of other pages, whose views end what they keep by end_draft_of where they are saved.
    parts = {"mentoring/card.html", "mentoring/buddy_answer.html", "cohorts/learning_form.html"}
    assert drawn - found == {"gallery/forms.html", "cohorts/next_step_form.html", *parts}
