"""The page that makes the address of one's feed, shows it once, and stops it."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.my_data.searching import everything
from youdesign.notices.models import CalendarFeed
from youdesign.people.models import AuditEntry, Person

PAGE, MAKE, STOP = "/notices/calendar/", "/notices/calendar/make/", "/notices/calendar/stop/"


@pytest.fixture
def hers(client: Client, leader: Person) -> Client:
    """Maureen's window."""
    client.force_login(leader)
    return client


def shown(client: Client) -> str | None:
    """Return the path of the address on the page, or nothing where there is none."""
    box = r'id="feed-address" type="text" readonly value="https?://[^/]+(/feeds/[^"]+)"'
    found = re.search(box, client.get(PAGE).content.decode())
    return unescape(found[1]) if found else None


def test_the_address_is_made_by_a_button_and_shown_once(hers: Client) -> None:
    assert shown(hers) is None
    assert not CalendarFeed.objects.exists()
    answer = hers.post(MAKE)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    path = shown(hers)
    assert path is not None
    assert Client().get(path).status_code == 200
    assert shown(hers) is None
    assert "cannot show it again" in hers.get(PAGE).content.decode()


def test_the_address_itself_stands_nowhere_with_us(hers: Client) -> None:
    hers.post(MAKE)
    path = shown(hers)
    assert path is not None
    Client().get(path)
    assert everything(path.removeprefix("/feeds/").removesuffix(".ics")) == ""


def test_a_new_one_takes_the_place_of_the_old_one_at_once(hers: Client) -> None:
    hers.post(MAKE)
    old = shown(hers)
    hers.post(MAKE, {"replaces": CalendarFeed.objects.get().pk})
    new = shown(hers)
    assert old
    assert new
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


@pytest.mark.parametrize("replaces", ["", "987654", "-1", "x", "9" * 40])
def test_a_form_sent_twice_does_not_end_what_it_began(hers: Client, replaces: str) -> None:
    hers.post(MAKE)
    path = shown(hers)
    hers.post(MAKE, {"replaces": replaces})
    assert path is not None
    assert Client().get(path).status_code == 200
    assert "how it stands now" in hers.get(PAGE).content.decode()


def test_stopping_it_stops_it(hers: Client) -> None:
    hers.post(MAKE)
    path = shown(hers)
    assert path is not None
    assert hers.post(STOP)["Location"] == PAGE
    assert Client().get(path).status_code == 404
    assert "Make my calendar address" in hers.get(PAGE).content.decode()


def test_making_and_stopping_are_written_down(hers: Client, leader: Person) -> None:
    hers.post(MAKE)
    hers.post(STOP)
    written = AuditEntry.objects.filter(by=leader, about=leader, noun="notices.calendarfeed")
    assert sorted(written.values_list("verb", flat=True)) == ["make_feed", "stop_feed"]


def test_the_new_address_is_not_shown_to_whoever_uses_the_browser_next(hers: Client, mentor: Person) -> None:
    hers.post(MAKE)
    hers.force_login(mentor)
    assert shown(hers) is None


def test_an_address_stopped_in_another_window_is_not_shown(hers: Client, leader: Person) -> None:
    hers.post(MAKE)
    other = Client()
    other.force_login(leader)
    other.post(STOP)
    assert shown(hers) is None
