"""Changing and calling off a session of a series: only this one, or this one and those after it."""

import datetime

import pytest
import time_machine
from django.test import Client

from cohorts.actions import move_session, plan_series, write_message
from cohorts.models import DebriefSession, LearningGroup, SeriesDay, SessionMessage, SessionSeries
from cohorts.repeating import Pattern, turns_of
from tests import factories
from tests.cohorts.test_planning_pages import mark_in
from tests.cohorts.walls import DAY, LONDON, NOVEMBER, wall
from youdesign.notices.models import Notice
from youdesign.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
SIX = Pattern(datetime.time(18), datetime.time(19), LONDON)
WHEN = {"on": "2027-01-12", "starts": "19:00", "ends": "20:00", "time_zone": "Europe/London", "place": "Library"}
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
    """Four Tuesdays at six, a week apart."""
    turns = turns_of(SIX, datetime.date(2027, 1, 5), 1, 4)
    return plan_series(by=mentor, group=group, every_weeks=1, turns=turns, place="Library")


def session_at(series: SessionSeries, number: int) -> DebriefSession:
    return DebriefSession.objects.get(series_day=series.days.all()[number])


def change(client: Client, session: DebriefSession, **typed: str) -> str:
    address = f"/sessions/{session.pk}/edit/"
    mark = mark_in(client.get(address).content.decode())
    return client.post(address, WHEN | {"mark": mark} | typed, follow=True).content.decode()


def test_only_this_one_leaves_the_others(ruth: Client, series: SessionSeries) -> None:
    second = session_at(series, 1)
    assert "This one and the 2 after it" in ruth.get(f"/sessions/{second.pk}/edit/").content.decode()
    assert "Saved. Who was told" in change(ruth, second, which="only")
    second.refresh_from_db()
    assert second.starts_at == wall("2027-01-12T19:00")
    assert second.series_day.moved_alone_at == NOVEMBER
    assert session_at(series, 2).starts_at == wall("2027-01-19T18:00")


def test_this_and_those_after_move_together_and_the_one_before_stays(ruth: Client, series: SessionSeries) -> None:
    assert "Saved, three dates." in change(ruth, session_at(series, 1), which="after", on="2027-01-13")
    assert "Nothing was different." in change(ruth, session_at(series, 1), which="after", on="2027-01-13")
    assert [session_at(series, at).starts_at for at in range(4)] == [
        wall("2027-01-05T18:00"),
        wall("2027-01-13T19:00"),
        wall("2027-01-20T19:00"),
        wall("2027-01-27T19:00"),
    ]


def test_one_moved_alone_comes_back_into_step_and_those_after_follow_it(ruth: Client, series: SessionSeries) -> None:
    change(ruth, session_at(series, 1), which="only", on="2027-01-13")
    change(ruth, session_at(series, 1), which="after", on="2027-01-14")
    assert session_at(series, 2).starts_at == wall("2027-01-21T19:00")
    assert not SeriesDay.objects.filter(moved_alone_at__isnull=False).exists()


def test_words_of_the_facilitator_and_of_one_session_are_never_overwritten(
    ruth: Client, series: SessionSeries, mentor: Person
) -> None:
    own = session_at(series, 2)
    write_message(session=own, step="2d", by=mentor, words="Mine", is_off=False, seen=None, now=NOVEMBER)
    move_session(session=own, by=mentor, starts_at=own.starts_at, ends_at=own.ends_at, agenda="My plan", place="Cafe")
    change(ruth, session_at(series, 1), which="after", place="Town hall", agenda="Theirs")
    assert [session_at(series, at).place for at in range(4)] == ["Library", "Town hall", "Cafe", "Town hall"]
    assert [session_at(series, at).agenda for at in range(4)] == ["", "Theirs", "My plan", "Theirs"]
    assert SessionMessage.objects.filter(session=own, words="Mine").exists()


def test_a_plan_for_all_tells_nobody(ruth: Client, series: SessionSeries) -> None:
    told = Notice.objects.count()
    change(ruth, session_at(series, 0), which="after", on="2027-01-05", starts="18:00", ends="19:00", agenda="Tea")
    assert set(DebriefSession.objects.values_list("agenda", flat=True)) == {"Tea"}
    assert Notice.objects.count() == told


