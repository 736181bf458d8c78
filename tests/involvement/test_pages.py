"""A leader adds her work and its dates, and says what became of them."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import CodeFactory, HostFactory, InvolvementEventFactory, InvolvementFactory
from youdesign.involvement.models import Host, Involvement, InvolvementEvent

LIST, NEW = reverse("involvement-list"), reverse("involvement-new")
WORK = {"title": "Discharge board", "state": "under_way"}
DATE = {"title": "First meeting", "day": "2026-12-01", "time": "14:30", "where": "Room 4"}


@pytest.fixture
def maureen(client, leader):
    """Maureen's browser."""
    client.force_login(leader)
    return client


@pytest.fixture
def involvement(leader):
    """Maureen's board."""
    return InvolvementFactory(leader=leader, title="Discharge board")


@pytest.fixture
def event(involvement):
    """A meeting next week."""
    starts_at = timezone.now() + datetime.timedelta(days=7)
    return InvolvementEventFactory(involvement=involvement, state="coming_up", starts_at=starts_at)


def new_date(involvement: Involvement) -> str:
    """Return where a date is added."""
    return reverse("event-new", args=[involvement.pk])


def test_an_empty_list_says_what_to_do(maureen):
    page = maureen.get(LIST).content.decode()
    assert "No involvements yet" in page
    assert NEW in page


def test_she_adds_work_with_a_host_from_the_list(maureen, leader):
    host = HostFactory(name="Riverside NHS Trust")
    role = CodeFactory(listing="involvement_role", slug="board", label="Board member")
    answer = maureen.post(NEW, WORK | {"host": host.pk, "role": role.pk}, follow=True)
    page = answer.content.decode()
    involvement = Involvement.objects.get(leader=leader)
    assert answer.redirect_chain == [(reverse("involvement-detail", args=[involvement.pk]), 302)]
    for words in ("Added. Only you can see it.", "Discharge board", "Riverside NHS Trust", "Board member", "Under way"):
        assert words in page


def test_she_adds_a_host_that_is_not_in_the_list(maureen, leader):
    kind = CodeFactory(listing="host_kind", slug="charity")
    maureen.post(NEW, WORK | {"host_name": "Good Neighbours", "host_kind": kind.pk})
    host = Host.objects.get(name="Good Neighbours")
    assert (host.added_by, host.kind) == (leader, kind)
    maureen.post(NEW, WORK | {"host_name": "good neighbours", "host_kind": kind.pk})
    assert Host.objects.filter(name__iexact="good neighbours").count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": ""}, "Write a few words for the work"),
        ({}, "Choose the organisation, or write its name below"),
        ({"host_name": "Somewhere"}, "Choose what kind of organisation it is"),
        ({"host": 999999}, "Choose an organisation from the list, or add it below"),
        ({"state": "closed", "host_name": "x"}, "Select a valid choice"),
        ({"open_to_change": "x" * 501}, "500 characters at most"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_comes_back(maureen, sent, words):
    answer = maureen.post(NEW, WORK | {"open_to_change": "The leaflet"} | sent)
    page = answer.content.decode()
    assert words in page
    assert "<title>Error: Add an involvement" in page
    assert (sent.get("open_to_change") or "The leaflet") in page
    assert not Involvement.objects.exists()


def test_a_host_of_somebody_else_cannot_be_chosen(maureen, stranger):
    theirs = HostFactory(added_by=stranger, name="Sol's surgery")
    assert "Sol&#x27;s surgery" not in maureen.get(NEW).content.decode()
    assert "Choose an organisation from the list" in maureen.post(NEW, WORK | {"host": theirs.pk}).content.decode()


def test_she_moves_it_and_a_stale_button_is_explained(maureen, involvement):
    move = reverse("involvement-move", args=[involvement.pk])
    assert "Pause it" in maureen.get(reverse("involvement-detail", args=[involvement.pk])).content.decode()
    maureen.post(move, {"to": "paused"})
    assert Involvement.objects.get().state == "paused"
    for to in ("finished", "", "\x00"):
        assert "That has moved on meanwhile." in maureen.post(move, {"to": to}, follow=True).content.decode()
    assert Involvement.objects.get().state == "paused"


def test_she_adds_a_date_in_her_own_time(maureen, involvement, leader):
    leader.time_zone = "Europe/Paris"
    leader.save()
    page = maureen.post(new_date(involvement), DATE, follow=True).content.decode()
    event = InvolvementEvent.objects.get()
    assert event.starts_at == datetime.datetime(2026, 12, 1, 13, 30, tzinfo=datetime.UTC)
    assert event.time_zone == "Europe/Paris"
    assert "Tuesday 1 December 2026, 2:30pm" in page


def test_a_date_in_the_past_is_welcome_and_asks_for_a_debrief(maureen, involvement):
    page = maureen.post(new_date(involvement), DATE | {"day": "2026-01-05"}, follow=True).content.decode()
    event = InvolvementEvent.objects.get()
    assert f"{reverse('reflection-new')}?event={event.pk}" in page
    assert "It happened" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": ""}, "Write a few words"),
        ({"day": "2026-02-30"}, "Write a day that exists"),
        ({"day": "9999-12-31"}, "Check the year"),
        ({"day": "0001-01-01"}, "Check the year"),
        ({"time": "25:00"}, "Write a time, like 14:30"),
        ({"day": "2027-03-28", "time": "01:30"}, "The clocks go forward then"),
        ({"where": "x" * 251}, "250 characters at most"),
    ],
)
def test_a_date_that_cannot_be_is_explained_and_what_was_typed_comes_back(maureen, involvement, sent, words):
    page = maureen.post(new_date(involvement), DATE | sent).content.decode()
    assert words in page
    assert (sent.get("title") or "First meeting") in page or sent.get("title") == ""
    assert not InvolvementEvent.objects.exists()


