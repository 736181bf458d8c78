"""Who saw what about me: what others did is listed in words, what I did is not, and what is not listed is said."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from youdesign.people import audit
from youdesign.people.actions import ask_for_my_data, note_looks
from youdesign.people.models import AccessLog, Person

PAGE = "/my-data/who-saw/"


@pytest.fixture
def look(leader: Person, mentor: Person) -> AccessLog:
    """Ruth looked at what Maureen needs."""
    facts = {"what": "needs", "why": "To run a session.", "place": "session 1"}
    return note_looks(by=mentor, about=[leader], now=timezone.now(), **facts)[0]


def test_what_staff_changed_is_listed_with_who_and_what(leader: Person, coordinator: Person, client: Client) -> None:
    audit.record("change account", leader, by=coordinator, about=leader, fields="phone_hours")
    audit.record("say what I need", leader, by=leader, about=leader)
    client.force_login(leader)
    page = client.get(PAGE).content.decode()
    assert "Priya Nair" in page
    assert "changed something on your account: phone hours" in page
    assert "say what I need" not in page
    assert "What is not listed" in page


def test_a_download_is_listed_even_when_it_was_me(leader: Person, client: Client) -> None:
    ask_for_my_data(person=leader, by=leader, now=timezone.now())
    client.force_login(leader)
    assert "asked for everything about you" in client.get(PAGE).content.decode()


def test_somebody_else_sees_nothing_of_it(look: AccessLog, stranger: Person, client: Client) -> None:
    client.force_login(stranger)
    assert "Nobody so far" in client.get(PAGE).content.decode()


def test_looking_at_oneself_is_no_look(leader: Person) -> None:
    assert note_looks(by=leader, about=[leader], what="needs", why="x", place="", now=timezone.now()) == []


@pytest.mark.parametrize("change", [{"why": "another"}, {"at": timezone.now()}, None])
def test_a_look_is_never_changed_or_deleted(look: AccessLog, change: dict[str, object] | None) -> None:
    def alter() -> None:
        with transaction.atomic():
            AccessLog.objects.update(**change) if change else AccessLog.objects.all().delete()
            connection.check_constraints()

    with pytest.raises(IntegrityError, match="cannot be changed or deleted"):
        alter()


def test_the_page_asks_the_same_number_of_questions_for_few_and_many(
    leader: Person, coordinator: Person, client: Client, django_assert_num_queries
) -> None:
    client.force_login(leader)
    client.get(PAGE)
    for _ in range(2):
        with django_assert_num_queries(5):
            client.get(PAGE)
        for _ in range(5):
            audit.record("change account", leader, by=coordinator, about=leader, fields="phone")
