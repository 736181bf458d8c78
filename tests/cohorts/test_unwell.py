"""Unwell today: one tap, told to whoever runs it and nobody else, the place kept, a recap afterwards."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.actions import answer_session, be_better_today, be_unwell_today
from cohorts.links import person_unwell, unwell_token
from cohorts.models import Attendance
from tests import factories
from tests.cohorts.walls import HOUR
from tests.servers import Mailbox
from youdesign.conversations.actions import post_message
from youdesign.notices.actions import owe_notice
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_tap_on_any_page_tells_whoever_runs_it_and_nobody_else(
    client: Client, plan, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    plan(starts_at=timezone.now() + HOUR)
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    assert 'action="/unwell-today/"' in client.get("/").content.decode()
    page = client.post("/unwell-today/", follow=True).content.decode()
    assert "Rest today" in page
    assert "Your seat is kept." in page
    drain(now=timezone.now())
    told = [mail["Subject"] for mail in mailbox.to(mentor.email)]
    assert [subject for subject in told if "Maureen Webb can't come" in subject] == told[-1:]
    assert Notice.objects.filter(kind="cannot_come").count() == 1
    assert leader.memberships.get().state == "active"


def test_from_a_reminder_it_works_without_signing_in_and_only_when_pressed(
    plan, leader: Person, mailbox: Mailbox
) -> None:
    plan(starts_at=timezone.now() + HOUR)
    drain(now=timezone.now())
    text = mailbox.to(leader.email)[-1].get_body(("plain",)).get_content()
    found = re.search(r"(/unwell-today/\S+)", text)
    assert found is not None
    signed_out = Client()
    assert "I am unwell today" in signed_out.get(found[1]).content.decode()
    assert not Attendance.objects.exists()
    assert "Rest today" in signed_out.post(found[1], {"wish": "unwell"}, follow=True).content.decode()
    assert Attendance.objects.get().answer == "cannot"
    assert "I can come after all" in signed_out.get(found[1]).content.decode()
    signed_out.post(found[1], {"wish": "better"})
    assert Attendance.objects.get().answer == "coming"


def test_afterwards_she_gets_a_recap_with_no_word_of_what_others_said(
    plan, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    session = plan(starts_at=timezone.now() + HOUR)
    be_unwell_today(by=leader, now=timezone.now())
    session.starts_at, session.ends_at = timezone.now() - 3 * HOUR, timezone.now() - 2 * HOUR
    session.save()
    plan(starts_at=timezone.now() + 100 * HOUR)
    post_message(room=session.group.room, by=mentor, text="private-words", client_id=uuid4())
    drain(now=timezone.now() + 26 * HOUR)
    recap = next(mail for mail in mailbox.to(leader.email) if "What you missed" in mail["Subject"])
    text = recap.get_body(("plain",)).get_content()
    assert "One message was written in your group's room." in text
    assert "Your group meets next on" in text
    assert "private-words" not in text


def test_who_could_come_after_all_gets_no_recap_and_nobody_is_told(plan, leader: Person, mailbox: Mailbox) -> None:
    plan(starts_at=timezone.now() + HOUR)
    be_unwell_today(by=leader, now=timezone.now())
    be_better_today(by=leader, now=timezone.now())
    drain(now=timezone.now() + 26 * HOUR)
    assert Notice.objects.get(kind="cannot_come").state == "withheld"
    assert not [mail for mail in mailbox.to(leader.email) if "What you missed" in mail["Subject"]]


def test_a_recap_that_was_promised_before_says_nothing_twice(plan, leader: Person, mailbox: Mailbox) -> None:
    session, now = plan(starts_at=timezone.now() + HOUR), timezone.now()
    be_unwell_today(by=leader, now=now)
    owe_notice("session_recap", object_id=str(session.pk), due_at=now, person=leader)
    drain(now=now + 26 * HOUR)
    assert len([mail for mail in mailbox.to(leader.email) if "What you missed" in mail["Subject"]]) == 1
    assert Notice.objects.get(kind="session_recap").reason == "The message of the day after says it."


def test_saying_so_twice_tells_once(plan, leader: Person) -> None:
    session = plan(starts_at=timezone.now() + HOUR)
    for _ in range(2):
        be_unwell_today(by=leader, now=timezone.now())
    answer_session(session=session, by=leader, answer="cannot")
    assert Notice.objects.filter(kind="cannot_come").count() == 1


@pytest.mark.parametrize("token", ["x", "eyJwZXJzb24iOjF9:1abc:forged", "a" * 300])
def test_a_link_that_is_not_ours_says_nothing_for_anybody(db: None, client: Client, token: str) -> None:
    assert person_unwell(token) is None
    assert client.post(f"/unwell-today/{token}/").status_code == 302


def test_the_link_is_for_one_person_and_not_for_one_who_was_switched_off(leader: Person) -> None:
    token = unwell_token(leader)
    assert person_unwell(token) == leader
    Person.objects.filter(pk=leader.pk).update(is_active=False)
    assert person_unwell(token) is None


def test_her_own_work_is_named_since_nobody_tells_a_host(plan, leader: Person, client: Client) -> None:
    work = factories.InvolvementFactory(leader=leader)
    soon, _ = (
        factories.InvolvementEventFactory(
            involvement=work, title=title, state="coming_up", starts_at=timezone.now() + away
        )
        for title, away in (("Board at two", HOUR), ("Far off", 30 * HOUR))
    )
    client.force_login(leader)
    page = client.get("/unwell-today/").content.decode()
    assert "We tell hosts nothing." in page
    assert f'href="/events/{soon.pk}/"' in page
    assert "Far off" not in page
    link = Client().get(f"/unwell-today/{unwell_token(leader)}/").content.decode()
    assert "Board at two" not in link  # whoever has the link may say that she is unwell, and read nothing of hers
