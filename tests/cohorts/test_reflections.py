"""Reflections: private by default, shared with whom their author chooses, closed to staff everywhere."""

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from cohorts.actions import change_reflection, share_reflection, stop_sharing_reflection, write_reflection
from cohorts.models import Reflection, ReflectionShare
from cohorts.reflections import plain, read
from tests import factories
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.blind import as_programme_staff
from youdesign.people.models import AuditEntry, Person, PersonKey

BACKEND = "django.contrib.auth.backends.ModelBackend"
WORDS = "They talked over me, and I said so: zebra-lighthouse."


@pytest.fixture
def event(leader: Person) -> InvolvementEvent:
    """Maureen's meeting of yesterday."""
    return factories.InvolvementEventFactory(involvement__leader=leader)


@pytest.fixture
def reflection(leader: Person, event: InvolvementEvent) -> Reflection:
    """What Maureen wrote about it."""
    return write_reflection(by=leader, event=event, words=plain(WORDS))


# --- Rules ---


def test_the_words_are_sealed_in_the_row(reflection: Reflection, leader: Person) -> None:
    stored = Reflection.objects.get()
    assert b"zebra" not in bytes(stored.body)
    assert read(stored, leader).text == WORDS
    assert "zebra" not in f"{stored} {stored!r}"


def test_nobody_else_reads_it(reflection: Reflection, mentor: Person, coordinator: Person, stranger: Person) -> None:
    coordinator.is_superuser = True
    coordinator.save()
    for person in (mentor, coordinator, stranger):
        assert not Reflection.objects.visible_to(person).exists()
        with pytest.raises(PermissionDenied):
            read(reflection, person)


def test_sharing_opens_it_to_one_person_until_it_stops(
    reflection: Reflection, leader: Person, mentor: Person, stranger: Person
) -> None:
    first, second = (share_reflection(reflection=reflection, person=mentor, by=leader) for _ in range(2))
    assert first == second
    assert read(reflection, mentor).text == WORDS
    assert not Reflection.objects.visible_to(stranger).exists()
    stop_sharing_reflection(reflection=reflection, person=mentor, by=leader)
    with pytest.raises(PermissionDenied):
        read(reflection, mentor)
    assert ReflectionShare.objects.get().ended_at is not None


def test_only_the_author_changes_and_shares(
    reflection: Reflection, leader: Person, mentor: Person, stranger: Person
) -> None:
    share_reflection(reflection=reflection, person=mentor, by=leader)
    with pytest.raises(PermissionDenied):
        change_reflection(reflection=reflection, by=mentor, words=plain("Mine now"), version=1)
    with pytest.raises(PermissionDenied):
        share_reflection(reflection=reflection, person=stranger, by=mentor)
    with pytest.raises(PermissionDenied):
        stop_sharing_reflection(reflection=reflection, person=mentor, by=mentor)
    with pytest.raises(PermissionDenied):
        share_reflection(reflection=reflection, person=leader, by=leader)


def test_changing_puts_new_words_in_the_row(reflection: Reflection, leader: Person) -> None:
    old = bytes(reflection.body)
    change_reflection(reflection=reflection, by=leader, words=plain("New words"), version=1)
    stored = Reflection.objects.get()
    assert read(stored, leader).text == "New words"
    assert bytes(stored.body) != old
    assert stored.changed_at > stored.written_at


def test_somebody_elses_event_cannot_be_written_about(stranger: Person, event: InvolvementEvent) -> None:
    with pytest.raises(PermissionDenied):
        write_reflection(by=stranger, event=event, words=plain("x"))


def test_audit_rows_hold_no_words(reflection: Reflection, leader: Person, mentor: Person) -> None:
    change_reflection(reflection=reflection, by=leader, words=plain(WORDS + " More."), version=1)
    share_reflection(reflection=reflection, person=mentor, by=leader)
    stop_sharing_reflection(reflection=reflection, person=mentor, by=leader)
    rows = AuditEntry.objects.filter(by=leader)
    assert {"write", "change", "share", "stop_sharing"} <= set(rows.values_list("verb", flat=True))
    assert "zebra" not in str(list(rows.values()))


# --- Staff ---


def test_staff_have_no_way_to_it() -> None:
    assert Reflection not in admin.site._registry
    assert ReflectionShare not in admin.site._registry


