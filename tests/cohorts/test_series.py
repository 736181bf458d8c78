"""A series: separate sessions in wall time, planned after a look at the dates, and told in one message."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from cohorts.actions import plan_series
from cohorts.models import DebriefSession, LearningGroup, SeriesNews, SessionMessage, SessionSeries
from cohorts.problems import GroupEnded
from cohorts.repeating import Pattern, turns_of
from tests import factories
from tests.cohorts.walls import DUBLIN, LONDON, NOVEMBER, reminders, wall
from youdesign.notices.models import Notice
from youdesign.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
TEN = Pattern(datetime.time(10), datetime.time(11, 30), LONDON)
NEW = {
    "on": "2026-12-15",
    "starts": "18:00",
    "ends": "19:30",
    "time_zone": "Europe/London",
    "repeat": "1",
    "times": "4",
    "place": "Library",
}
pytestmark = pytest.mark.usefixtures("_november")


@pytest.fixture
def _november():
    with time_machine.travel(NOVEMBER, tick=False):
        yield


@pytest.fixture
def ruth(client: Client, mentor: Person, group: LearningGroup) -> Client:
    """Ruth's browser."""
    client.force_login(mentor, BACKEND)
    return client


def page_of(group: LearningGroup) -> str:
    return f"/groups/{group.pk}/sessions/new/"


def test_a_weekly_ten_stays_ten_when_the_clocks_change() -> None:
    for zone in (LONDON, DUBLIN):
        turns = turns_of(Pattern(TEN.starts, TEN.ends, zone), datetime.date(2027, 3, 21), 1, 3)
        assert [str(turn.starts_at.astimezone(zone).time()) for turn in turns] == ["10:00:00"] * 3
        assert [turn.starts_at.hour for turn in turns] == [10, 9, 9]


def test_a_time_the_clocks_skip_moves_later_and_says_so() -> None:
    night = Pattern(datetime.time(1, 30), datetime.time(2, 30), LONDON)
    before, skipped, after = turns_of(night, datetime.date(2027, 3, 21), 1, 3)
    assert skipped.starts_at == wall("2027-03-28T02:30")
    assert skipped.ends_at == wall("2027-03-28T03:30")
    assert skipped.notes == ("the clocks skip 1:30am that night, so it begins at 2:30am",)
    assert (before.notes, after.starts_at) == ((), wall("2027-04-04T01:30"))


def test_a_doubled_time_is_the_first_and_says_so() -> None:
    night = Pattern(datetime.time(1, 30), datetime.time(3), LONDON)
    [turn] = turns_of(night, datetime.date(2026, 10, 25), 1, 1)
    assert turn.starts_at == datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)
    assert turn.notes == ("1:30am comes twice that night, and it is the first",)


def test_the_dates_are_shown_before_anything_is_saved(ruth: Client, group: LearningGroup) -> None:
    page = ruth.post(page_of(group), NEW | {"agenda": "One\r\nTwo"}).content.decode()
    for words in (
        "Are these the dates?",
        "Tuesday 15 December 2026, 6pm to 7:30pm",
        "Tuesday 5 January 2027",
        "Library",
    ):
        assert words in page
    assert page.count('type="checkbox" name="day"') == 4
    assert not DebriefSession.objects.exists()
    again = ruth.post(page_of(group), NEW | {"looked": "yes", "back": "yes", "day": []}).content.decode()
    assert "<h1>Plan a session</h1>" in again
    assert 'value="Library"' in again


def test_one_is_skipped_by_taking_its_tick_out(ruth: Client, group: LearningGroup, leader: Person) -> None:
    ticked = ["2026-12-15", "2026-12-22", "2027-01-05"]
    page = ruth.post(page_of(group), NEW | {"looked": "yes", "day": ticked}, follow=True).content.decode()
    assert "Planned: three dates." in page
    sessions = list(DebriefSession.objects.order_by("starts_at"))
    assert [str(session.series_day.on) for session in sessions] == ticked
    assert len({session.calendar_uid for session in sessions}) == 3
    assert {session.place for session in sessions} == {"Library"}
    assert SessionMessage.objects.count() == 21
    assert len(reminders(leader)) == 2  # their occurrences are the same for each session
    assert Notice.objects.filter(kind="session_reminder", person=leader).count() == 6


