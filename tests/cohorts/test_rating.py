"""How was it? One question for each session, in turn; shown as counts of four or more, once it is over."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cohorts.actions import answer_pulse, rate_session
from cohorts.models import DebriefSession, LearningGroup, PulseAnswer
from cohorts.problems import PulseOver
from cohorts.pulse import statements
from cohorts.rating import IN_WORDS, LISTING, question_of, shown_rating
from tests import factories
from tests.cohorts.walls import DAY
from youdesign.people.models import Person

Met: TypeAlias = Callable[..., DebriefSession]
BACKEND = "django.contrib.auth.backends.ModelBackend"
OVER = 15 * DAY


@pytest.fixture(autouse=True)
def _questions(db: None) -> None:
    """The starter content, which staff can reword."""
    call_command("load_starter_content", verbosity=0)


def rate(session: DebriefSession, people: list[Person], value: int) -> None:
    """Let each of these people answer."""
    question = question_of(session)
    assert question is not None
    for person in people:
        rate_session(session=session, by=person, answers={question.pk: value}, now=timezone.now())


@pytest.fixture
def four(group: LearningGroup, leader: Person) -> list[Person]:
    """Maureen and three others of the group."""
    return [leader, *(factories.GroupMembershipFactory(group=group).person for _ in range(3))]


def test_each_session_has_one_question_in_turn(met: Met) -> None:
    questions = [*statements(LISTING), *statements(IN_WORDS)]
    assert [code.slug for code in questions] == ["useful", "heard", "safe", "learned", "one_change"]
    assert [question_of(met(days=days)) for days in (60, 50, 40, 30, 20, 10)] == [*questions, questions[0]]


def test_a_question_that_people_have_answered_stays_that_sessions(met: Met, leader: Person) -> None:
    first, second = met(days=9), met(days=2)
    asked = question_of(second)
    rate(second, [leader], 5)
    DebriefSession.objects.filter(pk=first.pk).update(state="cancelled")
    assert question_of(second) == asked


def test_members_answer_for_two_weeks_and_nobody_else(met: Met, leader: Person, mentor: Person) -> None:
    session = met()
    rate(session, [leader], 2)
    rate(session, [leader], 5)
    assert PulseAnswer.objects.get().value == 5
    with pytest.raises(PermissionDenied):
        rate(session, [mentor], 5)
    with pytest.raises(PulseOver):
        rate(met(days=15), [leader], 5)


def test_it_is_shown_once_nobody_can_answer_any_more_and_only_when_four_did(met: Met, four: list[Person]) -> None:
    session, now = met(), timezone.now()
    rate(session, four[:3], 5)
    assert shown_rating(session, now + OVER) is None
    rate(session, four[3:], 2)
    assert shown_rating(session, now) is None
    line = shown_rating(session, now + OVER)
    assert line is not None
    assert (line.agree, line.of) == (3, 4)


def test_it_and_the_pulse_leave_each_other_alone(met: Met, leader: Person) -> None:
    _, session = met(days=9), met()
    rate(session, [leader], 4)
    said = {code.pk: 3 for code in statements()}
    answer_pulse(session=session, by=leader, answers=said, now=timezone.now())
    rate(session, [leader], 2)
    assert PulseAnswer.objects.filter(item__listing=LISTING).get().value == 2
    assert PulseAnswer.objects.count() == len(said) + 1


def test_a_member_says_how_it_was(client: Client, met: Met, leader: Person, four: list[Person]) -> None:
    session = met()
    client.force_login(leader, BACKEND)
    path, question = f"/sessions/{session.pk}/rate/", question_of(session)
    assert question is not None
    assert path in client.get(f"/sessions/{session.pk}/").content.decode()
    assert "This was a good use of my time." in client.get(path).content.decode()
    assert "Choose one from the list" in client.post(path, {f"item_{question.pk}": "9"}).content.decode()
    assert "Thank you." in client.post(path, {f"item_{question.pk}": "4"}, follow=True).content.decode()
    rate(session, four[1:], 4)
    began = timezone.now() - OVER
    DebriefSession.objects.update(starts_at=began, ends_at=began + DAY / 24)
    assert "4 of 4 agree." in client.get(path).content.decode()
    client.post(path, {f"item_{question.pk}": "1"})
    assert not PulseAnswer.objects.filter(value=1).exists()


def test_who_runs_it_sees_no_form_and_staff_no_page(
    client: Client, met: Met, mentor: Person, coordinator: Person
) -> None:
    path = f"/sessions/{met().pk}/rate/"
    client.force_login(mentor, BACKEND)
    assert "<form" not in client.get(path).content.decode().partition("<main")[2].partition("</main")[0]
    client.force_login(coordinator, BACKEND)
    assert client.get(path).status_code == 403
