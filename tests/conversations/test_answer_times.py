"""How soon somebody usually answers is worked out from what was asked of them, and said where enough was answered."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.models import LearningGroup
from tests import factories
from youdesign.conversations.answer_times import usual_days
from youdesign.conversations.models import Ask
from youdesign.people.actions import save_listing
from youdesign.people.models import Listing, Person


@pytest.fixture
def asif(group: LearningGroup) -> Person:
    """Asif, in Maureen's cohort, who is happy to be asked."""
    person = factories.MembershipFactory(cohort=group.cohort, person__name="Asif Khan").person
    save_listing(person=person, by=person, reach=Listing.Reach.COLLEAGUES, can_be_asked=True)
    return person


def asked(person: Person, *hours: float | None, state: str = "answered") -> None:
    """Let the person be asked once for each of these, the newest first, and answer after so many hours, or never."""
    for place, taken in enumerate(hours):
        at = timezone.now() - datetime.timedelta(days=30 + place)
        over = {} if taken is None else {"state": state, "answered_at": at + datetime.timedelta(hours=taken)}
        Ask.objects.create(asker=factories.PersonFactory(), asked=person, asked_at=at, **over)


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        ((1, 2, 3, 4, 5), 1),
        ((24, 24, 24, 1, 1), 1),
        ((25, 26, 40, 1, 48), 2),
        ((1, 1, 1, 60, 60, 60), 3),
        ((1, 1, 1, 1, 1, None, None, None, None), 1),
        ((1,) * 10 + (None,) * 20, 1),
        ((0, 0, 0, 0, 0), 1),
    ],
)
def test_more_than_half_of_the_last_ten_came_in_this_many_days(
    asif: Person, hours: tuple[float | None, ...], days: int
) -> None:
    asked(asif, *hours)
    assert usual_days([asif.pk]) == {asif.pk: days}


@pytest.mark.parametrize(
    "hours",
    [
        (),
        (1, 1, 1, 1),
        (1, 1, 1, 1, None, None, None),
        (1, 1, 1, 1, 1, None, None, None, None, None),
        (1, 1, 1, 1, *[15 * 24] * 3),
        (None,) * 10 + (1,) * 10,
    ],
)
def test_nothing_is_said_where_too_few_were_answered_or_too_late(asif: Person, hours: tuple[float | None, ...]) -> None:
    asked(asif, *hours)
    assert usual_days([asif.pk]) == {}


def test_not_now_is_an_answer_and_what_was_taken_back_or_is_new_does_not_count(asif: Person, leader: Person) -> None:
    asked(asif, 30, 30, 30, 30, 30, state="not_now")
    asked(asif, *[None] * 6)
    Ask.objects.open().update(state="taken_back")
    Ask.objects.create(asker=leader, asked=asif)
    assert usual_days([asif.pk]) == {asif.pk: 2}


def test_the_list_and_the_page_say_it_to_whom_may_ask_only(leader: Person, asif: Person, client: Client) -> None:
    client.force_login(leader)
    paths = ("/colleagues/", f"/colleagues/{asif.pk}/")
    assert all("Answers when they can." in client.get(path).content.decode() for path in paths)
    asked(asif, *[40] * 5)
    assert all("Usually answers in 2 days." in client.get(path).content.decode() for path in paths)
    save_listing(person=asif, by=asif, reach=Listing.Reach.COLLEAGUES)
    assert not any("Usually answers" in client.get(path).content.decode() for path in paths)


def test_it_is_one_query_for_a_whole_list(asif: Person, leader: Person) -> None:
    asked(asif, *[1] * 12)
    asked(leader, *[40] * 12)
    with CaptureQueriesContext(connection) as captured:
        assert usual_days([asif.pk, leader.pk]) == {asif.pk: 1, leader.pk: 2}
    assert len(captured) == 1
