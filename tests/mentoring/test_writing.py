"""What the two write down: notes that only their writer reads, and next steps that both see and nobody fails."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring import actions
from mentoring.models import Match, NextStep, Talk, TalkNote
from mentoring.notes import note_of, read_note
from mentoring.own_words import step_in_words
from mentoring.problems import SavedElsewhere, StepHasMovedOn
from tests import factories
from tests.mentoring.test_agreements import page
from tests.staff.seen import may
from youdesign.people.models import AuditEntry, Person, PersonKey

pytestmark = pytest.mark.django_db
SECRET = "I was frightened of her, and I did not say so."
STEP = {"if_words": "they thank me and move on", "then_words": "I will ask who does what"}


@pytest.fixture
def talk(match: Match) -> Talk:
    """A talk of Maureen and Ruth."""
    talk: Talk = factories.TalkFactory(match=match)
    return talk


def write(talk: Talk, by: Person, text: str, version: int = 0) -> None:
    """Write a note, as somebody who saw this version."""
    actions.write_note(talk=talk, by=by, text=text, version=version, now=timezone.now())


def words_of(talk: Talk, person: Person) -> str:
    """What stands in somebody's own note."""
    return read_note(note_of(talk, person))


def set_step(match: Match, by: Person, whose: Person | None = None) -> NextStep:
    """Write down a step."""
    return actions.set_step(match=match, by=by, whose=whose or by, now=timezone.now(), **STEP)


def move(step: NextStep, by: Person, to: str) -> str:
    """Say what came of a step."""
    return actions.move_step(step=step, by=by, to=to, now=timezone.now()).state


def post(client: Client, person: Person, name: str, *args: Any, **data: Any) -> Any:
    """Send a form as this person."""
    client.force_login(person)
    return client.post(reverse(name, args=args), data)


# --- Notes ---


def test_each_has_a_note_of_their_own(talk: Talk, leader: Person, mentor: Person) -> None:
    write(talk, leader, SECRET)
    write(talk, mentor, "Ask about the board.")
    assert (words_of(talk, leader), words_of(talk, mentor)) == (SECRET, "Ask about the board.")
    assert SECRET.encode() not in b"".join(bytes(note.body) for note in TalkNote.objects.all())


def test_what_was_saved_elsewhere_is_not_written_over(talk: Talk, leader: Person) -> None:
    write(talk, leader, "First.")
    with pytest.raises(SavedElsewhere):
        write(talk, leader, SECRET, version=0)
    write(talk, leader, "First.", version=0)  # pressed twice
    write(talk, leader, SECRET, version=1)
    assert words_of(talk, leader) == SECRET
    write(talk, leader, "", version=2)
    assert not TalkNote.objects.exists()


def test_nobody_but_its_writer_reads_a_note(
    client: Client, talk: Talk, leader: Person, mentor: Person, coordinator: Person
) -> None:
    write(talk, leader, SECRET)
    assert SECRET in page(client, leader, "talk-note", talk.pk)
    for name in ("talk-note", "talk-detail"):
        assert SECRET not in page(client, mentor, name, talk.pk)
    page(client, coordinator, "talk-note", talk.pk, status=404)
    assert not may("SELECT body FROM mentoring_talknote")
    assert SECRET not in str(list(AuditEntry.objects.values()))


def test_a_stranger_writes_no_note(talk: Talk, stranger: Person, coordinator: Person) -> None:
    for person in (stranger, coordinator):
        with pytest.raises(PermissionDenied):
            write(talk, person, SECRET)


def test_two_windows_of_one_note_lose_nothing(client: Client, talk: Talk, leader: Person) -> None:
    assert post(client, leader, "talk-note", talk.pk, text="First.", version=0).status_code == 302
    answer = post(client, leader, "talk-note", talk.pk, text=SECRET, version=0)
    assert answer.status_code == 409
    read = answer.content.decode()
    assert SECRET in read
    assert "First." in read
    again = answer.context["form"]["version"].value()
    assert post(client, leader, "talk-note", talk.pk, text=SECRET, version=again).status_code == 302
    assert words_of(talk, leader) == SECRET


def test_a_note_that_cannot_be_opened_is_not_written_over(client: Client, talk: Talk, leader: Person) -> None:
    write(talk, leader, SECRET)
    PersonKey.objects.update(wrapped_with="gone")
    page(client, leader, "talk-note", talk.pk, status=503)
    answer = post(client, leader, "talk-note", talk.pk, text="New words.", version=1)
    assert answer.status_code == 503
    assert "New words." in answer.content.decode()
    assert TalkNote.objects.get().version == 1


