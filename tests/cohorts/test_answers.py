"""Answers of one tap, being unwell today, and taking a pause."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.actions import (
    answer_session,
    be_unwell_today,
    pause_place,
    resume_place,
)
from cohorts.models import Attendance, Membership
from tests.cohorts.walls import HOUR
from youdesign.people.models import AuditEntry, Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_the_last_answer_counts(plan, leader: Person) -> None:
    session = plan()
    for answer in ("coming", "not_sure"):
        answer_session(session=session, by=leader, answer=answer)
    assert Attendance.objects.get().answer == "not_sure"


def test_nobody_moves_a_session_while_somebody_answers(plan, leader: Person) -> None:
    session = plan()
    with CaptureQueriesContext(connection) as asked:
        answer_session(session=session, by=leader, answer="coming")
    locked = [each["sql"] for each in asked if "FOR UPDATE" in each["sql"]]
    assert '"cohorts_learninggroup"' in locked[0]
    assert '"cohorts_debriefsession"' in locked[1]


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
