"""A leader's own notes for choosing, and what a mentor can say besides yes."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring import actions
from mentoring.choosing_notes import notes_of, read_words
from mentoring.models import ChoosingNotes, Match, MentorWait
from mentoring.problems import SavedElsewhere
from tests import factories
from tests.mentoring.test_actions import composed, owed, recorded
from tests.mentoring.test_pages import page, send
from tests.staff.seen import may
from youdesign.notices.kinds import Mail
from youdesign.people.models import AuditEntry, Person

pytestmark = pytest.mark.django_db
NOTES = reverse("choosing-notes")
SECRET = "She looked at her watch."


def write(leader: Person, version: int = 0, **words: str) -> None:
    """Let her keep these notes."""
    actions.write_choosing_notes(by=leader, words=words, version=version, now=timezone.now())


# --- Notes for choosing ---


def test_a_leader_writes_what_matters_and_how_each_hello_felt(client: Client, asked: Match, looking: Person) -> None:
    read = page(client, looking, NOTES)
    assert "Ruth Adeyemi" in read
    assert "Only you can read this. No mentor, and not programme staff either." in read
    typed = {"criteria": "Asks before advising.", f"about-{asked.pk}": SECRET, "version": 0}
    assert "Only you can read it." in send(client, looking, "choosing-notes", **typed)
    assert read_words(notes_of(looking)) == {"criteria": "Asks before advising.", str(asked.pk): SECRET}
    assert SECRET in page(client, looking, NOTES)


def test_nobody_else_ever_reads_them(
    client: Client, asked: Match, looking: Person, mentor: Person, coordinator: Person
) -> None:
    write(looking, **{str(asked.pk): SECRET})
    assert SECRET.encode() not in bytes(ChoosingNotes.objects.get().body)
    assert SECRET not in page(client, mentor, reverse("match-detail", args=[asked.pk]))
    for person in (mentor, coordinator):
        client.force_login(person)
        assert client.get(NOTES).status_code == 404
        assert not ChoosingNotes.objects.visible_to(person).exists()
    assert not may("SELECT body FROM mentoring_choosingnotes")
    assert SECRET not in str(list(AuditEntry.objects.values()))
    with pytest.raises(PermissionDenied):
        write(mentor, criteria="Not mine to write.")


def test_what_was_saved_elsewhere_is_not_written_over(client: Client, looking: Person) -> None:
    write(looking, criteria="First.")
    with pytest.raises(SavedElsewhere):
        write(looking, criteria="Second.")
    write(looking, criteria="First.")  # pressed twice
    client.force_login(looking)
    answer = client.post(NOTES, {"criteria": "Typed here.", "version": 0})
    read = answer.content.decode()
    assert (answer.status_code, "Typed here." in read, "First." in read) == (409, True, True)
    client.post(NOTES, {"criteria": "Both.", "version": 1})
    assert read_words(notes_of(looking)) == {"criteria": "Both."}
    write(looking, version=2)
    assert not ChoosingNotes.objects.exists()


def test_notes_about_a_hello_that_is_over_stay_with_their_writer(client: Client, asked: Match, looking: Person) -> None:
    write(looking, **{str(asked.pk): SECRET})
    actions.withdraw_choice(match=asked, by=looking)
    assert SECRET in page(client, looking, NOTES)


def test_a_key_that_is_gone_loses_nothing_that_was_typed(client: Client, looking: Person, settings: Any) -> None:
    write(looking, criteria="First.")
    settings.FIELD_KEYS = {"other": b"x" * 32}
    client.force_login(looking)
    answer = client.post(NOTES, {"criteria": "Typed here.", "version": 1})
    assert (answer.status_code, "Typed here." in answer.content.decode()) == (503, True)
    assert ChoosingNotes.objects.get().version == 1


# --- Not now, and passing on ---


@pytest.mark.parametrize("own", ["", "My mother is ill."])
def test_kind_words_go_with_not_now_and_one_s_own_come_first(
    client: Client, asked: Match, mentor: Person, looking: Person, own: str
) -> None:
    ready = factories.CodeFactory(listing="not_now_words", label="I am glad that you asked.")
    assert "I am glad that you asked." in page(client, mentor, reverse("match-not-now", args=[asked.pk]))
    send(client, mentor, "match-not-now", asked.pk, answer="1", ready=ready.pk, words=own)
    asked.refresh_from_db()
    assert (asked.state, asked.answer_words) == ("not_accepted", own or ready.label)
    mail = composed("match_not_now")
    assert isinstance(mail, Mail)
    assert "There are a few words for you on your page." in mail.body
    assert asked.answer_words not in mail.body
    read = page(client, looking)
    assert asked.answer_words in read
    assert reverse("concern-about", args=["answer", asked.pk]) in read
    assert not may("SELECT answer_words FROM mentoring_match")


def test_words_that_are_too_long_come_back(client: Client, asked: Match, mentor: Person) -> None:
    client.force_login(mentor)
    read = client.post(reverse("match-not-now", args=[asked.pk]), {"words": "so long " * 80}).content.decode()
    assert "Make it shorter: 500 characters at most." in read
    assert "so long so long" in read
    asked.refresh_from_db()
    assert asked.is_asked


def test_passing_on_asks_the_coordinator_and_tells_the_leader(
    client: Client, asked: Match, mentor: Person, looking: Person
) -> None:
    assert "Passed on. Priya Nair looks for somebody else." in send(client, mentor, "match-pass-on", asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.passed_on_at is None) == ("not_accepted", False)
    assert {("match_passed_on", "Maureen Webb"), ("mentor_wanted", "Priya Nair")} <= set(owed())
    assert MentorWait.objects.open().get().leader == looking
    mail = composed("match_passed_on")
    assert isinstance(mail, Mail)
    assert "heard you at the board" not in mail.body
    assert "Ruth Adeyemi passed it on: Priya Nair looks for somebody else for you" in page(client, looking)
    assert recorded("pass_on").about == looking
    assert "This has moved on" in send(client, mentor, "match-pass-on", asked.pk)


def test_only_the_mentor_passes_on(asked: Match, looking: Person, coordinator: Person) -> None:
    for person in (looking, coordinator):
        with pytest.raises(PermissionDenied):
            actions.pass_on_match(match=asked, by=person, now=timezone.now())


def test_kind_words_come_back_when_the_question_was_taken_back_meanwhile(
    client: Client, asked: Match, mentor: Person
) -> None:
    Match.objects.filter(pk=asked.pk).update(state="not_chosen")
    read = send(client, mentor, "match-not-now", asked.pk, answer="1", words="My hands are full until May.")
    assert "You had written: “My hands are full until May.”" in read
