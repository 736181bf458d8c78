"""Staff plan a series: its dates are looked at, and unticked, before any is made, as on the facilitator's page."""

import pytest
from django.test import Client

from cohorts.models import DebriefSession, LearningGroup, SessionSeries
from tests import factories
from tests.cohorts.walls import wall

ADD = "/admin/cohorts/debriefsession/add/"
DAYS = ["2026-12-15", "2026-12-29", "2027-01-12"]


@pytest.fixture
def typed(group: LearningGroup) -> dict[str, object]:
    """Three dates of Maureen's group, two weeks apart."""
    when = {"on": "2026-12-15", "starts": "18:00", "ends": "19:30", "time_zone": "Europe/London"}
    return {"group": group.pk, **when, "repeat": "2", "times": "3", "place": "Town hall", "why": "They asked."}


def post(staff: Client, typed: dict[str, object], button: str = "_save", **more: object) -> str:
    return staff.post(ADD, {**typed, button: "x", **more}, follow=True).content.decode()


def days() -> list[str]:
    return [str(day.on) for series in SessionSeries.objects.all() for day in series.days.all()]


@pytest.mark.parametrize("button", ["_save", "_look"])
def test_the_dates_are_shown_before_anything_is_saved(staff: Client, typed: dict[str, object], button: str) -> None:
    page = post(staff, typed, button)
    assert "Are these the dates?" in page
    for day in DAYS:
        assert f'value="{day}" checked' in page
    assert 'name="why" value="They asked."' in page
    assert not DebriefSession.objects.exists()


def test_only_those_that_are_ticked_are_made(staff: Client, typed: dict[str, object]) -> None:
    post(staff, typed, looked="yes", day=[DAYS[0], DAYS[2]])
    assert days() == [DAYS[0], DAYS[2]]
    assert set(DebriefSession.objects.values_list("place", flat=True)) == {"Town hall"}


def test_none_ticked_is_said(staff: Client, typed: dict[str, object]) -> None:
    page = post(staff, typed, looked="yes")
    assert "Tick at least one date." in page
    assert "Are these the dates?" in page
    assert not DebriefSession.objects.exists()


def test_who_is_told_is_read_first_and_the_ticks_are_kept(staff: Client, typed: dict[str, object]) -> None:
    page = post(staff, typed, "_look", looked="yes", day=DAYS[:2])
    assert "Tuesday 29 December 2026, 6pm to 7:30pm" in page
    assert "Tuesday 12 January 2027" not in page
    assert f'name="day" value="{DAYS[1]}"' in page
    assert not DebriefSession.objects.exists()


def test_going_back_keeps_what_was_typed_and_saves_nothing(staff: Client, typed: dict[str, object]) -> None:
    page = post(staff, typed, "back", looked="yes", day=DAYS)
    assert 'value="Town hall"' in page
    assert 'name="on" value="2026-12-15"' in page
    assert "Are these the dates?" not in page
    assert not DebriefSession.objects.exists()


def test_a_time_that_is_taken_is_said_and_not_ticked(
    staff: Client, typed: dict[str, object], group: LearningGroup
) -> None:
    factories.DebriefSessionFactory(group=group, starts_at=wall("2026-12-29T18:00"), ends_at=wall("2026-12-29T19:00"))
    page = post(staff, typed)
    assert f'value="{DAYS[1]}" checked' not in page
    assert f'value="{DAYS[2]}" checked' in page


def test_just_once_and_what_is_wrong_show_no_dates(staff: Client, typed: dict[str, object]) -> None:
    assert "Write how many times" in post(staff, typed, times="0")
    assert "Choose how often from the list." in post(staff, typed, repeat="3")
    post(staff, typed, repeat="0")
    assert DebriefSession.objects.count() == 1
    assert not SessionSeries.objects.exists()
