"""Keep going: the next dates in the rhythm of the last ones, shown first and added once."""

import datetime
from functools import partial

import pytest
import time_machine
from django.test import Client

from cohorts.actions import cancel_session, keep_going, move_session, plan_series
from cohorts.keeping_on import mark_of, next_turns, rhythm_of
from cohorts.models import DebriefSession, LearningGroup, SessionSeries
from cohorts.repeating import Pattern, turns_of
from tests.at_once import at_once
from tests.cohorts.walls import DAY, LONDON, NOVEMBER, wall
from youdesign.notices.models import Notice
from youdesign.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
SIX = Pattern(datetime.time(18), datetime.time(19), LONDON)
pytestmark = pytest.mark.usefixtures("_november")


@pytest.fixture
def _november():
    with time_machine.travel(NOVEMBER, tick=False):
        yield


@pytest.fixture
def ruth(client: Client, mentor: Person) -> Client:
    """Ruth's browser."""
    client.force_login(mentor, BACKEND)
    return client


@pytest.fixture
def series(group: LearningGroup, mentor: Person) -> SessionSeries:
    """Two Tuesdays at six, two weeks apart: 1 and 15 December."""
    turns = turns_of(SIX, datetime.date(2026, 12, 1), 2, 2)
    how = {"online_link": "https://meet.example.org/a", "agenda": "A turn", "place": "Library"}
    return plan_series(by=mentor, group=group, every_weeks=2, turns=turns, **how)


def address(group: LearningGroup) -> str:
    return f"/groups/{group.pk}/keep-going/"


def days_of(group: LearningGroup) -> list[str]:
    return [str(session.starts_at.date()) for session in group.sessions.upcoming(NOVEMBER)]


def press(client: Client, group: LearningGroup, *days: str, **typed: str) -> str:
    sent = {"every": "2", "times": "4", "seen": mark_of(group), "day": days} | typed
    return client.post(address(group), sent, follow=True).content.decode()


def test_it_shows_four_dates_first_and_adds_those_that_are_ticked(
    ruth: Client, group: LearningGroup, series: SessionSeries, leader: Person
) -> None:
    assert address(group) in ruth.get(f"/groups/{group.pk}/").content.decode()
    page = ruth.get(address(group)).content.decode()
    for day in ("Tuesday 29 December 2026, 6pm to 7pm", "Tuesday 12 January 2027", "Tuesday 9 February 2027"):
        assert day in page
    assert len(days_of(group)) == 2
    assert "Added: two dates." in press(ruth, group, "2027-01-12", "2027-01-26")
    assert days_of(group) == ["2026-12-01", "2026-12-15", "2027-01-12", "2027-01-26"]
    added = DebriefSession.objects.order_by("starts_at").last()
    assert added is not None
    assert (added.series_day.series, added.place, added.online_link, added.agenda) == (
        series,
        "Library",
        "https://meet.example.org/a",
        "",
    )
    assert Notice.objects.filter(kind="series_planned", person=leader).count() == 2


def test_a_second_press_adds_nothing(ruth: Client, group: LearningGroup, series: SessionSeries) -> None:
    seen = mark_of(group)
    for _ in range(2):
        page = press(ruth, group, "2026-12-29", seen=seen)
    assert "nothing was added twice" in page
    assert len(days_of(group)) == 3


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_add_once(group: LearningGroup, series: SessionSeries, mentor: Person) -> None:
    rhythm = rhythm_of(group)
    assert rhythm is not None
    turns = next_turns(rhythm, 2, 4, NOVEMBER)
    add = partial(keep_going, by=mentor, group=group, every_weeks=2, turns=turns, seen=mark_of(group))
    assert at_once(add, add) == ["DatesAddedMeanwhile", "won"]
    assert len(days_of(group)) == 6


def test_a_date_that_was_called_off_has_no_tick_and_says_so(
    ruth: Client, group: LearningGroup, series: SessionSeries, mentor: Person
) -> None:
    cancel_session(session=series.days.all()[1].session, by=mentor)
    page = ruth.get(address(group)).content.decode()
    assert "You called this date off." in page
    assert page.count(" checked") == 3


