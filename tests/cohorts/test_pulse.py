"""The group pulse: when it is asked, who is asked, and what the group is shown."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cohorts.actions import answer_pulse
from cohorts.models import DebriefSession, LearningGroup, PulseAnswer
from cohorts.problems import PulseOver
from cohorts.pulse import lines_of, open_pulse, pulses, shown_pulse, statements
from tests import factories
from youdesign.people.models import AuditEntry, Person

DAY = datetime.timedelta(days=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"

Held = Callable[..., list[DebriefSession]]


@pytest.fixture
def held(group: LearningGroup) -> Held:
    """Return a function that lets the group have met so many days ago, each time for an hour."""
    call_command("load_starter_content", verbosity=0)

    def have_met(*days: int, **facts: object) -> list[DebriefSession]:
        return [
            factories.DebriefSessionFactory(group=group, starts_at=timezone.now() - day * DAY, **facts) for day in days
        ]

    return have_met


def answer(session: DebriefSession, people: list[Person], value: int, now: datetime.datetime) -> None:
    """Let each of these people give every statement this value."""
    for person in people:
        answer_pulse(session=session, by=person, answers={code.pk: value for code in statements()}, now=now)


def test_it_is_asked_after_the_second_fourth_and_sixth_session_that_took_place(
    group: LearningGroup, held: Held
) -> None:
    sessions = held(60, 50, 40, 30, 20, 10, 1)
    held(45, state="cancelled")
    assert pulses(group, timezone.now()) == [sessions[5], sessions[3], sessions[1]]


def test_it_is_open_for_a_week_and_shown_only_then(group: LearningGroup, held: Held) -> None:
    _, second = held(10, 6)
    now = timezone.now()
    assert (open_pulse(group, now), shown_pulse(group, now)) == (second, None)
    later = now + DAY
    assert (open_pulse(group, later), shown_pulse(group, later)) == (None, second)


def test_members_answer_until_it_is_over_and_others_do_not(
    held: Held, leader: Person, mentor: Person, coordinator: Person
) -> None:
    _, second = held(10, 6)
    now = timezone.now()
    answer(second, [leader], 2, now)
    answer(second, [leader], 5, now)
    assert list(PulseAnswer.objects.values_list("value", flat=True)) == [5] * 5
    for other in (mentor, coordinator):
        with pytest.raises(PermissionDenied):
            answer(second, [other], 5, now)
    with pytest.raises(PulseOver):
        answer(second, [leader], 1, now + DAY)
    assert not PulseAnswer.objects.visible_to(mentor).exists()
    assert AuditEntry.objects.filter(verb="answer_pulse").values_list("facts", flat=True)[0] == {}


def test_what_fewer_than_four_answered_is_not_shown(held: Held, group: LearningGroup, leader: Person) -> None:
    _, second = held(10, 6)
    others = [factories.GroupMembershipFactory(group=group).person for _ in range(3)]
    now = timezone.now()
    answer(second, [leader, *others[:2]], 5, now)
    assert lines_of(second) == []
    first = statements()[0]
    answer_pulse(session=second, by=others[2], answers={first.pk: 2}, now=now)
    assert [(line.statement, line.agree, line.of) for line in lines_of(second)] == [(first.label, 3, 4)]


def test_a_member_says_how_it_is_and_the_group_sees_it_when_it_is_over(
    client: Client, held: Held, group: LearningGroup, leader: Person
) -> None:
    first, second = held(10, 6)
    others = [factories.GroupMembershipFactory(group=group).person for _ in range(3)]
    answer(second, others, 5, timezone.now())
    client.force_login(leader, BACKEND)
    page = f"/groups/{group.pk}/pulse/"
    assert page in client.get(f"/groups/{group.pk}/").content.decode()
    text = client.get(page).content.decode()
    assert "It is easy to ask this group for help." in text
    assert "agree." not in text
    boxes = {f"item_{code.pk}": "4" for code in statements()}
    assert "Choose one from the list" in client.post(page, boxes | {next(iter(boxes)): "9"}).content.decode()
    assert "Thank you." in client.post(page, boxes, follow=True).content.decode()
    for session in (first, second):
        DebriefSession.objects.filter(pk=session.pk).update(
            starts_at=session.starts_at - 7 * DAY, ends_at=session.ends_at - 7 * DAY
        )
    text = client.get(page).content.decode()
    assert text.count("4 of 4 agree.") == 5
    late = client.post(page, boxes, follow=True)
    assert late.status_code == 200
    assert PulseAnswer.objects.filter(value=4).count() == 5
