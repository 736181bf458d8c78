"""Sessions that are moved or cancelled: changes that are heard once, by whoever had been told."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from icalendar import Calendar

from cohorts.actions import (
    answer_session,
    cancel_session,
    move_session,
)
from cohorts.models import Attendance
from cohorts.problems import SessionOver
from cohorts.times import days_before
from tests.cohorts.walls import DAY, HOUR, LONDON, NOVEMBER, reminders, wall
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Person


def test_moving_replaces_reminders_nobody_had(plan, leader: Person, coordinator: Person) -> None:
    session = plan()
    moved = move_session(
        session=session, by=coordinator, starts_at=session.starts_at + DAY, ends_at=session.ends_at + DAY
    )
    assert moved.calendar_sequence == 1
    assert set(reminders(leader)) == {"2d.1", "2h.1"}
    assert set(reminders(leader, "withheld")) == {"2d.0", "2h.0"}
    assert not Notice.objects.filter(kind="session_changed").exists()


def test_moving_to_the_same_facts_does_nothing(plan, coordinator: Person) -> None:
    session = plan()
    same = move_session(session=session, by=coordinator, starts_at=session.starts_at, ends_at=session.ends_at)
    assert same.calendar_sequence == 0


def test_an_answer_about_the_old_time_is_asked_again(plan, leader: Person, coordinator: Person) -> None:
    session = plan()
    answer_session(session=session, by=leader, answer="coming")
    move_session(session=session, by=coordinator, starts_at=session.starts_at, ends_at=session.ends_at, phone_in="999")
    assert Attendance.objects.exists()
    move_session(session=session, by=coordinator, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR)
    assert not Attendance.objects.exists()


@time_machine.travel(NOVEMBER, tick=False)
@pytest.mark.django_db(transaction=True)
def test_who_had_a_reminder_hears_the_old_time_and_the_new(
    plan, leader: Person, coordinator: Person, mailbox: Mailbox
) -> None:
    session = plan(starts_at=wall("2026-11-26T18:00"))
    at = days_before(session.starts_at, LONDON, 2)
    with time_machine.travel(at, tick=False):
        drain(now=at)
        for hour in (1, 2):  # moved twice before the notice goes: it names what they were told, and what is true
            later = datetime.timedelta(hours=hour)
            move_session(
                session=session, by=coordinator, starts_at=session.starts_at + later, ends_at=session.ends_at + later
            )
        drain(now=at)
    _, change = mailbox.to(leader.email)
    assert change["Subject"] == "New time: your group meets on Thursday 26 November 2026"
    assert "It was: Thursday 26 November 2026, 6pm to 7pm." in text_of(change)
    assert "It is now: Thursday 26 November 2026, 8pm to 9pm." in text_of(change)
    (file,) = [part for part in change.iter_attachments() if part.get_content_type() == "text/calendar"]
    (event,) = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert event["SEQUENCE"] == 2


@pytest.mark.django_db(transaction=True)
def test_cancelling_takes_it_out_of_calendars_and_sends_nothing_else(
    plan, leader: Person, coordinator: Person, mailbox: Mailbox
) -> None:
    session = plan()
    cancel_session(session=session, by=coordinator)
    drain(now=timezone.now())
    with time_machine.travel(session.starts_at - HOUR, tick=False):
        drain(now=session.starts_at - HOUR)
    (mail,) = mailbox.to(leader.email)
    assert mail["Subject"].startswith("Cancelled: your group on")
    (file,) = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(file.get_content())
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_only_who_runs_it_plans_moves_and_cancels(plan, leader: Person, mentor: Person, stranger: Person) -> None:
    session = plan(by=mentor)
    for person in (leader, stranger):
        with pytest.raises(PermissionDenied):
            plan(by=person)
        with pytest.raises(PermissionDenied):
            move_session(session=session, by=person, starts_at=session.ends_at, ends_at=session.ends_at + HOUR)
        with pytest.raises(PermissionDenied):
            cancel_session(session=session, by=person)


def test_what_is_over_stays_as_it_was(plan, coordinator: Person, leader: Person) -> None:
    session = plan(starts_at=timezone.now() - DAY)
    with pytest.raises(SessionOver):
        move_session(
            session=session, by=coordinator, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR
        )
    with pytest.raises(SessionOver):
        cancel_session(session=session, by=coordinator)
    with pytest.raises(SessionOver):
        answer_session(session=session, by=leader, answer="coming")
