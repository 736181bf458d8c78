"""Two missed in a row: a person rings, never a machine. And ring me: asked for, by anybody with a seat."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cohorts.actions import ask_to_be_rung, leave_group, pause_place, resume_place, say_rung, say_who_was_there
from cohorts.models import DebriefSession, LearningGroup, PersonToRing
from tests import factories
from tests.cohorts.walls import DAY, paused
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Person

Met: TypeAlias = Callable[..., DebriefSession]
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def missed(met: Met, mentor: Person, leader: Person) -> Callable[..., DebriefSession]:
    """Return a function by which Ruth says whether Maureen was at the session so many days ago."""

    def say(days: int, was: str = "not_there") -> DebriefSession:
        session = met(days=days)
        return say_who_was_there(session=session, by=mentor, was={leader.pk: was}, now=timezone.now())

    return say


def waiting() -> list[tuple[str, str]]:
    """Return who is to be rung, and why."""
    return [(row.person.name, row.why) for row in PersonToRing.objects.waiting().select_related("person")]


def test_one_missed_is_nothing_and_two_in_a_row_are_a_task_for_a_person(missed, leader: Person) -> None:
    missed(30)
    assert waiting() == []
    missed(13)
    assert waiting() == [("Maureen Webb", "missed")]
    assert not Notice.objects.filter(person__is_staff=True).exists()
    assert not Notice.objects.exclude(kind__in=("session_after", "session_later")).filter(person=leader).exists()


@pytest.mark.parametrize("between", ["there", "part"])
def test_one_between_them_that_she_was_at_breaks_the_row(missed, between: str) -> None:
    missed(30)
    missed(20, between)
    missed(10)
    assert waiting() == []


def test_what_was_called_off_or_missed_in_a_pause_does_not_count(missed, met: Met, leader: Person) -> None:
    missed(30)
    now = timezone.now()
    paused(leader.memberships.get(), since=now - 21 * DAY, until=now - 19 * DAY)
    missed(20)
    met(days=15)
    DebriefSession.objects.filter(state="planned").update(state="cancelled")
    assert waiting() == []
    missed(10)
    assert waiting() == [("Maureen Webb", "missed")]


def test_who_takes_a_pause_or_leaves_is_not_rung(missed, leader: Person, group: LearningGroup) -> None:
    missed(30)
    missed(20)
    pause_place(membership=leader.memberships.get(), by=leader)
    assert waiting() == []
    resume_place(membership=leader.memberships.get(), by=leader)
    assert waiting() != []
    leave_group(group=group, person=leader, by=leader)
    assert waiting() == []


def test_putting_it_right_takes_her_off_the_list(missed, mentor: Person, leader: Person) -> None:
    missed(30)
    session = missed(5)
    say_who_was_there(session=session, by=mentor, was={leader.pk: "there"}, now=timezone.now())
    assert waiting() == []
    verbs = set(AuditEntry.objects.filter(noun="cohorts.persontoring", about=leader).values_list("verb", flat=True))
    assert verbs == {"is_to_be_rung", "need_not_be_rung"}


def test_once_she_was_rung_it_takes_two_more(missed, coordinator: Person, mentor: Person) -> None:
    missed(40)
    missed(30)
    row = PersonToRing.objects.get()
    with pytest.raises(PermissionDenied):
        say_rung(row=row, by=mentor, now=timezone.now())
    for _ in range(2):
        say_rung(row=row, by=coordinator, now=timezone.now())
    assert AuditEntry.objects.filter(verb="ring").count() == 1
    missed(20)
    assert waiting() == []
    missed(10)
    assert waiting() == [("Maureen Webb", "missed")]


def test_she_asks_to_be_rung_and_her_group_is_not_told(
    client: Client, met: Met, leader: Person, mentor: Person, coordinator: Person
) -> None:
    session = met()
    client.force_login(leader, BACKEND)
    path = f"/sessions/{session.pk}/ring-me/"
    assert path in client.get(f"/sessions/{session.pk}/").content.decode()
    assert "Write the number to ring." in client.post(path, {"contact": " "}).content.decode()
    assert "Priya Nair rings you." in client.post(path, {"contact": "0117 1, mornings"}, follow=True).content.decode()
    client.post(path, {"contact": "0117 2"})
    assert PersonToRing.objects.visible_to(coordinator).get().contact == "0117 2"
    assert "You have asked" in client.get(path).content.decode()
    assert not PersonToRing.objects.visible_to(mentor).exists()


def test_who_has_no_seat_does_not_ask(met: Met, mentor: Person, coordinator: Person) -> None:
    for person in (mentor, coordinator):
        with pytest.raises(PermissionDenied):
            ask_to_be_rung(session=met(), by=person, contact="1", now=timezone.now())


def test_a_coordinator_says_that_she_rang(staff: Client, missed, coordinator: Person) -> None:
    missed(30)
    missed(20)
    other = factories.DebriefSessionFactory()
    stranger = factories.GroupMembershipFactory(group=other.group).person
    ask_to_be_rung(session=other, by=stranger, contact="0117 9", now=timezone.now())
    path = "/admin/cohorts/persontoring/"
    text = staff.get(f"{path}?stands=waiting").content.decode()
    assert "Maureen Webb" in text
    assert "0117 9" not in text
    row = PersonToRing.objects.get(why="missed")
    staff.post(path, {"action": "say_these_were_rung", "_selected_action": [row.pk], "why": ""})
    row.refresh_from_db()
    assert row.done_by == coordinator
    assert "Maureen Webb" not in staff.get(f"{path}?stands=waiting").content.decode().partition("<tbody")[2]