def test_a_day_that_is_taken_is_said(ruth: Client, series: SessionSeries) -> None:
    page = change(ruth, session_at(series, 1), which="after", on="2027-01-05")
    assert "This series has another session on one of these days already." in page
    assert session_at(series, 1).starts_at == wall("2027-01-12T18:00")


def test_which_is_asked_until_it_is_said(ruth: Client, series: SessionSeries) -> None:
    for which in ("", "all"):
        assert "Choose which sessions." in change(ruth, session_at(series, 1), which=which)
    assert session_at(series, 1).starts_at == wall("2027-01-12T18:00")
    last = session_at(series, 3)
    assert "Which sessions?" not in ruth.get(f"/sessions/{last.pk}/edit/").content.decode()


def test_a_night_too_long_for_one_of_them_is_said(ruth: Client, series: SessionSeries) -> None:
    page = change(ruth, session_at(series, 0), which="after", on="2027-10-24", starts="23:30", ends="07:30")
    assert "On Saturday 30 October 2027" not in page
    page = change(ruth, session_at(series, 0), which="after", on="2027-10-23", starts="23:30", ends="07:30")
    assert "On Saturday 30 October 2027 the clocks go back, and it would last too long." in page


@pytest.mark.parametrize(("which", "left"), [("only", 3), ("after", 1)])
def test_calling_off(ruth: Client, series: SessionSeries, leader: Person, which: str, left: int) -> None:
    second = session_at(series, 1)
    address = f"/sessions/{second.pk}/cancel/"
    assert "This one and the 2 after it" in ruth.get(address).content.decode()
    assert "Choose which sessions." in ruth.post(address).content.decode()
    ruth.post(address, {"which": which})
    assert DebriefSession.objects.upcoming(NOVEMBER).count() == left
    mails = Notice.objects.filter(person=leader, kind__in=["session_cancelled", "series_cancelled"])
    assert mails.count() == 1


def test_calling_off_those_after_leaves_what_was_moved_by_itself(
    ruth: Client, series: SessionSeries, mentor: Person
) -> None:
    alone = session_at(series, 2)
    move_session(session=alone, by=mentor, starts_at=alone.starts_at + DAY, ends_at=alone.ends_at + DAY)
    ruth.post(f"/sessions/{session_at(series, 1).pk}/cancel/", {"which": "after"})
    assert set(DebriefSession.objects.upcoming(NOVEMBER)) == {alone, session_at(series, 0)}


def test_a_page_of_a_series_asks_as_many_questions_for_few_and_many(
    ruth: Client, group: LearningGroup, mentor: Person, django_assert_num_queries
) -> None:
    for times in (3, 26):
        turns = turns_of(SIX, datetime.date(2027 + times // 26, 2, 2), 1, times)
        series = plan_series(by=mentor, group=group, every_weeks=1, turns=turns)
        for page, asks in (("edit", 9), ("cancel", 8)):
            with django_assert_num_queries(asks):
                ruth.get(f"/sessions/{session_at(series, 0).pk}/{page}/")


def test_the_page_of_a_session_says_where_it_stands_in_its_series(ruth: Client, series: SessionSeries) -> None:
    session = session_at(series, 1)
    page = ruth.get(f"/sessions/{session.pk}/").content.decode()
    assert "Session 2 of 4, every week" in page
    for at in (0, 2, 3):
        assert f'href="/sessions/{session_at(series, at).pk}/"' in page
    last = series.days.last()
    assert last is not None
    DebriefSession.objects.filter(series_day=last).delete()
    assert "Session 2 of 3, every week" in ruth.get(f"/sessions/{session.pk}/").content.decode()


def test_one_that_is_in_no_series_says_nothing_of_it(ruth: Client, group: LearningGroup) -> None:
    session = factories.DebriefSessionFactory(group=group)
    assert "See the others" not in ruth.get(f"/sessions/{session.pk}/").content.decode()