def test_a_time_that_comes_twice_is_the_first_one(maureen, involvement):
    maureen.post(new_date(involvement), DATE | {"day": "2026-10-25", "time": "01:30"})
    assert InvolvementEvent.objects.get().starts_at == datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)


def test_an_event_moves_and_shows_where_it_is(maureen, event):
    detail, move = reverse("event-detail", args=[event.pk]), reverse("event-move", args=[event.pk])
    assert "Write my debrief" not in maureen.get(detail).content.decode()
    page = maureen.post(move, {"to": "happened"}, follow=True).content.decode()
    assert "Happened" in page
    assert "Write my debrief" in page
    assert "That has moved on meanwhile." in maureen.post(move, {"to": "missed"}, follow=True).content.decode()


def test_others_find_nothing_there(client, involvement, event, coordinator, stranger):
    paths = [reverse("involvement-detail", args=[involvement.pk]), reverse("event-detail", args=[event.pk])]
    posts = [reverse("involvement-move", args=[involvement.pk]), reverse("event-move", args=[event.pk])]
    for person in (coordinator, stranger):
        client.force_login(person)
        assert {client.get(path).status_code for path in [*paths, new_date(involvement)]} == {404}
        assert {client.post(path, {"to": "paused"}).status_code for path in [*posts, new_date(involvement)]} == {404}
    assert Involvement.objects.get().state == "under_way"


def test_pages_cost_the_same_for_few_and_for_many(maureen, leader, django_assert_num_queries):
    for count in (1, 12):
        for _ in range(count):
            involvement = InvolvementFactory(leader=leader)
            for _ in range(count):
                event = InvolvementEventFactory(involvement=involvement)
        with django_assert_num_queries(4):  # session, person, involvements, whom to phone
            maureen.get(LIST)
        with django_assert_num_queries(5):  # and the events
            maureen.get(reverse("involvement-detail", args=[involvement.pk]))
        with django_assert_num_queries(
            6
        ):  # session, person, event, its notes, the groups to debrief with, whom to phone
            maureen.get(reverse("event-detail", args=[event.pk]))
