"""Sessions: reminders that are right across a clock change, changes that are heard once, answers of one tap."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from cohorts.actions import (
    answer_session,
    be_unwell_today,
    cancel_session,
    join_group,
    leave_group,
    move_session,
    pause_place,
    resume_place,
)
from cohorts.models import Attendance, DebriefSession, LearningGroup, Membership
from cohorts.problems import SessionOver
from cohorts.times import at_wall, days_before, is_missing, span
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.models import AccessNeed, AuditEntry, Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
LONDON = ZoneInfo("Europe/London")
DUBLIN = ZoneInfo("Europe/Dublin")
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
NOVEMBER = datetime.datetime(2026, 11, 10, 12, tzinfo=datetime.UTC)


def wall(text: str, zone: ZoneInfo = LONDON) -> datetime.datetime:
    return at_wall(datetime.datetime.fromisoformat(text), zone)


def reminders(person: Person, state: str = "waiting") -> dict[str, datetime.datetime]:
    rows = Notice.objects.filter(kind="session_reminder", person=person, state=state)
    return {row.occurrence: row.due_at for row in rows}


# --- Wall time ---


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


# --- Reminders ---


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
    return set(Notice.objects.filter(person=person, state="withheld").values_list("reason", flat=True))


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


# --- Moving and cancelling ---


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


# --- Answers, unwell, pause ---


def test_the_last_answer_counts(plan, leader: Person) -> None:
    session = plan()
    for answer in ("coming", "not_sure"):
        answer_session(session=session, by=leader, answer=answer)
    assert Attendance.objects.get().answer == "not_sure"


def test_only_people_of_the_group_answer(plan, coordinator: Person, stranger: Person, mentor: Person) -> None:
    session = plan()
    for person in (coordinator, stranger, mentor):
        with pytest.raises(PermissionDenied):
            answer_session(session=session, by=person, answer="coming")


def test_unwell_today_is_the_next_24_hours_only(plan, leader: Person) -> None:
    now = timezone.now()
    today, going_on = plan(starts_at=now + 23 * HOUR), plan(starts_at=now - HOUR / 2)
    plan(starts_at=now + 25 * HOUR)
    assert set(be_unwell_today(by=leader, now=now)) == {today, going_on}
    assert set(Attendance.objects.values_list("session", "answer")) == {(today.pk, "cannot"), (going_on.pk, "cannot")}


def test_a_pause_is_there_from_the_first_day(cohort, leader: Person) -> None:
    place = leader.memberships.get()
    Membership.objects.update(state="joined")
    pause_place(membership=place, by=leader)
    place.refresh_from_db()
    assert place.is_paused
    pause_place(membership=place, by=leader)  # pressed twice
    assert AuditEntry.objects.filter(verb="pause").count() == 1
    resume_place(membership=place, by=leader)
    place.refresh_from_db()
    assert place.state == Membership.State.ACTIVE


def test_nobody_else_pauses_a_place(leader: Person, stranger: Person, mentor: Person) -> None:
    for person in (stranger, mentor):
        with pytest.raises(PermissionDenied):
            pause_place(membership=leader.memberships.get(), by=person)


# --- Pages ---


def test_one_tap_answers(client: Client, plan, leader: Person) -> None:
    session = plan()
    client.force_login(leader, BACKEND)
    assert "Are you coming?" in client.get(f"/sessions/{session.pk}/").content.decode()
    text = client.post(f"/sessions/{session.pk}/answer/", {"answer": "coming"}, follow=True).content.decode()
    assert "Your group can see that you are coming." in text
    assert 'value="coming" aria-pressed="true"' in text
    assert client.post(f"/sessions/{session.pk}/answer/", {"answer": "maybe"}).status_code == 400
    assert client.get(f"/sessions/{session.pk}/answer/").status_code == 405


def test_coordinators_see_the_date_but_not_who_is_coming(
    client: Client, plan, leader: Person, coordinator: Person
) -> None:
    session = plan()
    answer_session(session=session, by=leader, answer="coming")
    client.force_login(coordinator, BACKEND)
    text = client.get(f"/sessions/{session.pk}/").content.decode()
    assert "0117 496 0118" in text
    assert "Maureen Webb" not in text


def test_shared_needs_are_for_who_runs_it_and_nobody_else(
    client: Client, plan, leader: Person, mentor: Person, coordinator: Person
) -> None:
    session = plan()
    need = {"listing": "access_need", "slug": "bsl", "label": "A sign language interpreter"}
    AccessNeed.objects.create(person=leader, need=factories.CodeFactory(**need), detail="By video", is_shared=True)
    AccessNeed.objects.create(
        person=leader, need=factories.CodeFactory(listing="access_need", slug="x", label="Secret need")
    )
    for person, sees in ((mentor, True), (leader, False), (coordinator, False)):
        client.force_login(person, BACKEND)
        text = client.get(f"/sessions/{session.pk}/").content.decode()
        assert ("A sign language interpreter: By video" in text) is sees
        assert "Secret need" not in text
    answer_session(session=session, by=leader, answer="cannot")
    client.force_login(mentor, BACKEND)
    assert "A sign language interpreter" not in client.get(f"/sessions/{session.pk}/").content.decode()


def test_a_stranger_finds_no_session(client: Client, plan, stranger: Person) -> None:
    session = plan()
    client.force_login(stranger, BACKEND)
    assert client.get(f"/sessions/{session.pk}/").status_code == 404
    assert client.get(f"/sessions/{session.pk}/session.ics").status_code == 404
    assert client.post(f"/sessions/{session.pk}/answer/", {"answer": "coming"}).status_code == 404


def test_the_calendar_file_names_no_group(client: Client, plan, leader: Person) -> None:
    session = plan()
    client.force_login(leader, BACKEND)
    answer = client.get(f"/sessions/{session.pk}/session.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "You Design group session"
    assert b"Tuesday group" not in answer.content


def test_unwell_today_by_the_button(client: Client, plan, leader: Person, coordinator: Person) -> None:
    plan(starts_at=timezone.now() + HOUR)
    client.force_login(leader, BACKEND)
    assert "I am unwell today" in client.get("/unwell-today/").content.decode()
    assert not Attendance.objects.exists()
    assert "Nobody is told why." in client.post("/unwell-today/", follow=True).content.decode()
    assert Attendance.objects.get().answer == "cannot"


def test_pausing_and_coming_back_by_the_button(client: Client, leader: Person) -> None:
    client.force_login(leader, BACKEND)
    assert "Pausing is normal." in client.get("/pause/").content.decode()
    assert "Your place is kept." in client.post("/pause/", {"wish": "pause"}, follow=True).content.decode()
    assert leader.memberships.get().is_paused
    client.post("/pause/", {"wish": "pause"})  # pressed again in another tab
    assert "Good to have you back." in client.post("/pause/", {"wish": "back"}, follow=True).content.decode()
    assert not leader.memberships.get().is_paused
    assert client.post("/pause/", {"wish": "x"}).status_code == 400


def test_care_pages_are_honest_without_a_place(client: Client, mentor: Person) -> None:
    client.force_login(mentor, BACKEND)
    assert "nothing to pause" in client.get("/pause/").content.decode()
    assert "nothing in the next 24 hours" in client.get("/unwell-today/").content.decode()


def test_the_session_page_asks_the_same_number_of_questions_for_few_and_many(
    client: Client, plan, leader: Person, group: LearningGroup, django_assert_num_queries
) -> None:
    session: DebriefSession = plan()
    client.force_login(leader, BACKEND)
    for _ in range(2):
        with django_assert_num_queries(8):
            client.get(f"/sessions/{session.pk}/")
        for _ in range(4):
            person = factories.PersonFactory()
            group.group_memberships.create(person=person)
            session.attendances.create(person=person, answer="coming")
