"""What home offers to look back on, after all that waits: the newest thing, until it is written or two weeks old."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cohorts.abouts import about_called
from cohorts.actions import write_reflection
from cohorts.models import Attendance, DebriefSession, LearningGroup
from cohorts.reflections import plain
from mentoring.models import Match, Talk
from tests import factories
from youdesign.home.looking_back import to_look_back
from youdesign.home.steps import next_step
from youdesign.home.table import Table
from youdesign.people.models import Person

DAY = datetime.timedelta(days=1)


@pytest.fixture
def session(group: LearningGroup, leader: Person) -> DebriefSession:
    """The session of two days ago, which Maureen was at."""
    group.group_memberships.update(joined_at=timezone.now() - 99 * DAY)
    held: DebriefSession = factories.DebriefSessionFactory(
        group=group, starts_at=timezone.now() - 2 * DAY, state="held"
    )
    Attendance.objects.create(session=held, person=leader, was="there", answered_at=None, noted_at=held.ends_at)
    return held


@pytest.fixture
def talk(match: Match, leader: Person) -> Talk:
    """The talk that she and Ruth had four days ago."""
    began = timezone.now() - 4 * DAY
    when = {"starts_at": began, "ends_at": began + DAY / 24}
    return Talk.objects.create(match=match, offered_by=leader, state="held", **when)


def offered(person: Person, days: int = 0) -> str:
    """Return where home's offer leads, so many days from now."""
    step = to_look_back(Table(person, timezone.now() + days * DAY))
    return step.href if step else ""


def look_back(person: Person, kind: str, key: int) -> None:
    about = about_called(person, kind, key)
    assert about is not None
    write_reflection(by=person, event=None, about=about, words=plain("x"))


def test_the_newest_is_offered_until_it_is_written_then_the_next(
    session: DebriefSession, talk: Talk, leader: Person, mentor: Person
) -> None:
    assert offered(leader) == f"/reflections/new/?session={session.pk}"
    look_back(leader, "session", session.pk)
    assert offered(leader) == offered(mentor) == f"/reflections/new/?talk={talk.pk}"
    look_back(leader, "talk", talk.pk)
    assert (offered(leader), offered(mentor)) == ("", f"/reflections/new/?talk={talk.pk}")  # each writes their own


def test_after_two_weeks_nobody_is_asked_any_more(session: DebriefSession, talk: Talk, leader: Person) -> None:
    assert offered(leader, days=11).endswith(f"?session={session.pk}")
    assert offered(leader, days=13) == ""


def test_what_one_was_not_at_is_not_offered(session: DebriefSession, leader: Person, mentor: Person) -> None:
    assert offered(mentor) == ""
    Attendance.objects.update(was="not_there")
    assert offered(leader) == ""
    Attendance.objects.all().delete()
    assert offered(leader) == ""


@pytest.mark.parametrize("state", ["booked", "missed", "cancelled"])
def test_a_talk_that_was_not_held_is_not_offered(talk: Talk, leader: Person, state: str) -> None:
    Talk.objects.update(state=state)
    assert offered(leader) == ""


def test_whatever_waits_comes_before_it(session: DebriefSession, leader: Person) -> None:
    step = next_step(Table(leader, timezone.now()))
    assert step is not None
    assert "Look back" not in step.title


def test_it_asks_the_same_number_of_questions_for_few_and_many(
    session: DebriefSession, talk: Talk, leader: Person, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        table = Table(leader, timezone.now())
        with django_assert_num_queries(2):
            to_look_back(table)
        for days in (3, 5):
            other = factories.DebriefSessionFactory(
                group=session.group, starts_at=timezone.now() - days * DAY, state="held"
            )
            Attendance.objects.create(
                session=other, person=leader, was="part", answered_at=None, noted_at=other.ends_at
            )