def test_one_moved_by_itself_does_not_lead_the_way(group: LearningGroup, series: SessionSeries, mentor: Person) -> None:
    last = series.days.all()[1].session
    move_session(session=last, by=mentor, starts_at=last.starts_at + 2 * DAY, ends_at=last.ends_at + 2 * DAY)
    rhythm = rhythm_of(group)
    assert rhythm is not None
    assert next_turns(rhythm, 2, 1, NOVEMBER)[0].starts_at == wall("2026-12-29T18:00")


def test_the_days_of_another_series_do_not_lead_the_way(
    group: LearningGroup, series: SessionSeries, mentor: Person
) -> None:
    fridays = turns_of(SIX, datetime.date(2026, 12, 4), 2, 2)
    plan_series(by=mentor, group=group, every_weeks=2, turns=fridays)  # 4 and 18 December
    last = series.days.all()[1].session
    at = wall("2026-12-20T18:00")
    move_session(session=last, by=mentor, starts_at=at, ends_at=at + DAY / 24)
    rhythm = rhythm_of(group)
    assert rhythm is not None
    assert (rhythm.series, rhythm.last_on) == (series, datetime.date(2026, 12, 15))


def test_it_keeps_the_wall_time_and_leaves_out_what_has_passed(group: LearningGroup, series: SessionSeries) -> None:
    rhythm = rhythm_of(group)
    assert rhythm is not None
    later = wall("2027-03-23T18:30")
    assert [turn.starts_at for turn in next_turns(rhythm, 2, 2, later)] == [
        wall("2027-04-06T18:00"),
        wall("2027-04-20T18:00"),
    ]


def test_single_sessions_show_their_rhythm(group: LearningGroup, plan) -> None:
    assert rhythm_of(group) is None
    for day, weeks in (("2026-12-01", 2), ("2026-12-08", 1), ("2026-12-18", 2), ("2027-01-15", 4)):
        plan(starts_at=wall(f"{day}T18:00"))
        rhythm = rhythm_of(group)
        assert rhythm is not None
        assert rhythm.every_weeks == weeks


def test_another_rhythm_is_a_series_of_its_own(ruth: Client, group: LearningGroup, series: SessionSeries) -> None:
    page = ruth.get(f"{address(group)}?every=1&times=2").content.decode()
    assert "Tuesday 22 December 2026" in page
    press(ruth, group, "2026-12-22", "2026-12-29", every="1", times="2")
    assert SessionSeries.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"times": "0"}, "Write how many times, a number from 1 to 26."),
        ({"times": "-1"}, "Write how many times"),
        ({"times": "1000000000"}, "Write how many times"),
        ({"times": "ten"}, "Write how many times"),
        ({"every": "3"}, "Choose how often from the list."),
        ({"day": "2026-12-30"}, "Tick at least one date."),
        ({"day": ""}, "Tick at least one date."),
    ],
)
def test_what_cannot_be_is_said(
    ruth: Client, group: LearningGroup, series: SessionSeries, typed: dict[str, str], words: str
) -> None:
    assert words in press(ruth, group, "2026-12-29", **typed)
    if "day" not in typed:
        assert words in ruth.get(address(group), {"every": "2", "times": "4"} | typed).content.decode()
    assert len(days_of(group)) == 2


def test_a_group_that_has_ended_or_never_met_is_sent_elsewhere(ruth: Client, group: LearningGroup, plan) -> None:
    assert "Plan the first one here." in ruth.get(address(group), follow=True).content.decode()
    assert address(group) not in ruth.get(f"/groups/{group.pk}/").content.decode()
    plan(starts_at=wall("2026-12-01T18:00"))
    LearningGroup.objects.update(state="ended")
    assert "This group has ended" in ruth.get(address(group), follow=True).content.decode()
    assert "This group has ended" in press(ruth, group, "2026-12-15")
    assert len(days_of(group)) == 1


def test_members_add_nothing(client: Client, group: LearningGroup, series: SessionSeries, leader: Person) -> None:
    client.force_login(leader, BACKEND)
    assert client.post(address(group), {"day": "2026-12-29"}).status_code == 403
    assert len(days_of(group)) == 2


def test_it_asks_as_many_questions_for_few_and_many(
    ruth: Client, group: LearningGroup, series: SessionSeries, plan, django_assert_num_queries
) -> None:
    for _ in range(2):
        with django_assert_num_queries(8):
            ruth.get(address(group))
        for day in range(10):
            plan(starts_at=wall("2026-12-02T18:00") + day * DAY)
