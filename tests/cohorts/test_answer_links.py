"""Answering from the mail in one tap: a look shows, only a press keeps; the link allows one thing and nothing more."""

import datetime
import re

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from cohorts.actions import answer_session, cancel_session, leave_group, move_session
from cohorts.links import ANSWER, ANSWER_LASTS, UNWELL, answer_token, answerer
from cohorts.models import Attendance, LearningGroup
from tests.cohorts.walls import DAY, HOUR, NOVEMBER, wall
from tests.servers import Mailbox, text_of
from youdesign.notices.drain import drain
from youdesign.people.models import AuditEntry, Person


def link(session, person: Person, answer: str = "") -> str:
    """Return the address in the mail."""
    return f"/sessions/answer/{answer_token(session, person)}/" + (f"?answer={answer}" if answer else "")


@pytest.mark.django_db(transaction=True)
def test_from_the_mail_without_signing_in_and_a_scanner_changes_nothing(
    client: Client, plan, leader: Person, mailbox: Mailbox
) -> None:
    plan(starts_at=timezone.now() + DAY)
    drain(now=timezone.now())
    links = re.findall(r"(/sessions/answer/\S+)", text_of(mailbox.to(leader.email)[-1]))
    assert [found.partition("?answer=")[2] for found in links] == ["coming", "cannot", "not_sure"]
    for found in links * 2:
        assert client.get(found).status_code == 200
        client.head(found)
    assert not Attendance.objects.exists()
    text = client.get(links[0]).content.decode()
    assert re.search(r'value="coming"[^>]*checked', text)
    assert "You answer as Maureen Webb." in text
    said = client.post(links[0].partition("?")[0], {"answer": "coming"}, follow=True).content.decode()
    assert "Your group can see that you are coming." in said
    assert Attendance.objects.get().answer == "coming"
    assert AuditEntry.objects.filter(verb="answer", by=leader).count() == 1


def test_what_was_saved_is_shown_and_can_be_changed(client: Client, plan, leader: Person) -> None:
    session = plan()
    answer_session(session=session, by=leader, answer="cannot")
    assert re.search(r'value="cannot"[^>]*checked', client.get(link(session, leader)).content.decode())
    said = client.post(link(session, leader, "coming"), {"answer": "not_sure"}, follow=True).content.decode()
    assert re.search(r'value="not_sure"[^>]*checked', said)
    assert Attendance.objects.get().answer == "not_sure"


@pytest.mark.parametrize("answer", ["maybe", "", "x" * 500])
def test_an_answer_that_is_none_changes_nothing(client: Client, plan, leader: Person, answer: str) -> None:
    session = plan()
    assert client.get(link(session, leader, answer)).status_code == 200
    assert "Choose one of the three." in client.post(link(session, leader), {"answer": answer}).content.decode()
    assert not Attendance.objects.exists()


@time_machine.travel(NOVEMBER, tick=False)
def test_the_link_survives_a_move_and_shows_the_new_time(client: Client, plan, leader: Person, mentor: Person) -> None:
    session = plan(starts_at=wall("2026-11-26T18:00"))
    old = link(session, leader, "coming")
    move_session(session=session, by=mentor, starts_at=wall("2026-12-03T10:00"), ends_at=wall("2026-12-03T11:00"))
    text = client.get(old).content.decode()
    assert "Thursday 3 December" in text
    client.post(old, {"answer": "coming"})
    assert Attendance.objects.get().answer == "coming"


def test_times_are_hers(client: Client, plan, leader: Person) -> None:
    leader.time_zone = "Europe/Paris"
    leader.save()
    session = plan(starts_at=wall("2030-01-10T18:00"))
    assert "7pm to 8pm" in client.get(link(session, leader)).content.decode()


def test_what_is_over_or_called_off_says_so(client: Client, plan, leader: Person, mentor: Person) -> None:
    session = plan()
    cancel_session(session=session, by=mentor)
    assert "This session was called off." in client.get(link(session, leader)).content.decode()
    over = plan(starts_at=timezone.now() - DAY)
    assert "This session is over." in client.get(link(over, leader)).content.decode()
    said = client.post(link(over, leader), {"answer": "coming"}, follow=True).content.decode()
    assert "This session is over or was cancelled" in said
    assert not Attendance.objects.exists()


def tokens_that_open_nothing(session, leader: Person) -> dict[str, str]:
    """Return links of other purposes, torn ones, and one that ran out."""
    held = {"session": session.pk, "person": leader.pk}
    with time_machine.travel(timezone.now() - ANSWER_LASTS - HOUR, tick=False):
        old = answer_token(session, leader)
    return {
        "of another purpose": signing.dumps(held, salt=UNWELL),
        "torn": answer_token(session, leader)[:-2],
        "changed": signing.dumps(held, salt=ANSWER, key="somebody else's"),
        "old": old,
        "nothing": "x",
    }


def test_a_link_that_is_not_ours_or_too_old_opens_nothing(client: Client, plan, leader: Person) -> None:
    session = plan(starts_at=timezone.now() + 200 * DAY)
    for what, token in tokens_that_open_nothing(session, leader).items():
        assert answerer(token) is None, what
        answer = client.post(f"/sessions/answer/{token}/", {"answer": "coming"})
        assert answer.status_code == 410, what
        assert "This link does not work any more" in answer.content.decode()
    assert answerer(answer_token(session, leader)) is not None
    assert not Attendance.objects.exists()


def test_who_left_or_was_switched_off_answers_nothing(
    client: Client, plan, leader: Person, group: LearningGroup
) -> None:
    session = plan()
    address = link(session, leader)
    leave_group(group=group, person=leader, by=leader)
    assert client.post(address, {"answer": "coming"}).status_code == 410
    group.group_memberships.create(person=leader)
    Person.objects.filter(pk=leader.pk).update(is_active=False)
    assert client.post(address, {"answer": "coming"}).status_code == 410
    assert not Attendance.objects.exists()


def test_the_link_lasts_longer_than_any_message_is_early() -> None:
    assert datetime.timedelta(days=7) < ANSWER_LASTS
