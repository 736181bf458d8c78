"""Reminders of sessions: right across a clock change, sent once, to nobody in vain."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar

from cohorts.actions import (
    answer_session,
    join_group,
    leave_group,
    pause_place,
    resume_place,
)
from cohorts.models import LearningGroup
from cohorts.times import days_before, is_missing, span
from tests import factories
from tests.cohorts.walls import DAY, DUBLIN, HOUR, LONDON, NOVEMBER, reminders, wall
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Person


@pytest.mark.parametrize("zone", [LONDON, DUBLIN])
@pytest.mark.parametrize("meets", ["2027-03-29T18:00", "2026-10-26T18:00"])
def test_two_days_before_is_the_same_time_on_the_wall(zone: ZoneInfo, meets: str) -> None:
    before = days_before(wall(meets, zone), zone, 2).astimezone(zone)
    assert before.replace(tzinfo=None) == datetime.datetime.fromisoformat(meets) - 2 * DAY


def test_a_reminder_at_a_time_the_clocks_skip_goes_an_hour_later() -> None:
    assert days_before(wall("2027-03-30T01:30"), LONDON, 2).astimezone(LONDON).time() == datetime.time(2, 30)


def test_a_time_that_comes_twice_is_the_first() -> None:
    assert wall("2026-10-25T01:30") == datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)
    assert is_missing(datetime.datetime(2027, 3, 28, 1, 30), LONDON)  # noqa: DTZ001  wall time
    assert not is_missing(datetime.datetime(2026, 10, 25, 1, 30), LONDON)  # noqa: DTZ001  wall time


def test_times_are_said_plainly() -> None:
    assert span(wall("2026-11-24T18:00"), wall("2026-11-24T19:30"), LONDON) == "Tuesday 24 November 2026, 6pm to 7:30pm"


def test_planning_owes_everyone_round_the_table_two_reminders(plan, leader: Person, mentor: Person) -> None:
    session = plan()
    for person in (leader, mentor):
        assert reminders(person) == {
            "2d.0": days_before(session.starts_at, LONDON, 2),
            "2h.0": session.starts_at - 2 * HOUR,
        }


def test_a_session_planned_late_is_told_at_once_and_once(plan, leader: Person) -> None:
    now = timezone.now()
    plan(starts_at=now + DAY)
    assert set(reminders(leader)) == {"2d.0", "2h.0"}
    Notice.objects.all().delete()
    plan(starts_at=now + HOUR)
    assert set(reminders(leader)) == {"2h.0"}
    Notice.objects.all().delete()
    plan(starts_at=now - DAY)
    assert not reminders(leader)


def test_who_joins_later_gets_what_is_still_to_come(plan, coordinator: Person, group: LearningGroup) -> None:
    plan(starts_at=timezone.now() + DAY)
    late = factories.MembershipFactory(cohort=group.cohort).person
    join_group(group=group, person=late, by=coordinator)
    assert set(reminders(late)) == {"2h.0"}


@time_machine.travel(NOVEMBER, tick=False)
@pytest.mark.django_db(transaction=True)
def test_the_reminder_arrives_once_with_a_calendar_file(plan, leader: Person, mailbox: Mailbox) -> None:
    session = plan(starts_at=wall("2026-11-26T18:00"))
    at = days_before(session.starts_at, LONDON, 2)
    with time_machine.travel(at, tick=False):
        drain(now=at)
        drain(now=at)
    (mail,) = mailbox.to(leader.email)
    assert mail["Subject"] == "Your group meets on Thursday 26 November 2026"
    assert "Thursday 26 November 2026, 6pm to 7pm" in text_of(mail)
    assert "0117 496 0118, code 4471" in text_of(mail)
    (file,) = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    (event,) = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert event["UID"].startswith(str(session.calendar_uid))
    assert event["DTSTART"].dt == session.starts_at
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event["SEQUENCE"] == 0


@time_machine.travel(NOVEMBER, tick=False)
@pytest.mark.django_db(transaction=True)
def test_people_read_times_as_they_live_them(plan, leader: Person, mailbox: Mailbox) -> None:
    leader.time_zone = "Europe/Paris"
    leader.save()
    session = plan(starts_at=wall("2026-11-26T18:00"))
    at = session.starts_at - 2 * HOUR
    with time_machine.travel(at, tick=False):
        drain(now=at)
    assert "Your group meets at 7pm" in [mail["Subject"] for mail in mailbox.to(leader.email)]


def why_not(person: Person, at: datetime.datetime) -> set[str]:
    with time_machine.travel(at, tick=False):
        drain(now=at)
    reminders = Notice.objects.filter(kind="session_reminder", person=person, state="withheld")
    return set(reminders.values_list("reason", flat=True))


@pytest.mark.django_db(transaction=True)
class TestNobodyIsRemindedInVain:
    """What is true when a reminder is due decides."""

    def test_who_left(self, plan, leader: Person, group: LearningGroup, mailbox: Mailbox) -> None:
        session = plan()
        leave_group(group=group, person=leader, by=leader)
        assert why_not(leader, session.starts_at - HOUR) == {"You are not in this group any more."}
        assert not mailbox.to(leader.email)

    def test_who_pauses(self, plan, leader: Person, mailbox: Mailbox) -> None:
        session = plan()
        pause_place(membership=leader.memberships.get(), by=leader)
        assert why_not(leader, session.starts_at - HOUR) == {"You are taking a pause, so we keep quiet."}
        assert not mailbox.to(leader.email)

    def test_who_said_they_cannot_come(self, plan, leader: Person, mailbox: Mailbox) -> None:
        session = plan()
        answer_session(session=session, by=leader, answer="cannot")
        assert why_not(leader, session.starts_at - HOUR) == {"You said that you can't come this time."}

    def test_when_it_has_begun(self, plan, leader: Person, mailbox: Mailbox) -> None:
        session = plan()
        assert why_not(leader, session.starts_at) == {"The session had begun already."}

    def test_who_comes_back_gets_the_next(self, plan, leader: Person, mailbox: Mailbox) -> None:
        session = plan()
        place = leader.memberships.get()
        pause_place(membership=place, by=leader)
        why_not(leader, session.starts_at - DAY)
        resume_place(membership=place, by=leader)
        why_not(leader, session.starts_at - HOUR)
        assert len(mailbox.to(leader.email)) == 1
