"""Was it met? Said by the member after a session, read by who runs it only where the need is shared, never by staff."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cohorts.actions import say_if_needs_were_met
from cohorts.models import AccessOutcome, DebriefSession, LearningGroup
from tests import factories
from tests.pages import faults_of
from youdesign.home.steps import next_step
from youdesign.home.table import Table
from youdesign.people.actions import save_what_i_need
from youdesign.people.models import AccessNeed, AuditEntry, Person, Profile
from youdesign.people.sections import SECTIONS


@pytest.fixture
def session(group: LearningGroup) -> DebriefSession:
    """A session of Maureen's group that was yesterday."""
    began = timezone.now() - datetime.timedelta(days=1)
    return factories.DebriefSessionFactory(group=group, starts_at=began, ends_at=began + datetime.timedelta(hours=1))


@pytest.fixture
def need(leader: Person) -> AccessNeed:
    """Maureen needs breaks, and shares it."""
    breaks = factories.CodeFactory(listing="access_need", slug="breaks", label="Breaks")
    save_what_i_need(person=leader, by=leader, needs={breaks: ""}, is_shared=True)
    return AccessNeed.objects.get()


def page(person: Person, session: DebriefSession, end: str = "") -> str:
    """Return the session's page as this person reads it."""
    window = Client()
    window.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return window.get(f"/sessions/{session.pk}/{end}").content.decode()


def test_she_says_it_and_who_runs_it_reads_it_while_it_is_shared(
    client: Client, leader: Person, mentor: Person, coordinator: Person, session: DebriefSession, need: AccessNeed
) -> None:
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    assert "Was it met?" in client.get(f"/sessions/{session.pk}/").content.decode()
    answer = client.post(f"/sessions/{session.pk}/met/", {f"need_{need.need_id}": "partly"})
    assert answer["Location"] == f"/sessions/{session.pk}/"
    need.refresh_from_db()
    assert (AccessOutcome.objects.get().outcome, need.state) == ("partly", "reviewed")
    assert AuditEntry.objects.filter(verb="say if needs were met", about=leader).exists()
    assert "Maureen Webb: Breaks" in page(mentor, session)
    assert "Breaks" not in page(coordinator, session)
    save_what_i_need(person=leader, by=leader, needs={need.need: ""}, is_shared=False)
    assert "Maureen Webb: Breaks" not in page(mentor, session)


def test_the_last_word_counts_and_none_is_needed(leader: Person, session: DebriefSession, need: AccessNeed) -> None:
    for outcome in ("not_met", "met"):
        say_if_needs_were_met(session=session, by=leader, outcomes={need: outcome})
    assert AccessOutcome.objects.get().outcome == "met"
    say_if_needs_were_met(session=session, by=leader, outcomes={})
    assert AccessOutcome.objects.count() == 1


def test_an_answer_that_is_none_of_the_four_is_said(
    client: Client, leader: Person, session: DebriefSession, need: AccessNeed
) -> None:
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/sessions/{session.pk}/met/", {f"need_{need.need_id}": "fine"})
    assert "Choose one of the four answers." in answer.content.decode()
    assert not AccessOutcome.objects.exists()


@pytest.mark.parametrize("who", ["mentor", "coordinator", "stranger"])
def test_nobody_says_it_for_her(who: str, request: Any, session: DebriefSession, need: AccessNeed) -> None:
    with pytest.raises(PermissionDenied):
        say_if_needs_were_met(session=session, by=request.getfixturevalue(who), outcomes={need: "met"})


def test_before_it_begins_nobody_is_asked(leader: Person, group: LearningGroup, need: AccessNeed) -> None:
    with pytest.raises(PermissionDenied):
        say_if_needs_were_met(session=factories.DebriefSessionFactory(group=group), by=leader, outcomes={need: "met"})


def test_home_asks_once_and_only_who_needs_something(
    leader: Person, session: DebriefSession, need: AccessNeed, match: Any
) -> None:
    Profile.objects.update_or_create(person=leader, defaults={"sections_said": [section.slug for section in SECTIONS]})
    step = next_step(Table(leader, timezone.now()))
    assert step is not None
    assert step.href == f"/sessions/{session.pk}/met/"
    say_if_needs_were_met(session=session, by=leader, outcomes={need: "met"})
    step = next_step(Table(leader, timezone.now()))
    assert step is None or "met" not in step.href


def test_the_page_is_sound(signed_in: Any, leader: Person, session: DebriefSession, need: AccessNeed) -> None:
    window = signed_in(leader).new_page()
    for width in (320, 1280):
        window.set_viewport_size({"width": width, "height": 800})
        window.goto(f"/sessions/{session.pk}/met/")
        assert faults_of(window) == []


def test_who_needs_nothing_is_told_where_to_say_it(leader: Person, session: DebriefSession) -> None:
    assert "You have not told us what you need" in page(leader, session, "met/")


def test_who_runs_it_looks_arranges_and_she_reads_both(
    leader: Person, mentor: Person, coordinator: Person, group: LearningGroup, need: AccessNeed
) -> None:
    coming = factories.DebriefSessionFactory(group=group)
    windows = {person: Client() for person in (leader, mentor, coordinator)}
    for person, window in windows.items():
        window.force_login(person, "django.contrib.auth.backends.ModelBackend")
    arranged = {"need": need.pk, "is_arranged": "on"}
    assert windows[mentor].post(f"/sessions/{coming.pk}/needs/arranged/", arranged).status_code == 403  # not looked yet
    windows[mentor].post(f"/sessions/{coming.pk}/needs/")
    assert "Told to Ruth Adeyemi" in windows[leader].get("/me/need/").content.decode()
    assert windows[coordinator].post(f"/sessions/{coming.pk}/needs/arranged/", arranged).status_code == 403
    windows[mentor].post(f"/sessions/{coming.pk}/needs/arranged/", arranged)
    assert "Ruth Adeyemi arranged it" in windows[leader].get("/me/need/").content.decode()
    windows[mentor].post(f"/sessions/{coming.pk}/needs/arranged/", {"need": need.pk})
    assert "Told to Ruth Adeyemi" in windows[leader].get("/me/need/").content.decode()


def test_an_answer_from_before_she_took_it_back_stays_closed_when_she_shares_again(
    leader: Person, mentor: Person, session: DebriefSession, need: AccessNeed
) -> None:
    say_if_needs_were_met(session=session, by=leader, outcomes={need: "not_met"})
    assert AccessOutcome.objects.visible_to(mentor).exists()
    for is_shared in (False, True):
        save_what_i_need(person=leader, by=leader, needs={need.need: ""}, is_shared=is_shared)
    assert not AccessOutcome.objects.visible_to(mentor).exists()
    assert AccessOutcome.objects.visible_to(leader).exists()
