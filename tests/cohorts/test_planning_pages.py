"""The facilitator plans, moves and calls off sessions from pages of her own; what cannot be is said kindly."""

import datetime
import re

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cohorts.actions import answer_session, move_session
from cohorts.models import DebriefSession, LearningGroup
from tests import factories
from tests.cohorts.walls import DAY, HOUR, NOVEMBER, reminders, wall
from youdesign.notices.models import Notice
from youdesign.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
WHEN = {"on": "2027-01-12", "starts": "18:00", "ends": "19:30", "time_zone": "Europe/London"}
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


def plan_page(group: LearningGroup) -> str:
    return f"/groups/{group.pk}/sessions/new/"


def test_she_plans_a_session_with_all_there_is_to_say(ruth: Client, group: LearningGroup, leader: Person) -> None:
    assert plan_page(group) in ruth.get(f"/groups/{group.pk}/").content.decode()
    said = {
        "title": "What we learned on boards",
        "online_link": "meet.example.org/tuesday",
        "phone_in": "0117 496 0118",
        "phone_code": "4471#",
        "place": "Library, room 2",
        "place_access": "Ring the bell.\r\nThere is a lift.",
        "agenda": "One turn\r\nA pause",
        "bring": "A drink",
    }
    page = ruth.post(plan_page(group), WHEN | said, follow=True).content.decode()
    session = DebriefSession.objects.get()
    assert (session.starts_at, session.ends_at) == (wall("2027-01-12T18:00"), wall("2027-01-12T19:30"))
    assert session.online_link == "https://meet.example.org/tuesday"
    assert session.agenda == "One turn\nA pause"
    for words in ("Planned.", "What we learned on boards", "0117 496 0118", "4471#", "There is a lift.", "A drink"):
        assert words in page
    assert set(reminders(leader)) == {"2d.0", "2h.0"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            {"on": "2027-03-28", "starts": "01:30"},
            "1:30am does not exist that night: the clocks go forward. Choose 2:30am",
        ),
        ({"on": "2027-03-28", "starts": "00:30", "ends": "01:15"}, "1:15am does not exist that night"),
        ({"ends": "17:00"}, "It would end before it begins."),
        ({"ends": "18:00"}, "It would be over as it begins."),
        ({"starts": "00:00", "ends": "23:59"}, "That is more than 8 hours."),
        ({"ends": "43:00"}, "Write a time, like 6:30pm"),
        ({"on": "10000-01-12"}, "Write a day that exists"),
        ({"on": "9999-01-12"}, "Check the year: it can be 2031 at the latest."),
        ({"on": "2027-02-30"}, "Write a day that exists"),
        ({"on": "2026-11-09"}, "Choose a day to come. This one has passed."),
        ({"on": "2026-11-10", "starts": "11:00", "ends": "13:00"}, "Choose a day and a time to come."),
        ({"time_zone": "Mars/One"}, "Choose a time zone from the list"),
        ({"on": ""}, "Choose the day."),
        ({"title": "x" * 101}, "100 characters at most"),
        ({"title": "a\x00b"}, "Null characters are not allowed"),
        ({"agenda": "x" * 4001}, "4,000 characters at most. This is 1 too many."),
        ({"online_link": "javascript:alert(1)"}, "Write a whole address"),
        ({"online_link": "https://a.example", "wants_room": "on"}, "not both"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_comes_back(
    ruth: Client, group: LearningGroup, typed: dict[str, str], words: str
) -> None:
    answer = ruth.post(plan_page(group), WHEN | {"bring": "Two biscuits", "title": "Boards"} | typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "<title>Error: Plan a session" in page
    assert "Two biscuits" in page
    assert not DebriefSession.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "shown", "takes"),
    [("01:30", "02:30", "2:30am to 3:30am", "02:30 03:30"), ("00:30", "01:30", "12:30am to 2:30am", "00:30 02:30")],
)
def test_the_later_time_is_one_press_away(
    ruth: Client, group: LearningGroup, starts: str, ends: str, shown: str, takes: str
) -> None:
    skipped = WHEN | {"on": "2027-03-28", "starts": starts, "ends": ends}
    page = ruth.post(plan_page(group), skipped).content.decode()
    assert f"Take {shown} instead" in page
    assert f'value="{takes}"' in page
    ruth.post(plan_page(group), skipped | {"take_later": takes})
    session = DebriefSession.objects.get()
    assert session.starts_at == wall(f"2027-03-28T{takes[:5]}")


