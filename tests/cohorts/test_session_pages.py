"""The pages of a session, of being unwell and of pausing: who sees what."""

import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from cohorts.actions import (
    answer_session,
)
from cohorts.models import Attendance, DebriefSession, LearningGroup
from tests import factories
from tests.cohorts.walls import HOUR
from youdesign.people.models import AccessLog, AccessNeed, Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


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
    AccessNeed.objects.create(
        person=leader, need=factories.CodeFactory(**need), detail="By video", shared_at=timezone.now(), state="flagged"
    )
    AccessNeed.objects.create(
        person=leader, need=factories.CodeFactory(listing="access_need", slug="x", label="Secret need")
    )
    for person, sees in ((mentor, True), (leader, False), (coordinator, False)):
        client.force_login(person, BACKEND)
        assert "A sign language interpreter" not in client.get(f"/sessions/{session.pk}/").content.decode()
        assert client.post(f"/sessions/{session.pk}/needs/").status_code == (302 if sees else 403)
        text = client.get(f"/sessions/{session.pk}/").content.decode()
        assert ("A sign language interpreter: By video" in text) is sees
        assert "Secret need" not in text
    answer_session(session=session, by=leader, answer="cannot")
    client.force_login(mentor, BACKEND)
    assert "A sign language interpreter" not in client.get(f"/sessions/{session.pk}/").content.decode()


def test_whose_needs_were_looked_at_can_see_who_looked_and_why_and_once(
    client: Client, plan, leader: Person, mentor: Person
) -> None:
    session = plan()
    AccessNeed.objects.create(
        person=leader, need=factories.CodeFactory(listing="access_need"), shared_at=timezone.now(), state="flagged"
    )
    client.force_login(mentor, BACKEND)
    for _ in range(2):
        client.post(f"/sessions/{session.pk}/needs/")
    look = AccessLog.objects.get()
    assert (look.about, look.by, look.what) == (leader, mentor, "needs")
    client.force_login(leader, BACKEND)
    text = client.get("/my-data/who-saw/").content.decode()
    assert "Ruth Adeyemi" in text
    assert "looked at: what you need" in text
    assert "To run the session of Tuesday group" in text


def test_a_look_lasts_half_an_hour_and_a_need_shared_later_waits_for_the_next(
    client: Client, plan, leader: Person, mentor: Person
) -> None:
    session = plan()
    need = factories.CodeFactory(listing="access_need", slug="bsl", label="A sign language interpreter")
    client.force_login(mentor, BACKEND)
    client.post(f"/sessions/{session.pk}/needs/")
    AccessNeed.objects.create(person=leader, need=need, shared_at=timezone.now(), state="flagged")
    assert need.label not in client.get(f"/sessions/{session.pk}/").content.decode()
    client.post(f"/sessions/{session.pk}/needs/")
    assert need.label in client.get(f"/sessions/{session.pk}/").content.decode()
    with time_machine.travel(timezone.now() + AccessLog.LASTS, tick=False):
        assert need.label not in client.get(f"/sessions/{session.pk}/").content.decode()


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
        with django_assert_num_queries(30):
            client.get(f"/sessions/{session.pk}/")
        for _ in range(4):
            person = factories.PersonFactory()
            group.group_memberships.create(person=person)
            session.attendances.create(person=person, answer="coming")