def test_the_role_behind_admin_cannot_select_the_words(reflection: Reflection) -> None:
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with as_programme_staff(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT body FROM cohorts_reflection")


def test_every_page_answers_staff_as_if_it_were_not_there(
    client: Client, reflection: Reflection, leader: Person, mentor: Person, coordinator: Person
) -> None:
    share_reflection(reflection=reflection, person=mentor, by=leader)
    coordinator.is_superuser = True
    coordinator.save()
    client.force_login(coordinator, BACKEND)
    for path in ("", "edit/"):
        assert client.get(f"/reflections/{reflection.pk}/{path}").status_code == 404
    assert client.post(f"/reflections/{reflection.pk}/readers/{mentor.pk}/stop/").status_code == 404
    assert str(reflection.pk) not in client.get("/reflections/").content.decode()
    assert client.get(f"/reflections/new/?event={reflection.event_id}").status_code == 404


# --- Pages ---


def test_writing_about_an_event(client: Client, leader: Person, event: InvolvementEvent) -> None:
    client.force_login(leader, BACKEND)
    page = f"/reflections/new/?event={event.pk}"
    text = client.get(page).content.decode()
    assert "The board meeting" in text
    assert "Only you can read this. Nobody else, not even programme staff." in text
    answer = client.post(page, {"text": "First line\r\nSecond line"}, follow=True)
    reflection = Reflection.objects.get()
    assert reflection.event == event
    assert read(reflection, leader).text == "First line\nSecond line"
    assert "Saved. Only you can read it." in answer.content.decode()


@pytest.mark.parametrize("event", ["x", "0", "999999999999999999999", "-1", "\u0661"])
def test_an_event_that_is_not_mine_is_not_found(client: Client, leader: Person, event: str) -> None:
    client.force_login(leader, BACKEND)
    assert client.get("/reflections/new/", {"event": event}).status_code == 404


def test_what_was_typed_is_kept_when_it_is_too_long(client: Client, leader: Person) -> None:
    client.force_login(leader, BACKEND)
    text = client.post("/reflections/new/", {"text": "zebra " * 4000}).content.decode()
    assert "<title>Error: Write a debrief" in text
    assert "Make it shorter: 20,000 characters at most." in text
    assert text.count("zebra") == 4000
    assert client.post("/reflections/new/", {"text": "a" * 20_000}).status_code == 302


@pytest.mark.parametrize("words", ["", "   \r\n ", "a\x00b"])
def test_words_that_cannot_be_kept_say_what_to_do(client: Client, leader: Person, words: str) -> None:
    client.force_login(leader, BACKEND)
    answer = client.post("/reflections/new/", {"text": words})
    assert "Error: Write a debrief" in answer.content.decode()
    assert not Reflection.objects.exists()


def test_markup_is_only_text(client: Client, leader: Person) -> None:
    client.force_login(leader, BACKEND)
    text = client.post("/reflections/new/", {"text": "<script>x</script>"}, follow=True).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;" in text


def test_changing_it(client: Client, leader: Person, reflection: Reflection) -> None:
    client.force_login(leader, BACKEND)
    page = f"/reflections/{reflection.pk}/edit/"
    assert "zebra-lighthouse" in client.get(page).content.decode()
    assert "New words" in client.post(page, {"text": "New words", "version": "1"}, follow=True).content.decode()
    assert "Error:" in client.post(page, {"text": ""}).content.decode()


def test_the_reader_reads_and_cannot_change(
    client: Client, leader: Person, mentor: Person, reflection: Reflection
) -> None:
    share_reflection(reflection=reflection, person=mentor, by=leader)
    client.force_login(mentor, BACKEND)
    assert "Maureen Webb" in client.get("/reflections/").content.decode()
    text = client.get(f"/reflections/{reflection.pk}/").content.decode()
    assert "zebra-lighthouse" in text
    assert "Maureen Webb shared this with you" in text
    assert "Change it" not in text
    assert client.get(f"/reflections/{reflection.pk}/edit/").status_code == 403
    assert client.post(f"/reflections/{reflection.pk}/readers/{mentor.pk}/stop/").status_code == 403


def test_the_author_stops_sharing_at_once(
    client: Client, leader: Person, mentor: Person, reflection: Reflection
) -> None:
    share_reflection(reflection=reflection, person=mentor, by=leader)
    client.force_login(leader, BACKEND)
    assert "Only you and Ruth Adeyemi can read this." in client.get(f"/reflections/{reflection.pk}/").content.decode()
    text = client.post(f"/reflections/{reflection.pk}/readers/{mentor.pk}/stop/", follow=True).content.decode()
    assert "Ruth Adeyemi can no longer read this." in text
    client.force_login(mentor, BACKEND)
    assert client.get(f"/reflections/{reflection.pk}/").status_code == 404


def test_a_key_that_does_not_fit_is_said_plainly_and_nothing_is_lost(
    client: Client, leader: Person, reflection: Reflection
) -> None:
    before = bytes(Reflection.objects.get().body)
    PersonKey.objects.filter(person=leader).update(wrapped_with="a-key-that-is-gone")
    client.force_login(leader, BACKEND)
    for page in (f"/reflections/{reflection.pk}/", f"/reflections/{reflection.pk}/edit/"):
        answer = client.get(page)
        assert answer.status_code == 503
        assert "We cannot open this just now" in answer.content.decode()
    answer = client.post(f"/reflections/{reflection.pk}/edit/", {"text": "Keep these too", "version": "1"})
    assert answer.status_code == 503
    assert "We cannot lock your words away safely just now" in answer.content.decode()
    assert "Keep these too" in answer.content.decode()
    assert bytes(Reflection.objects.get().body) == before
    text = client.post("/reflections/new/", {"text": "Keep these words"}).content.decode()
    assert "We cannot lock your words away safely just now" in text
    assert "Keep these words" in text


def test_the_list_asks_the_same_number_of_questions_for_few_and_many(
    client: Client, leader: Person, mentor: Person, event: InvolvementEvent, django_assert_num_queries
) -> None:
    client.force_login(leader, BACKEND)
    for count in (1, 12):
        for _ in range(count):
            share_reflection(
                reflection=write_reflection(by=leader, event=event, words=plain("x")), person=mentor, by=leader
            )
        with django_assert_num_queries(10):  # with how many parts the PDF has, and which events open
            client.get("/reflections/")