def test_a_time_that_comes_twice_is_the_first_and_the_page_says_so(ruth: Client, group: LearningGroup) -> None:
    twice = WHEN | {"on": "2027-10-31", "starts": "01:30", "ends": "02:30"}
    page = ruth.post(plan_page(group), twice, follow=True).content.decode()
    assert "The clocks go back that night, so 1:30am comes twice. It is the first." in page
    session = DebriefSession.objects.get()
    assert session.starts_at == datetime.datetime(2027, 10, 31, 0, 30, tzinfo=datetime.UTC)
    assert session.ends_at - session.starts_at == 2 * HOUR  # 2:30 comes after the hour that is lived twice


def test_the_night_of_october_2026_too(ruth: Client, group: LearningGroup) -> None:
    with time_machine.travel(datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC), tick=False):
        ruth.force_login(group.facilitator, BACKEND)
        ruth.post(plan_page(group), WHEN | {"on": "2026-10-25", "starts": "01:30", "ends": "03:00"})
    assert DebriefSession.objects.get().starts_at == datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)


def test_line_breaks_and_alarms_in_a_title_stay_words(ruth: Client, group: LearningGroup) -> None:
    evil = "Hello\r\nBEGIN:VALARM\r\nTRIGGER:-PT1S\r\nEND:VALARM"
    ruth.post(plan_page(group), WHEN | {"title": evil, "place": evil, "phone_in": "1\r\n2", "place_access": evil})
    session = DebriefSession.objects.get()
    assert session.title == "Hello BEGIN:VALARM TRIGGER:-PT1S END:VALARM"
    lines = ruth.get(f"/sessions/{session.pk}/session.ics").content.decode().splitlines()
    assert "BEGIN:VEVENT" in lines
    assert not [line for line in lines if line.startswith(("BEGIN:VALARM", "TRIGGER"))]


def test_a_plan_of_megabytes_gets_a_sentence_and_changes_nothing(ruth: Client, group: LearningGroup) -> None:
    answer = ruth.post(plan_page(group), WHEN | {"agenda": "x" * 2_600_000})
    assert answer.status_code == 413
    assert "That was too much at once" in answer.content.decode()
    assert not DebriefSession.objects.exists()


def test_a_video_room_is_made_where_the_settings_say_and_nobody_can_guess_it(
    ruth: Client, group: LearningGroup, settings
) -> None:
    settings.VIDEO_ROOMS_URL = "https://meet.example.org"
    for day in ("2027-01-12", "2027-01-19"):
        ruth.post(plan_page(group), WHEN | {"on": day, "wants_room": "on"})
    links = set(DebriefSession.objects.values_list("online_link", flat=True))
    assert len(links) == 2
    assert all(re.fullmatch(r"https://meet\.example\.org/YouDesign[0-9a-f]{24}", link) for link in links)
    settings.VIDEO_ROOMS_URL = ""
    assert "new video room" not in ruth.get(plan_page(group)).content.decode()


def test_she_changes_the_plan_and_nobody_is_disturbed(ruth: Client, plan, leader: Person) -> None:
    session = plan(starts_at=wall("2027-01-12T18:00"), bring="A drink")
    answer_session(session=session, by=leader, answer="coming")
    page = ruth.get(f"/sessions/{session.pk}/edit/").content.decode()
    assert 'value="2027-01-12"' in page
    assert 'value="18:00"' in page
    mark = mark_in(page)
    said = WHEN | {"ends": "19:00", "online_link": session.online_link, "phone_in": session.phone_in, "mark": mark}
    ruth.post(f"/sessions/{session.pk}/edit/", said | {"phone_code": "4471", "agenda": "One turn"})
    session.refresh_from_db()
    assert (session.agenda, session.bring, session.calendar_sequence) == ("One turn", "", 0)
    assert session.attendances.exists()
    assert set(reminders(leader)) == {"2d.0", "2h.0"}


