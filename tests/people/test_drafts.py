"""What is typed is kept: sealed for its writer, never over another window's words, and gone once it is saved."""

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from cohorts.models import Reflection
from tests.servers import Site, wait_until
from youdesign.people.actions import end_draft, forget_old_drafts, keep_draft
from youdesign.people.actions.drafts import KeptElsewhere
from youdesign.people.drafts import read_draft
from youdesign.people.models import Draft, Person, PersonKey, Profile

BACKEND = "django.contrib.auth.backends.ModelBackend"
PLACE = "reflection-new"
SAVED_YET = "for you only. It is not saved yet."


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


def test_words_on_their_way_while_the_form_is_saved_do_not_come_back(leader: Person) -> None:
    mark = keep(leader).mark
    end_draft(by=leader, place=PLACE)
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


def test_it_is_kept_given_back_and_thrown_away(maureen: Client) -> None:
    assert maureen.get(f"/drafts/{PLACE}/").json() == {}
    kept = maureen.post(f"/drafts/{PLACE}/keep/", {"form": "text=Tea", "version": "v1"}).json()
    given = maureen.get(f"/drafts/{PLACE}/").json()
    assert given == {"mark": kept["mark"], "version": "v1", "form": "text=Tea", "kept": kept["kept"]}
    maureen.post(f"/drafts/{PLACE}/end/")
    assert maureen.get(f"/drafts/{PLACE}/").json() == {}


def test_an_older_day_is_said_in_words(maureen: Client, leader: Person) -> None:
    with time_machine.travel("2026-11-20T14:15:00Z", tick=False):
        keep(leader)
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False):
        assert maureen.get(f"/drafts/{PLACE}/").json()["kept"] == "20 November, 2:15pm"


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
    keep(mentor, "text=Of+Ruth")
    assert maureen.get(f"/drafts/{PLACE}/").json() == {}
    maureen.post(f"/drafts/{PLACE}/end/")
    assert Draft.objects.get().person == mentor


def test_without_the_key_nothing_is_given_and_nothing_lost(maureen: Client, leader: Person) -> None:
    mark = keep(leader).mark
    PersonKey.objects.update(wrapped_with="gone")
    assert maureen.get(f"/drafts/{PLACE}/").json() == {}
    assert maureen.post(f"/drafts/{PLACE}/keep/", {"form": "text=More", "mark": mark}).status_code == 503
    assert Draft.objects.get().mark == mark


def test_saving_a_form_ends_its_draft_and_no_other(maureen: Client, leader: Person) -> None:
    keep(leader)
    keep(leader, place="another")
    maureen.post("/reflections/new/", {"text": "", "draft": PLACE})
    assert Draft.objects.count() == 2  # it was not saved
    maureen.post("/reflections/new/", {"text": "Words", "draft": PLACE})
    assert [draft.place for draft in Draft.objects.all()] == ["another"]


# --- In a browser ---

Open = Callable[..., BrowserContext]


def page_at(window: BrowserContext, path: str) -> Page:
    page = window.new_page()
    page.goto(path)
    return page


def write(page: Page, words: str) -> None:
    """Type, and wait until the page says that it is kept."""
    page.get_by_label("Your debrief").fill(words)
    page.get_by_text(SAVED_YET).wait_for()


def test_a_dead_battery_and_another_device(site: Site, signed_in: Open, leader: Person) -> None:
    phone = signed_in(leader, viewport={"width": 320, "height": 700})
    write(page_at(phone, "/reflections/new/"), "They let me speak for ten minutes.")
    phone.close()
    page = page_at(signed_in(leader), "/reflections/new/")
    page.get_by_text("We put back what you had written here").wait_for()
    assert page.get_by_label("Your debrief").input_value() == "They let me speak for ten minutes."
    page.get_by_role("button", name="Save it for me").click()
    page.get_by_text("Only you can read it.").wait_for()
    assert (Draft.objects.count(), Reflection.objects.count()) == (0, 1)
    page.goto("/reflections/new/")
    assert page.get_by_label("Your debrief").input_value() == ""


def test_ticks_and_choices_are_kept_too_and_can_be_thrown_away(site: Site, signed_in: Open, leader: Person) -> None:
    call_command("load_starter_content", verbosity=0)
    page = page_at(signed_in(leader), "/me/bring/")
    page.get_by_label("Humour").check()
    page.get_by_text(SAVED_YET).wait_for()
    page = page_at(signed_in(leader), "/me/bring/")
    page.get_by_text("We put back what you had written here").wait_for()
    assert page.get_by_label("Humour").is_checked()
    page.get_by_role("button", name="Throw it away").click()
    assert not page.get_by_label("Humour").is_checked()
    wait_until(lambda: not Draft.objects.exists(), "the draft's end")
    assert not Profile.objects.filter(assets__isnull=False).exists()


def test_two_windows_lose_neither_ones_words(site: Site, signed_in: Open, leader: Person) -> None:
    one, two = (page_at(signed_in(leader), "/reflections/new/") for _ in range(2))
    write(one, "On the phone.")
    two.get_by_label("Your debrief").fill("On the laptop.")
    two.get_by_text("You were writing this in another window or on another device too").wait_for()
    assert two.get_by_label("Your debrief").input_value() == "On the laptop."
    two.get_by_role("button", name="Put that in the boxes").click()
    assert two.get_by_label("Your debrief").input_value() == "On the phone."


def test_a_sign_out_elsewhere_keeps_the_words_here_and_says_so(site: Site, signed_in: Open, leader: Person) -> None:
    page = page_at(signed_in(leader), "/reflections/new/")
    Session.objects.all().delete()
    page.get_by_label("Your debrief").fill("Still here.")
    page.get_by_text("You are signed out, so we cannot keep this.").wait_for()
    assert page.get_by_label("Your debrief").input_value() == "Still here."


def test_a_server_that_is_gone_for_a_while(site: Site, signed_in: Open, leader: Person) -> None:
    window: Any = signed_in(leader)
    page = page_at(window, "/reflections/new/")
    window.set_offline(True)
    page.get_by_label("Your debrief").fill("Under a bridge.")
    page.get_by_text("Not kept by us just now.").wait_for()
    window.set_offline(False)
    page.get_by_text(SAVED_YET).wait_for()
    assert read_draft(Draft.objects.get(), leader) == "text=Under+a+bridge."


def test_leaving_the_page_keeps_the_last_words(site: Site, signed_in: Open, leader: Person) -> None:
    page = page_at(signed_in(leader), "/reflections/new/")
    with page.expect_response(f"**/drafts/{PLACE}/"):
        page.reload()
    page.get_by_label("Your debrief").fill("Just before the door shut.")
    page.goto("/crisis-help/")
    wait_until(lambda: Draft.objects.exists(), "the draft")
    assert read_draft(Draft.objects.get(), leader) == "text=Just+before+the+door+shut."
