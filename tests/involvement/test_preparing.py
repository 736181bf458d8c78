"""Notes before a date: sealed, for their writer alone, and no window writes over what another has saved unseen."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.factories import InvolvementEventFactory, InvolvementFactory
from youdesign.involvement.actions import prepare_for_event
from youdesign.involvement.models import InvolvementEvent, Preparation
from youdesign.involvement.preparing import ChangedElsewhere, notes_for, read_notes
from youdesign.people.models import AuditEntry, Person

WORDS = "I will ask who decides.\nThen I wait."


@pytest.fixture
def event(leader: Person) -> InvolvementEvent:
    """A meeting of Maureen's, next week."""
    work = InvolvementFactory(leader=leader, title="Discharge board")
    starts_at = timezone.now() + datetime.timedelta(days=7)
    return InvolvementEventFactory(involvement=work, title="December meeting", state="coming_up", starts_at=starts_at)


@pytest.fixture
def hers(leader: Person, client: Client) -> Client:
    """Maureen's browser."""
    client.force_login(leader)
    return client


def path_of(event: InvolvementEvent) -> str:
    return f"/events/{event.pk}/prepare/"


def test_she_writes_reads_and_changes_her_notes(hers: Client, leader: Person, event: InvolvementEvent) -> None:
    page = f"/events/{event.pk}/"
    assert path_of(event) in hers.get(page).content.decode()
    hers.post(path_of(event), {"text": WORDS, "version": "0"})
    shown = hers.get(page).content.decode()
    assert "I will ask who decides." in shown
    assert "My notes for it" in shown
    again = hers.get(path_of(event)).content.decode()
    assert "Then I wait." in again
    assert 'name="version" value="1"' in again
    hers.post(path_of(event), {"text": "Shorter.", "version": "1"})
    assert read_notes(notes_for(event, leader)) == "Shorter."
    assert [entry.noun for entry in AuditEntry.objects.filter(verb="prepare")] == ["involvement.involvementevent"] * 2


def test_the_database_holds_no_word_of_it(leader: Person, event: InvolvementEvent) -> None:
    prepare_for_event(event=event, by=leader, text=WORDS, version=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM involvement_preparation t")
        assert WORDS.encode().hex() not in cursor.fetchone()[0]
    assert "decides" not in str(list(AuditEntry.objects.values()))


def test_with_no_words_none_are_kept(hers: Client, leader: Person, event: InvolvementEvent) -> None:
    prepare_for_event(event=event, by=leader, text=WORDS, version=0)
    hers.post(path_of(event), {"text": "  ", "version": "1"})
    assert not Preparation.objects.exists()
    assert "My notes for it" not in hers.get(f"/events/{event.pk}/").content.decode()


def test_two_windows_never_write_over_one_another(hers: Client, leader: Person, event: InvolvementEvent) -> None:
    prepare_for_event(event=event, by=leader, text="From the phone.", version=0)
    answer = hers.post(path_of(event), {"text": "From the laptop.", "version": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "From the phone." in page
    assert "From the laptop." in page
    assert read_notes(notes_for(event, leader)) == "From the phone."
    assert 'name="version" value="1"' in page
    hers.post(path_of(event), {"text": "From both.", "version": "1"})
    assert read_notes(notes_for(event, leader)) == "From both."


def test_pressing_twice_is_no_other_window(leader: Person, event: InvolvementEvent) -> None:
    for _ in range(2):
        prepare_for_event(event=event, by=leader, text=WORDS, version=0)
    assert Preparation.objects.get().version == 1
    with pytest.raises(ChangedElsewhere):
        prepare_for_event(event=event, by=leader, text="Other.", version=0)


def test_nobody_else_reads_or_writes_them(
    leader: Person, mentor: Person, coordinator: Person, event: InvolvementEvent, client: Client
) -> None:
    prepare_for_event(event=event, by=leader, text=WORDS, version=0)
    for person in (mentor, coordinator):
        client.force_login(person)
        assert client.get(path_of(event)).status_code == 404
        assert notes_for(event, person) is None
        with pytest.raises(PermissionDenied):
            prepare_for_event(event=event, by=person, text="Mine now.", version=1)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": "x" * 10_001, "version": "0"}, "Make it shorter: 10,000 characters at most"),
        ({"text": "a\x00b", "version": "0"}, "There is a character in this that cannot be kept."),
        ({"text": "kept as typed", "version": "-1"}, "kept as typed"),
        ({"text": "kept as typed", "version": "9" * 30}, "kept as typed"),
        ({"text": "kept as typed"}, "kept as typed"),
    ],
)
def test_what_cannot_be_kept_comes_back(hers: Client, event: InvolvementEvent, sent: dict[str, str], said: str) -> None:
    assert said in hers.post(path_of(event), sent).content.decode()
    assert not Preparation.objects.exists()


def test_without_the_key_nothing_is_written_over(
    hers: Client, leader: Person, event: InvolvementEvent, settings: Any
) -> None:
    prepare_for_event(event=event, by=leader, text=WORDS, version=0)
    before = Preparation.objects.values().get()
    settings.FIELD_KEYS = {"other": b"x" * 32}
    seen, sent = hers.get(path_of(event)), hers.post(path_of(event), {"text": "New words.", "version": "1"})
    assert (seen.status_code, sent.status_code) == (503, 503)
    assert "They are still there, and nothing was changed." in seen.content.decode()
    assert "so we have not kept them" in sent.content.decode()
    assert "New words." in sent.content.decode()
    assert "We cannot open your notes just now." in hers.get(f"/events/{event.pk}/").content.decode()
    assert Preparation.objects.values().get() == before
