"""How the feed is asked for: nothing new is a short answer, and what is gone looks like what never was."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from cohorts.actions import cancel_session
from cohorts.models import DebriefSession, LearningGroup
from tests import factories
from youdesign.my_data.erasing import erase_person
from youdesign.notices.actions import make_feed, stop_feed
from youdesign.notices.models import CalendarFeed
from youdesign.people.actions import ask_to_be_erased
from youdesign.people.models import ErasureRequest, Person


@pytest.fixture
def session(group: LearningGroup) -> DebriefSession:
    """A session of Maureen's group."""
    return factories.DebriefSessionFactory(group=group)


@pytest.fixture
def feed(leader: Person, session: DebriefSession) -> str:
    """Where Maureen's calendar program reads."""
    return f"/feeds/{make_feed(by=leader)}.ics"


def test_what_has_not_changed_is_not_sent_again(feed: str, session: DebriefSession, mentor: Person) -> None:
    first = Client().get(feed)
    mark = first.headers["ETag"]
    again = Client().get(feed, headers={"if-none-match": mark})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", mark)
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"
    cancel_session(session=session, by=mentor)
    after = Client().get(feed, headers={"if-none-match": mark})
    assert (after.status_code, after.headers["ETag"] != mark) == (200, True)


def test_a_date_that_goes_changes_the_mark(feed: str, session: DebriefSession) -> None:
    mark = Client().get(feed).headers["ETag"]
    session.delete()
    assert Client().get(feed, headers={"if-none-match": mark}).status_code == 200


def test_time_that_passes_alone_is_no_news(feed: str, time_machine: TimeMachineFixture) -> None:
    mark = Client().get(feed).headers["ETag"]
    time_machine.move_to(timezone.now() + datetime.timedelta(days=1))
    assert Client().get(feed, headers={"if-none-match": mark}).status_code == 304


def test_a_head_has_no_body(feed: str) -> None:
    answer = Client().head(feed)
    assert (answer.status_code, answer.content, "ETag" in answer.headers) == (200, b"", True)


def test_what_is_stopped_renewed_or_switched_off_looks_like_what_never_was(leader: Person) -> None:
    never = Client().get("/feeds/never.ics")
    assert never.status_code == 404
    stopped = make_feed(by=leader)
    stop_feed(feed=CalendarFeed.objects.get(), by=leader)
    renewed = make_feed(by=leader)
    stands = make_feed(by=leader, replaces=CalendarFeed.objects.get().pk)
    assert Client().get(f"/feeds/{stands}.ics").status_code == 200
    Person.objects.filter(pk=leader.pk).update(is_active=False)
    for token in (stopped, renewed, stands, f"{stands}x", "é" * 200):
        answer = Client().get(f"/feeds/{token}.ics")
        assert (answer.status_code, without_nonces(answer.content)) == (404, without_nonces(never.content))


def without_nonces(page: bytes) -> bytes:
    """Return a page without what is new on each."""
    return b"".join(part.partition(b'"')[2] for part in page.split(b'nonce="'))


def test_erasing_a_person_ends_their_feed(feed: str, leader: Person) -> None:
    wish = ask_to_be_erased(person=leader, by=leader, now=timezone.now())
    assert erase_person(wish.pk, now=timezone.now() + ErasureRequest.WAITS) is not None
    assert Client().get(feed).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_one_address_is_not_read_without_end_and_others_go_on(feed: str, stranger: Person) -> None:
    assert [Client().get(feed).status_code for _ in range(61)] == [200] * 60 + [429]
    assert Client().get(f"/feeds/{make_feed(by=stranger)}.ics").status_code == 200


def test_only_reading_is_possible(feed: str) -> None:
    assert Client().post(feed).status_code == 405
