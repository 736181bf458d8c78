"""What a series sends, read back from the real mailbox: one message for many dates, and files that calendars read."""

import datetime
from email.message import EmailMessage

import pytest
import time_machine
from icalendar import Calendar, Event

from cohorts.actions import call_off_series, cancel_session, move_series, move_session, plan_series
from cohorts.models import DebriefSession, LearningGroup, SessionSeries
from cohorts.repeating import Pattern, turns_of
from tests.cohorts.walls import DAY, HOUR, LONDON, NOVEMBER
from tests.servers import Mailbox
from tests.servers import text_of as raw_text_of
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Person

TEN, ELEVEN = (Pattern(datetime.time(at), datetime.time(at + 1), LONDON) for at in (10, 11))
FIRST = datetime.date(2027, 3, 21)  # a week before the clocks go forward
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_november")]


@pytest.fixture
def _november():
    with time_machine.travel(NOVEMBER, tick=False):
        yield


@pytest.fixture
def series(group: LearningGroup, mentor: Person) -> SessionSeries:
    """Four Sundays at ten, a week apart."""
    turns = turns_of(TEN, FIRST, 1, 4)
    return plan_series(by=mentor, group=group, every_weeks=1, turns=turns, online_link="https://meet.example.org/a")


def session_at(series: SessionSeries, number: int) -> DebriefSession:
    return DebriefSession.objects.get(series_day=series.days.all()[number])


def newest(mailbox: Mailbox, person: Person, count: int) -> EmailMessage:
    drain(now=NOVEMBER)
    assert len(mailbox.to(person.email)) == count
    return mailbox.to(person.email)[-1]


def text_of(mail: EmailMessage) -> str:
    return raw_text_of(mail).replace("\r\n", "\n")


def events_in(mail: EmailMessage) -> list[Event]:
    (file,) = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(file.get_content())
    assert calendar["METHOD"] == "PUBLISH"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    return list(calendar.walk("VEVENT"))


def test_one_mail_names_all_the_dates_and_its_file_keeps_them_at_ten(
    series: SessionSeries, leader: Person, mailbox: Mailbox
) -> None:
    mail = newest(mailbox, leader, 1)
    assert mail["Subject"] == "New dates for your group"
    text = text_of(mail)
    assert "Tuesday group meets every week." in text
    assert "- Sunday 21 March 2027, 10am to 11am\n- Sunday 28 March 2027, 10am to 11am\n" in text
    assert "By video: https://meet.example.org/a" in text
    events = events_in(mail)
    assert [event.start.hour for event in events] == [10] * 4
    assert [event.start.astimezone(datetime.UTC).hour for event in events] == [10, 9, 9, 9]
    assert len({event["UID"] for event in events}) == 4


def test_a_change_of_many_is_one_mail_with_old_and_new(
    series: SessionSeries, mentor: Person, leader: Person, mailbox: Mailbox
) -> None:
    newest(mailbox, leader, 1)
    changed = move_series(session=session_at(series, 1), by=mentor, on=FIRST + 9 * DAY, pattern=ELEVEN)
    assert [str(day.on) for day in series.days.all()] == ["2027-03-21", "2027-03-30", "2027-04-06", "2027-04-13"]
    assert len(changed) == 3
    mail = newest(mailbox, leader, 2)
    assert mail["Subject"] == "New times for your group"
    was = "It was: Sunday 28 March 2027, 10am to 11am.\nIt is now: Tuesday 30 March 2027, 11am to noon."
    assert was in text_of(mail)
    assert [(event["SEQUENCE"], event.start.hour) for event in events_in(mail)] == [(1, 11)] * 3


def test_what_was_moved_or_said_for_one_alone_stays(
    series: SessionSeries, mentor: Person, leader: Person, mailbox: Mailbox
) -> None:
    newest(mailbox, leader, 1)
    alone, words = session_at(series, 2), {"online_link": "https://meet.example.org/b"}
    moved = move_session(session=alone, by=mentor, starts_at=alone.starts_at + DAY, ends_at=alone.ends_at + DAY)
    last = session_at(series, 3)
    move_session(
        session=last, by=mentor, starts_at=last.starts_at, ends_at=last.ends_at, online_link="https://own.test"
    )
    newest(mailbox, leader, 3)
    move_series(session=session_at(series, 1), by=mentor, on=FIRST + 7 * DAY, pattern=ELEVEN, **words)
    assert session_at(series, 2).starts_at == moved.starts_at
    assert session_at(series, 3).online_link == "https://own.test"
    assert session_at(series, 3).starts_at.astimezone(LONDON).hour == 11
    assert len(events_in(newest(mailbox, leader, 4))) == 2