def test_a_second_press_plans_nothing_twice(ruth: Client, group: LearningGroup) -> None:
    for _ in range(2):
        page = ruth.post(page_of(group), NEW | {"looked": "yes", "day": ["2026-12-15", "2026-12-22"]}).content.decode()
    assert "Your group meets at one of these times already" in page
    assert DebriefSession.objects.count() == 2
    assert "Your group meets at this time already." in ruth.post(page_of(group), NEW).content.decode()


def test_no_tick_at_all_is_said(ruth: Client, group: LearningGroup) -> None:
    for ticked in ([], ["2029-01-01"], ["x\0y"]):
        page = ruth.post(page_of(group), NEW | {"looked": "yes", "day": ticked}).content.decode()
        assert "Tick at least one date." in page
    assert not DebriefSession.objects.exists()


@pytest.mark.parametrize("times", ["0", "-1", "1", "27", "1000000000", "ten", "", "9" * 5000, "2.5", "\x00"])
def test_how_many_times_is_a_number_that_can_be(ruth: Client, group: LearningGroup, times: str) -> None:
    page = ruth.post(page_of(group), NEW | {"times": times}).content.decode()
    assert "Write how many times, a number from 2 to 26." in page
    assert 'value="Library"' in page
    assert not DebriefSession.objects.exists()


def test_just_once_asks_for_no_number(ruth: Client, group: LearningGroup) -> None:
    ruth.post(page_of(group), NEW | {"repeat": "0", "times": "ten"})
    assert not hasattr(DebriefSession.objects.get(), "series_day")


@pytest.mark.parametrize("repeat", ["3", "-1", "x", "1000000000"])
def test_how_often_is_one_of_the_list(ruth: Client, group: LearningGroup, repeat: str) -> None:
    assert "Choose how often from the list." in ruth.post(page_of(group), NEW | {"repeat": repeat}).content.decode()


def test_each_person_is_told_once_of_all(group: LearningGroup, mentor: Person, leader: Person) -> None:
    turns = turns_of(TEN, datetime.date(2026, 11, 12), 1, 10)
    plan_series(by=mentor, group=group, every_weeks=1, turns=turns)
    due = Notice.objects.filter(due_at__lte=NOVEMBER)
    assert {(notice.kind, notice.person) for notice in due} == {("series_planned", leader), ("series_planned", mentor)}


def test_a_group_that_has_ended_and_people_who_do_not_run_it_plan_no_series(
    group: LearningGroup, mentor: Person, client: Client, leader: Person
) -> None:
    client.force_login(leader, BACKEND)
    assert client.post(page_of(group), NEW | {"looked": "yes", "day": ["2026-12-15"]}).status_code == 403
    LearningGroup.objects.update(state="ended")
    with pytest.raises(GroupEnded):
        plan_series(by=mentor, group=group, every_weeks=1, turns=turns_of(TEN, datetime.date(2027, 1, 5), 1, 2))
    assert not SessionSeries.objects.exists()


def test_the_database_keeps_a_series_whole(group: LearningGroup, mentor: Person) -> None:
    series = plan_series(by=mentor, group=group, every_weeks=2, turns=turns_of(TEN, datetime.date(2027, 1, 5), 2, 2))
    elsewhere = factories.DebriefSessionFactory()
    wrong = [
        lambda: series.days.update(on="2027-01-05"),
        lambda: series.days.create(session=elsewhere, on="2027-02-02"),
        lambda: SessionSeries.objects.update(every_weeks=3),
        lambda: SeriesNews.objects.update(what="told"),
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_group_page_asks_as_many_questions_for_few_dates_and_many(
    ruth: Client, group: LearningGroup, mentor: Person, django_assert_max_num_queries
) -> None:
    counts = []
    for year in (2027, 2028):
        turns = turns_of(TEN, datetime.date(year, 1, 5), 1, 2 if year == 2027 else 26)
        plan_series(by=mentor, group=group, every_weeks=1, turns=turns)
        with django_assert_max_num_queries(40) as asked:
            ruth.get(f"/groups/{group.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
