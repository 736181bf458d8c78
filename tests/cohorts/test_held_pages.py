"""The page that asks who was there, and who reads what of it."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.actions import say_who_was_there
from cohorts.attendance import mark_of
from cohorts.models import Attendance, DebriefSession, LearningGroup
from tests import factories
from youdesign.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
Met: TypeAlias = Callable[..., DebriefSession]


def page(person: Person, path: str) -> str:
    """Return a page as this person reads it."""
    window = Client()
    window.force_login(person, BACKEND)
    return window.get(path).content.decode()


@pytest.fixture
def asif(group: LearningGroup) -> Person:
    """Asif, who sits in the group too."""
    return factories.GroupMembershipFactory(
        group=group, person=factories.MembershipFactory(cohort=group.cohort, person__name="Asif Khan").person
    ).person


def test_she_says_who_was_there_starting_from_who_said_they_were_coming(
    client: Client, met: Met, mentor: Person, leader: Person, asif: Person
) -> None:
    session = met()
    Attendance.objects.create(session=session, person=leader, answer="coming")
    client.force_login(mentor, BACKEND)
    assert "Say who was there" in client.get(f"/sessions/{session.pk}/").content.decode()
    path = f"/sessions/{session.pk}/who-was-there/"
    text = client.get(path).content.decode()
    assert text.count(" checked") == 1
    missing = client.post(path, {f"person_{leader.pk}": "there"}).content.decode()
    assert "Choose one of the three for Asif Khan." in missing
    assert not Attendance.objects.exclude(was="").exists()
    said = {f"person_{leader.pk}": "there", f"person_{asif.pk}": "part"}
    text = client.post(path, said, follow=True).content.decode()
    for words in ("Each of them can read their own.", "Came late or left early", "Put this right"):
        assert words in text
    assert client.get(path).content.decode().count(" checked") == 2


def test_members_read_their_own_and_not_each_others(met: Met, mentor: Person, leader: Person, asif: Person) -> None:
    session = met()
    was = {leader.pk: "not_there", asif.pk: "part"}
    say_who_was_there(session=session, by=mentor, was=was, now=timezone.now())
    hers = page(leader, f"/sessions/{session.pk}/")
    assert "You were not there. You never have to say why." in hers
    assert "Came late or left early" not in hers
    assert "You were there for part of it." in page(asif, f"/sessions/{session.pk}/")


def test_before_it_begins_there_is_nothing_to_say(client: Client, plan, mentor: Person) -> None:
    session = plan()
    client.force_login(mentor, BACKEND)
    assert "Say who was there" not in client.get(f"/sessions/{session.pk}/").content.decode()
    text = client.get(f"/sessions/{session.pk}/who-was-there/", follow=True).content.decode()
    assert "once the session has begun" in text


def test_the_page_asks_the_same_number_of_questions_for_few_and_many(
    client: Client, met: Met, mentor: Person, group: LearningGroup, django_assert_num_queries
) -> None:
    session = met()
    client.force_login(mentor, BACKEND)
    for _ in range(2):
        with django_assert_num_queries(7):
            client.get(f"/sessions/{session.pk}/who-was-there/")
        factories.GroupMembershipFactory.create_batch(3, group=group)
        met(days=2)  # so that they sat there


def test_staff_read_who_was_there_in_their_own_programmes_and_not_who_said_they_would_come(
    staff: Client, met: Met, mentor: Person, leader: Person
) -> None:
    session, other = met(), factories.DebriefSessionFactory()
    Attendance.objects.create(session=session, person=leader, answer="coming")
    say_who_was_there(session=session, by=mentor, was={leader.pk: "not_there"}, now=timezone.now())
    text = staff.get(f"/admin/cohorts/debriefsession/{session.pk}/change/").content.decode()
    assert "Maureen Webb: Not there" in text
    assert "I am coming" not in text
    assert staff.get(f"/admin/cohorts/debriefsession/{other.pk}/change/").status_code == 302


def test_a_coordinator_starts_from_what_is_written_down_and_never_from_answers(
    met: Met, mentor: Person, coordinator: Person, leader: Person, asif: Person
) -> None:
    session = met()
    Attendance.objects.create(session=session, person=asif, answer="coming")
    path = f"/sessions/{session.pk}/who-was-there/"
    text = page(coordinator, path)
    assert " checked" not in text
    assert "what each of them said" not in text
    assert "what each of them said" in page(mentor, path)
    say_who_was_there(session=session, by=mentor, was={leader.pk: "there"}, now=timezone.now())
    assert page(coordinator, path).count(" checked") == 1
    assert page(mentor, path).count(" checked") == 2


def test_two_who_run_it_do_not_write_over_each_other(
    client: Client, met: Met, mentor: Person, coordinator: Person, leader: Person, asif: Person
) -> None:
    session = met()
    path = f"/sessions/{session.pk}/who-was-there/"
    was = {leader.pk: "not_there", asif.pk: "part"}
    say_who_was_there(session=session, by=coordinator, was=was, now=timezone.now())
    client.force_login(mentor, BACKEND)
    said = {f"person_{leader.pk}": "there", f"person_{asif.pk}": "there", "mark": ""}  # opened before that
    text = client.post(path, said, follow=True).content.decode()
    assert "Not saved: somebody else said who was there" in text
    assert text.count(" checked") == 2
    assert dict(Attendance.objects.values_list("person_id", "was")) == was
    mark = mark_of(was)
    assert f'value="{mark}"' in text
    for _ in range(2):  # the second press is no conflict
        assert "Saved. Each of them" in client.post(path, {**said, "mark": mark}, follow=True).content.decode()
    assert set(Attendance.objects.values_list("was", flat=True)) == {"there"}