def test_calling_off_this_and_those_after_is_one_mail(
    series: SessionSeries, mentor: Person, leader: Person, mailbox: Mailbox
) -> None:
    newest(mailbox, leader, 1)
    call_off_series(session=session_at(series, 1), by=mentor)
    mail = newest(mailbox, leader, 2)
    assert mail["Subject"] == "Cancelled: dates of your group"
    assert "- Sunday 28 March 2027, 10am to 11am\n- Sunday 4 April 2027, 10am to 11am\n" in text_of(mail)
    assert [(event["STATUS"], event["SEQUENCE"]) for event in events_in(mail)] == [("CANCELLED", 1)] * 3
    assert DebriefSession.objects.upcoming(NOVEMBER).count() == 1
    assert Notice.objects.filter(person=leader, state="waiting").count() == 6  # of the one that is left


def test_what_changes_before_the_news_goes_is_told_as_it_is(
    series: SessionSeries, mentor: Person, leader: Person, mailbox: Mailbox
) -> None:
    first = session_at(series, 0)
    move_session(session=first, by=mentor, starts_at=first.starts_at + HOUR, ends_at=first.ends_at + HOUR)
    cancel_session(session=session_at(series, 3), by=mentor)
    drain(now=NOVEMBER)
    planned, cancelled = sorted(mailbox.to(leader.email), key=lambda mail: str(mail["Subject"]), reverse=True)
    assert "- Sunday 21 March 2027, 11am to noon\n- Sunday 28 March 2027, 10am to 11am\n" in text_of(planned)
    assert "11 April" not in text_of(planned)
    assert cancelled["Subject"].startswith("Cancelled: your group on")


def test_one_moved_after_the_news_names_the_time_that_the_news_said(
    series: SessionSeries, mentor: Person, leader: Person, mailbox: Mailbox
) -> None:
    newest(mailbox, leader, 1)
    first = session_at(series, 0)
    move_session(session=first, by=mentor, starts_at=first.starts_at + HOUR, ends_at=first.ends_at + HOUR)
    assert "It was: Sunday 21 March 2027, 10am to 11am." in text_of(newest(mailbox, leader, 2))


def test_a_time_that_a_change_left_out_was_never_told(
    series: SessionSeries, mentor: Person, leader: Person, mailbox: Mailbox
) -> None:
    newest(mailbox, leader, 1)
    move_series(session=session_at(series, 1), by=mentor, on=FIRST + 7 * DAY, pattern=ELEVEN)
    alone = session_at(series, 1)
    move_session(session=alone, by=mentor, starts_at=alone.starts_at + HOUR, ends_at=alone.ends_at + HOUR)
    drain(now=NOVEMBER)
    (text,) = [text_of(mail) for mail in mailbox.to(leader.email) if "noon to 1pm" in text_of(mail)]
    assert "It was: Sunday 28 March 2027, 10am to 11am." in text


def test_dates_that_wait_for_staff_are_owed_anew_as_they_are(
    series: SessionSeries, mentor: Person, leader: Person, mailbox: Mailbox
) -> None:
    Notice.objects.filter(kind="series_planned", person=leader).update(state="parked", reason="x")
    first = session_at(series, 0)
    move_session(session=first, by=mentor, starts_at=first.starts_at + HOUR, ends_at=first.ends_at + HOUR)
    assert "- Sunday 21 March 2027, 11am to noon\n" in text_of(newest(mailbox, leader, 1))


def test_before_the_last_date_whoever_runs_it_is_offered_to_keep_going(
    series: SessionSeries, mentor: Person, leader: Person, mailbox: Mailbox
) -> None:
    newest(mailbox, mentor, 1)
    for number, count, is_last in ((2, 2, False), (3, 3, True)):
        two_days_before = session_at(series, number).starts_at - 2 * DAY
        Notice.objects.filter(due_at__lt=two_days_before).update(next_try_at=two_days_before + 900 * DAY)
        with time_machine.travel(two_days_before, tick=False):
            drain(now=two_days_before)
        assert len(mailbox.to(mentor.email)) == count
        assert ("/keep-going/" in text_of(mailbox.to(mentor.email)[-1])) is is_last
        assert "/keep-going/" not in text_of(mailbox.to(leader.email)[-1])