def test_notes_stay_when_the_mentoring_has_ended(client: Client, talk: Talk, leader: Person) -> None:
    write(talk, leader, SECRET)
    Match.objects.update(state="ended_early")
    assert SECRET in page(client, leader, "talk-note", talk.pk)


# --- Next steps ---


@pytest.mark.parametrize("to", ["done", "let_go"])
def test_a_step_is_done_or_let_go_and_never_failed(match: Match, leader: Person, mentor: Person, to: str) -> None:
    step = set_step(match, leader)
    assert move(step, mentor, to) == to
    assert move(step, leader, to) == to  # pressed twice
    with pytest.raises(StepHasMovedOn):
        actions.change_step(step=step, by=leader, version=1, now=timezone.now(), **STEP | {"if_words": "it rains"})


def test_a_step_is_changed_as_often_as_one_likes(match: Match, leader: Person, mentor: Person) -> None:
    step = set_step(match, leader)
    for version, words in enumerate(("I will ask Helen", "I will write to Helen"), start=1):
        step = actions.change_step(
            step=step, by=mentor, version=version, now=timezone.now(), **STEP | {"then_words": words}
        )
    assert (step.state, step.then_words) == ("changed", "I will write to Helen")
    with pytest.raises(SavedElsewhere):
        actions.change_step(step=step, by=leader, version=1, now=timezone.now(), **STEP)
    assert move(step, leader, "done") == "done"


def test_only_the_two_and_only_for_the_two(match: Match, leader: Person, stranger: Person, coordinator: Person) -> None:
    step = set_step(match, leader)
    for person in (stranger, coordinator):
        with pytest.raises(PermissionDenied):
            set_step(match, person)
        with pytest.raises(PermissionDenied):
            move(step, person, "done")
    with pytest.raises(PermissionDenied):
        set_step(match, leader, whose=stranger)


def test_both_see_a_step_and_nobody_else(
    client: Client, match: Match, leader: Person, mentor: Person, coordinator: Person
) -> None:
    post(client, mentor, "step-new", match.pk, whose=leader.pk, **STEP)
    step = NextStep.objects.get()
    for person in (leader, mentor):
        assert STEP["then_words"] in page(client, person, "match-detail", match.pk)
    page(client, coordinator, "step-change", step.pk, status=404)
    assert not may("SELECT then_words FROM mentoring_nextstep")
    assert STEP["then_words"] in page(client, leader, "concern-about", "step", step.pk)
    post(client, leader, "step-move", step.pk)
    assert NextStep.objects.get().is_open  # nothing was said
    post(client, leader, "step-move", step.pk, to="done")
    assert NextStep.objects.get().state == "done"


def test_a_stale_step_comes_back_with_both_words(client: Client, match: Match, leader: Person, mentor: Person) -> None:
    step = set_step(match, leader)
    new = STEP | {"then_words": "I will write to Helen"}
    actions.change_step(step=step, by=mentor, version=1, now=timezone.now(), **new)
    answer = post(client, leader, "step-change", step.pk, version=1, **STEP | {"then_words": "I will ring Helen"})
    assert answer.status_code == 409
    for words in ("I will ring Helen", "I will write to Helen"):
        assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"if_words": ""}, "Write when it would be."),
        ({"then_words": ""}, "Write what you would do."),
        ({"then_words": "x" * 301}, "300 characters at most"),
        ({"whose": "0"}, "Choose whose step it is."),
    ],
)
def test_what_does_not_fit_comes_back(client: Client, match: Match, leader: Person, typed: Any, said: str) -> None:
    answer = post(client, leader, "step-new", match.pk, **{"whose": leader.pk} | STEP | typed)
    assert said in answer.content.decode()
    assert not NextStep.objects.exists()


def test_new_words_for_a_step_come_back_when_it_was_done_meanwhile(
    client: Client, match: Match, leader: Person, mentor: Person
) -> None:
    step = set_step(match, leader)
    move(step, mentor, "done")
    typed = {"if_words": "it is Monday", "then_words": "I will ring her", "version": 1}
    client.force_login(leader)
    read = client.post(reverse("step-change", args=[step.pk]), typed, follow=True).content.decode()
    assert f"{StepHasMovedOn.words} You had written: “If it is Monday, then I will ring her”" in read


@pytest.mark.parametrize(("state", "said"), [("set", "then I ask."), ("done", "then I ask. (Done)")])
def test_among_ones_own_words_only_a_step_that_is_over_says_what_came_of_it(state: str, said: str) -> None:
    step = NextStep(if_words="they move on", then_words="I ask", state=state)
    assert step_in_words(step)["text"] == f"If they move on, {said}"