def mark_in(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_she_moves_it_to_another_zone_and_it_keeps_the_time_on_that_wall(ruth: Client, plan, leader: Person) -> None:
    session = plan(starts_at=wall("2027-01-12T18:00"))
    mark = mark_in(ruth.get(f"/sessions/{session.pk}/edit/").content.decode())
    page = ruth.post(
        f"/sessions/{session.pk}/edit/", WHEN | {"time_zone": "Europe/Paris", "mark": mark}, follow=True
    ).content.decode()
    assert "Saved." in page
    session.refresh_from_db()
    assert session.starts_at == datetime.datetime(2027, 1, 12, 17, tzinfo=datetime.UTC)
    assert set(reminders(leader)) == {"2d.1", "2h.1"}


def test_what_somebody_else_saved_meanwhile_is_not_lost_unseen(ruth: Client, plan, coordinator: Person) -> None:
    session = plan(starts_at=wall("2027-01-12T18:00"))
    address = f"/sessions/{session.pk}/edit/"
    mark = mark_in(ruth.get(address).content.decode())
    with time_machine.travel(NOVEMBER + HOUR, tick=False):
        move_session(
            session=session, by=coordinator, starts_at=session.starts_at, ends_at=session.ends_at, bring="Boots"
        )
        page = ruth.post(address, WHEN | {"bring": "A drink", "mark": mark}).content.decode()
        assert "Somebody changed this session while you had it open." in page
        session.refresh_from_db()
        assert session.bring == "Boots"
        ruth.post(address, WHEN | {"bring": "A drink", "mark": mark_in(page)})
    session.refresh_from_db()
    assert session.bring == "A drink"


def test_she_calls_it_off_only_when_she_presses(ruth: Client, plan, leader: Person) -> None:
    session = plan()
    assert "Call it off?" in ruth.get(f"/sessions/{session.pk}/cancel/").content.decode()
    session.refresh_from_db()
    assert not session.is_cancelled
    page = ruth.post(f"/sessions/{session.pk}/cancel/", follow=True).content.decode()
    assert "Called off." in page
    assert Notice.objects.filter(kind="session_cancelled", person=leader).exists()
    again = ruth.post(f"/sessions/{session.pk}/cancel/", follow=True).content.decode()
    assert "This session is over or was cancelled" in again
    assert "This session is over" in ruth.get(f"/sessions/{session.pk}/edit/", follow=True).content.decode()


def test_a_group_that_has_ended_plans_nothing(ruth: Client, group: LearningGroup) -> None:
    LearningGroup.objects.update(state="ended")
    assert plan_page(group) not in ruth.get(f"/groups/{group.pk}/").content.decode()
    assert "This group has ended" in ruth.post(plan_page(group), WHEN).content.decode()


def test_members_read_and_do_not_plan(client: Client, plan, leader: Person, group: LearningGroup) -> None:
    session = plan()
    client.force_login(leader, BACKEND)
    assert client.post(plan_page(group), WHEN).status_code == 403
    for page in ("edit", "cancel"):
        assert client.post(f"/sessions/{session.pk}/{page}/", WHEN).status_code == 403
        assert f"/{page}/" not in client.get(f"/sessions/{session.pk}/").content.decode()
    session.refresh_from_db()
    assert (session.is_cancelled, session.calendar_sequence) == (False, 0)


@pytest.mark.parametrize("lasts", [datetime.timedelta(), -HOUR, 25 * HOUR])
def test_the_database_refuses_a_length_that_cannot_be(group: LearningGroup, lasts: datetime.timedelta) -> None:
    starts_at = timezone.now() + DAY
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.DebriefSessionFactory(group=group, starts_at=starts_at, ends_at=starts_at + lasts)


def test_planning_asks_the_same_number_of_questions_for_few_and_many(
    ruth: Client, group: LearningGroup, django_assert_num_queries
) -> None:
    for _ in range(2):
        with django_assert_num_queries(12):
            ruth.get(plan_page(group))
        for _ in range(4):
            group.group_memberships.create(person=factories.PersonFactory())
