"""A session that begins in the evening and ends after midnight: it is saved, and its words name both days."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cohorts.models import DebriefSession, LearningGroup
from cohorts.times import span
from tests.cohorts.walls import LONDON, NOVEMBER, wall
from youdesign.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
NIGHT = {"on": "2027-01-12", "starts": "23:00", "ends": "00:30", "time_zone": "Europe/London"}


def planned(client: Client, group: LearningGroup, **typed: str) -> str:
    with time_machine.travel(NOVEMBER, tick=False):
        client.force_login(group.facilitator, BACKEND)
        return client.post(f"/groups/{group.pk}/sessions/new/", NIGHT | typed, follow=True).content.decode()


def test_it_is_saved_and_the_page_names_both_days(client: Client, group: LearningGroup) -> None:
    page = planned(client, group)
    session = DebriefSession.objects.get()
    assert (session.starts_at, session.ends_at) == (wall("2027-01-12T23:00"), wall("2027-01-13T00:30"))
    assert "Tuesday 12 January 2027, 11pm to Wednesday 13 January 2027, 12:30am" in page


def test_midnight_ends_the_day_it_closes() -> None:
    assert span(wall("2027-01-12T22:00"), wall("2027-01-13T00:00"), LONDON) == (
        "Tuesday 12 January 2027, 10pm to midnight"
    )


def test_a_reader_elsewhere_has_a_night_of_their_own(client: Client, group: LearningGroup, mentor: Person) -> None:
    Person.objects.filter(pk=mentor.pk).update(time_zone="Asia/Kolkata")
    assert "Wednesday 13 January 2027, 4:30am to 6am" in planned(client, group)
    begins, ends = wall("2027-01-12T18:00"), wall("2027-01-12T19:30")
    assert span(begins, ends, ZoneInfo("Asia/Kolkata")).endswith("11:30pm to Wednesday 13 January 2027, 1am")


@pytest.mark.parametrize(("ends", "words"), [("22:00", "It would end before it begins."), ("23:00", "as it begins")])
def test_what_no_night_can_hold_is_still_said(client: Client, group: LearningGroup, ends: str, words: str) -> None:
    assert words in planned(client, group, ends=ends)
    assert not DebriefSession.objects.exists()


def test_the_night_the_clocks_go_forward_offers_the_later_end(client: Client, group: LearningGroup) -> None:
    page = planned(client, group, on="2027-03-27", ends="01:30")
    assert "1:30am does not exist that night" in page
    assert "Take 11pm to 2:30am instead" in page
    planned(client, group, on="2027-03-27", ends="01:30", take_later="23:00 02:30")
    assert DebriefSession.objects.get().ends_at == datetime.datetime(2027, 3, 28, 1, 30, tzinfo=datetime.UTC)


def test_it_is_opened_for_a_change_as_it_was_typed(client: Client, plan, group: LearningGroup, mentor: Person) -> None:
    begins = timezone.now().replace(hour=23, minute=0, second=0, microsecond=0) + datetime.timedelta(days=5)
    session = plan(starts_at=begins, ends_at=begins + datetime.timedelta(hours=2), time_zone="Etc/UTC")
    client.force_login(mentor, BACKEND)
    page = client.get(f"/sessions/{session.pk}/edit/").content.decode()
    assert 'value="23:00"' in page
    assert 'value="01:00"' in page
