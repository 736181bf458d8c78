"""The feed of a person's dates: what is in it, for whom, and that it says nothing that others should not read."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from cohorts.actions import cancel_session, leave_programme, move_session, pause_place
from cohorts.models import DebriefSession, LearningGroup
from mentoring.models import Match
from tests import factories
from youdesign.involvement.models import InvolvementEvent
from youdesign.notices.actions import make_feed
from youdesign.people.models import Person

Plan = Callable[..., DebriefSession]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def feed(leader: Person) -> str:
    """Where Maureen's calendar program reads."""
    return address(leader)


def address(person: Person) -> str:
    """Return the address of a new feed."""
    return f"/feeds/{make_feed(by=person)}.ics"


def read(path: str) -> dict[str, Any]:
    """Return the events that a program without our cookies gets, by the name that stays."""
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["UID"]).partition("@")[0]: event for event in events}


def test_it_holds_sessions_and_the_persons_own_dates(feed: str, leader: Person, group: LearningGroup) -> None:
    session = factories.DebriefSessionFactory(group=group)
    event = factories.InvolvementEventFactory(involvement__leader=leader)
    found = read(feed)
    assert set(found) == {str(session.calendar_uid), f"event-{event.pk}"}
    assert found[str(session.calendar_uid)]["DTSTART"].dt == session.starts_at
    assert str(found[f"event-{event.pk}"]["URL"]).endswith(f"/events/{event.pk}/")


def test_it_says_no_group_host_or_topic(feed: str, leader: Person, group: LearningGroup) -> None:
    factories.DebriefSessionFactory(group=group, title="Grief at work", agenda="Secret", bring="Secret")
    facts = {"involvement__host__name": "Riverside Hospice", "involvement__title": "Cancer board"}
    factories.InvolvementEventFactory(involvement__leader=leader, title="Scans", where="Oncology", **facts)
    text = Client().get(feed).content.decode().replace("\r\n ", "")
    for word in (group.name, "Grief", "Secret", "Riverside", "Cancer", "Scans", "Oncology", leader.name, "Ruth"):
        assert word not in text
    assert {str(event["SUMMARY"]) for event in read(feed).values()} == {"You Design group session", "You Design date"}


def test_a_moved_session_keeps_its_name_and_has_a_higher_number_as_in_its_file(
    feed: str, leader: Person, mentor: Person, group: LearningGroup, client: Client
) -> None:
    session = factories.DebriefSessionFactory(group=group)
    before = read(feed)[str(session.calendar_uid)]
    at = session.starts_at + DAY
    move_session(session=session, by=mentor, starts_at=at, ends_at=at + datetime.timedelta(hours=1))
    after = read(feed)[str(session.calendar_uid)]
    client.force_login(leader)
    [file] = Calendar.from_ical(client.get(f"/sessions/{session.pk}/session.ics").content).walk("VEVENT")
    assert (before["SEQUENCE"], after["SEQUENCE"], file["SEQUENCE"]) == (0, 1, 1)
    assert after["DTSTART"].dt == file["DTSTART"].dt == at
    assert after["UID"] == file["UID"]


def test_what_was_called_off_says_so(feed: str, leader: Person, mentor: Person, group: LearningGroup) -> None:
    session = factories.DebriefSessionFactory(group=group)
    cancel_session(session=session, by=mentor)
    cancelled = InvolvementEvent.State.CANCELLED
    factories.InvolvementEventFactory(involvement__leader=leader, state=cancelled, starts_at=timezone.now() + DAY)
    states = {(str(event["STATUS"]), event["SEQUENCE"]) for event in read(feed).values()}
    assert states == {("CANCELLED", 1)}


def test_the_last_three_months_are_in_it_and_no_more(feed: str, group: LearningGroup) -> None:
    now = timezone.now()
    kept, _ = (
        factories.DebriefSessionFactory(group=group, starts_at=now - days * DAY, ends_at=now - days * DAY + DAY / 24)
        for days in (90, 94)
    )
    assert set(read(feed)) == {str(kept.calendar_uid)}


def test_those_with_a_seat_get_the_sessions_and_those_who_only_coordinate_do_not(
    mentor: Person, coordinator: Person, stranger: Person, group: LearningGroup
) -> None:
    factories.DebriefSessionFactory(group=group)
    assert [len(read(address(person))) for person in (mentor, coordinator, stranger)] == [1, 0, 0]


def test_a_pause_keeps_the_dates_and_leaving_takes_them_away(feed: str, leader: Person, group: LearningGroup) -> None:
    factories.DebriefSessionFactory(group=group)
    place = leader.memberships.get()
    pause_place(membership=place, by=leader)
    assert len(read(feed)) == 1
    leave_programme(membership=place, by=leader)
    assert read(feed) == {}


def test_ten_times_the_dates_cost_the_same_queries(
    feed: str, leader: Person, group: LearningGroup, match: Match, django_assert_num_queries: Any
) -> None:
    for times in (3, 27):
        factories.DebriefSessionFactory.create_batch(times, group=group)
        factories.InvolvementEventFactory.create_batch(times, involvement__leader=leader)
        factories.TalkFactory.create_batch(times, match=match)
        for _ in range(times):
            factories.BuddyRequestFactory(buddy=leader, state="matched").asks.create(person=leader)
        with django_assert_num_queries(
            6
        ):  # whose it is, sessions, own dates, talks, dates as a buddy, what was taken out
            Client().get(feed)
