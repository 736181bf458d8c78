"""Coordinators look after the messages of their own programmes, and of no other."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.actions import plan_session
from cohorts.looking_after import ABOUT
from cohorts.models import DebriefSession, LearningGroup
from cohorts.notice_kinds import KINDS
from tests import factories
from youdesign.notices.actions import owe_notice, send_again
from youdesign.notices.looking_after import looked_after_by
from youdesign.notices.models import Notice
from youdesign.notices.troubles import sending_trouble, tell_staff
from youdesign.people.models import Person

STATES = {"waiting": True, "parked": True, "sent": False, "withheld": False, "gathered": False}
# They say who was there, and who was not, or what somebody thinks; or, by who gets none, who is kept apart from whom.
PRIVATE = (
    *("cannot_come", "session_recap", "session_after", "session_later", "recap_to_check", "recap_change_wanted"),
    *("proposal_new", "reflection_shared", "reflection_comment", "debrief_now", "debrief_check_in", "turn_taken_back"),
)
LIST = reverse("admin:notices_notice_changelist")


@pytest.fixture
def session(group: LearningGroup) -> DebriefSession:
    """A session of her own programme, with its reminders."""
    starts_at = timezone.now() + datetime.timedelta(days=9)
    by, ends_at = group.facilitator, starts_at + datetime.timedelta(hours=1)
    return plan_session(by=by, group=group, starts_at=starts_at, ends_at=ends_at)


@pytest.fixture
def elsewhere(stranger: Person) -> Notice:
    """A parked reminder of another programme."""
    session = factories.DebriefSessionFactory()
    now = timezone.now()
    notice = owe_notice("session_week", object_id=str(session.pk), due_at=now, person=stranger)
    return parked(notice)


def parked(notice: Notice | None) -> Notice:
    """Let it wait for staff."""
    assert notice is not None
    Notice.objects.filter(pk=notice.pk).update(state="parked", reason="There is nobody at this address (code 550).")
    notice.refresh_from_db()
    return notice


def test_every_kind_is_looked_after_or_private() -> None:
    named = [*PRIVATE, *(kind for kinds, _ in ABOUT for kind in kinds)]
    assert sorted(named) == sorted(kind.code for kind in KINDS)


def test_she_sees_her_programmes_messages_only(session: DebriefSession, elsewhere: Notice, coordinator: Person) -> None:
    hers = looked_after_by(coordinator)
    assert set(hers.values_list("object_id", flat=True)) == {str(session.pk)}
    assert not hers.filter(pk=elsewhere.pk).exists()


def test_who_cannot_come_stays_round_the_table(session: DebriefSession, leader: Person, coordinator: Person) -> None:
    owe_notice("cannot_come", object_id=str(session.pk), due_at=timezone.now(), person=session.group.facilitator)
    reminders = Notice.objects.filter(kind="session_week", object_id=str(session.pk))
    hers = looked_after_by(coordinator)
    assert not hers.filter(kind="cannot_come").exists()
    for state, is_hers in STATES.items():
        sent_at = timezone.now() if state == "sent" else None
        reminders.filter(person=leader).update(state=state, sent_at=sent_at, reason="As it is.")
        assert hers.filter(kind="session_week", person=leader).exists() == is_hers, state
    reminders.update(state="sent", sent_at=timezone.now())  # else the gap says who cannot come
    assert not hers.filter(kind="session_week").exists()


def test_she_sends_again_what_is_hers(
    session: DebriefSession, elsewhere: Notice, leader: Person, coordinator: Person
) -> None:
    mine = parked(Notice.objects.filter(person=leader, kind="session_week", object_id=str(session.pk)).first())
    assert send_again(notice=mine, by=coordinator).state == "waiting"
    with pytest.raises(PermissionDenied):
        send_again(notice=elsewhere, by=coordinator)


def test_a_member_looks_after_nothing(session: DebriefSession, leader: Person) -> None:
    assert not looked_after_by(leader).exists()


def test_her_list_opens_and_names_hers_alone(
    session: DebriefSession, elsewhere: Notice, coordinator: Person, client: Client
) -> None:
    call_command("load_starter_content", stdout=None)
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    client.force_login(coordinator)
    page: Any = client.get(LIST)
    assert {notice.object_id for notice in page.context["cl"].queryset} == {str(session.pk)}
    assert b"Maureen Webb" in page.content


def test_she_is_told_of_what_waits_for_her_and_counts_hers_alone(
    session: DebriefSession, elsewhere: Notice, leader: Person, coordinator: Person
) -> None:
    call_command("load_starter_content", stdout=None)
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    now = timezone.now()
    tell_staff(now)
    assert not Notice.objects.filter(kind="sending_trouble", person=coordinator).exists()
    parked(Notice.objects.filter(person=leader, kind="session_week", object_id=str(session.pk)).first())
    tell_staff(now)
    told = Notice.objects.get(kind="sending_trouble", person=coordinator)
    mail = sending_trouble(told)
    assert getattr(mail, "subject", "") == "One message could not be sent"
