"""The pages of what is written in a debrief: sent, refused with the text kept, changed in two tabs, taken back."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from cohorts.actions import leave_group, show_writing, write_note
from cohorts.learning import words_of_note
from cohorts.learning_box import learning_box
from cohorts.models import DebriefSession, LearningGroup, LearningNote, Turn
from tests import factories
from youdesign.people.models import Person, PersonKey

HELP = "You matter, and you do not have to carry this alone"


@pytest.fixture
def asif(group: LearningGroup) -> Person:
    """Asif, who sits in Maureen's group."""
    person = factories.MembershipFactory(cohort=group.cohort, person__name="Asif Khan").person
    return factories.GroupMembershipFactory(group=group, person=person).person


@pytest.fixture
def session(asif: Person, met: Callable[..., DebriefSession]) -> DebriefSession:
    """The session of yesterday."""
    return met()


@pytest.fixture
def note(session: DebriefSession, leader: Person) -> LearningNote:
    """What Maureen takes with her."""
    return write_note(session=session, by=leader, kind="learning", text="Ask first.", now=timezone.now())


@pytest.fixture
def maureen(client: Client, leader: Person) -> Client:
    """A browser in which Maureen is signed in."""
    client.force_login(leader)
    return client


def post(client: Client, session: DebriefSession, text: str = "I ask first.", **said: Any) -> Any:
    """Send a few words."""
    return client.post(f"/sessions/{session.pk}/learning/write/", {"kind": "learning", "text": text, **said})


def text_of(answer: Any) -> str:
    """Return a page as text."""
    return answer.content.decode()


def test_what_is_sent_is_kept_and_read_on_the_page(
    maureen: Client, session: DebriefSession, asif: Person, client: Client
) -> None:
    assert post(maureen, session)["Location"] == f"/sessions/{session.pk}/learning/"
    page = text_of(maureen.get(f"/sessions/{session.pk}/learning/"))
    assert "Saved. Those at the table can read it." in page
    assert "I ask first." in page
    other = Client()
    other.force_login(asif)
    page = text_of(other.get(f"/sessions/{session.pk}/learning/"))
    assert "I ask first." in page
    assert "Maureen Webb" in page
    assert f"/tell-someone/about/learning/{LearningNote.objects.get().pk.int}/" in page
    assert "Notes for myself" not in page  # which are for whoever runs it


def test_it_goes_back_to_the_live_page_of_that_session_and_nowhere_else(
    maureen: Client, session: DebriefSession
) -> None:
    live, here = f"/sessions/{session.pk}/live/", f"/sessions/{session.pk}/learning/"
    assert post(maureen, session, next=live)["Location"] == live
    others = (
        "https://evil.example/",
        "//evil.example/",
        f"/sessions/{session.pk + 1}/live/",
        f"{live}?x",
        "javascript:x",
    )
    for at, other in enumerate(others):
        assert post(maureen, session, text=f"{at}", next=other)["Location"] == here


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Write something first"),
        ("   ", "Write something first"),
        ("x" * 200_000, "Make it shorter: 2,000 characters at most."),
        ("a\x00b", "cannot"),
    ],
)
def test_what_cannot_be_kept_comes_back_in_the_box_with_the_reason(
    maureen: Client, session: DebriefSession, text: str, says: str
) -> None:
    answer = post(maureen, session, text=text)
    assert answer.status_code == 200
    assert says in text_of(answer)
    assert text.strip().replace("\x00", "")[:50] in text_of(answer)
    assert not LearningNote.objects.exists()


def test_letters_of_every_direction_and_html_are_shown_as_they_were_typed(
    maureen: Client, session: DebriefSession
) -> None:
    words = "\u202e\u05d0\u05e0\u05d9\u202c <script>alert(1)</script> & “so”"
    post(maureen, session, text=words)
    assert words_of_note(LearningNote.objects.get()) == words
    page = text_of(maureen.get(f"/sessions/{session.pk}/learning/"))
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "secret"},
        {"kind": ""},
        {"kind": "writing"},
        {"at_step": "-1"},
        {"at_step": "99999"},
        {"of_turn": "1"},
        {"next": "x" * 300},
    ],
)
def test_what_no_page_of_ours_sends_is_a_bad_request(
    maureen: Client, session: DebriefSession, said: dict[str, str]
) -> None:
    assert post(maureen, session, **said).status_code == 400
    assert not LearningNote.objects.exists()


def test_the_same_press_twice_is_there_once(maureen: Client, session: DebriefSession) -> None:
    key = str(uuid4())
    for _ in range(2):
        post(maureen, session, client_id=key)
    assert LearningNote.objects.count() == 1


def test_a_turn_taken_back_meanwhile_keeps_the_text_for_another_save(
    maureen: Client, session: DebriefSession, asif: Person
) -> None:
    turn = Turn.objects.create(group=session.group, person=asif, session=session, state="withdrawn")
    page = text_of(post(maureen, session, of_turn=str(turn.pk)))
    assert "the turn was taken back while you wrote" in page
    assert "I ask first." in page
    assert 'name="of_turn"' not in page


def test_what_is_not_kept_for_another_reason_still_goes_with_the_turn_it_is_about(
    maureen: Client, session: DebriefSession, asif: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = Turn.objects.create(group=session.group, person=asif, session=session, state="held", held_at=session.ends_at)
    monkeypatch.setattr(LearningNote, "MOST", 0)
    page = text_of(post(maureen, session, of_turn=str(turn.pk)))
    assert "as much as one session can hold" in page
    assert f'name="of_turn" value="{turn.pk}"' in page


def test_whoever_has_no_seat_there_finds_nothing(
    session: DebriefSession, note: LearningNote, stranger: Person, coordinator: Person, asif: Person
) -> None:
    new = factories.GroupMembershipFactory(group=session.group).person
    for person, status in ((stranger, 404), (coordinator, 403), (new, 403)):
        other = Client()
        other.force_login(person)
        assert other.get(f"/sessions/{session.pk}/learning/").status_code == status
        assert post(other, session).status_code == status
        assert other.get(f"/learning/{note.pk}/").status_code == 404
        assert other.post(f"/learning/{note.pk}/take-back/").status_code == 404
    assert LearningNote.objects.count() == 1
    reader = Client()
    reader.force_login(asif)
    assert reader.get(f"/learning/{note.pk}/").status_code == 403
    assert reader.post(f"/learning/{note.pk}/", {"text": "x", "version": "1"}).status_code == 403


def test_two_tabs_show_both_and_write_over_nothing(maureen: Client, note: LearningNote) -> None:
    page = f"/learning/{note.pk}/"
    assert maureen.post(page, {"text": "In one tab.", "version": "1"}).status_code == 302
    answer = maureen.post(page, {"text": "In the other.", "version": "1"})
    assert answer.status_code == 409
    assert "In one tab." in text_of(answer)
    assert "In the other." in text_of(answer)
    for version in ("", "x", "9" * 30):
        assert maureen.post(page, {"text": "Unseen.", "version": version}).status_code == 409
    assert maureen.post(page, {"text": "Both.", "version": "2"}).status_code == 302
    note.refresh_from_db()
    assert words_of_note(note) == "Both."


def test_taking_back_removes_it_and_whoever_left_still_can(
    maureen: Client, session: DebriefSession, note: LearningNote, leader: Person
) -> None:
    leave_group(group=session.group, person=leader, by=leader)
    assert "Ask first." in text_of(maureen.get("/learning/"))
    page = text_of(maureen.get(f"/learning/{note.pk}/"))
    assert "Ask first." in page
    assert "<textarea" not in page
    assert maureen.post(f"/learning/{note.pk}/", {"text": "x", "version": "1"}).status_code == 200
    assert maureen.post(f"/learning/{note.pk}/take-back/")["Location"] == "/learning/"
    assert "Nothing yet" in text_of(maureen.get("/learning/"))


def test_a_key_that_does_not_open_loses_nothing(maureen: Client, session: DebriefSession, note: LearningNote) -> None:
    sealed = bytes(note.body)
    PersonKey.objects.update(wrapped=b"x" * 60)
    assert "We cannot open this just now" in text_of(maureen.get(f"/sessions/{session.pk}/learning/"))
    answer = maureen.get(f"/learning/{note.pk}/")
    assert answer.status_code == 503
    assert maureen.post(f"/learning/{note.pk}/", {"text": "Over it.", "version": "1"}).status_code == 503
    answer = post(maureen, session, text="Not lost.")
    assert "We cannot lock your words away safely just now" in text_of(answer)
    assert "Not lost." in text_of(answer)
    note.refresh_from_db()
    assert bytes(note.body) == sealed
    assert LearningNote.objects.count() == 1


def test_words_of_self_harm_bring_help_to_the_writer_alone(
    maureen: Client, session: DebriefSession, mentor: Person
) -> None:
    page = text_of(maureen.get(f"/sessions/{session.pk}/learning/"))
    assert "data-crisis hidden" in page
    post(maureen, session, text="I cannot go on like this.")
    page = text_of(maureen.get(f"/sessions/{session.pk}/learning/"))
    assert HELP in page
    assert "data-crisis hidden" not in page
    other = Client()
    other.force_login(mentor)
    assert "data-crisis hidden" in text_of(other.get(f"/sessions/{session.pk}/learning/"))


# --- The box of the live page ---


def box(person: Person, session: DebriefSession, **facts: Any) -> str:
    """Return the box as it is drawn."""
    asked = {"step": 3, "how": "writing"} | facts
    return render_to_string(
        "cohorts/learning_box.html", {"box": learning_box(person, session, **asked), "csrf_token": "x"}
    )


def test_help_comes_without_scripts_where_words_come_back(
    maureen: Client, session: DebriefSession, note: LearningNote
) -> None:
    long = "I want to die. " + "x" * LearningNote.LONGEST
    change = f"/learning/{note.pk}/"
    for page, sent in (
        (f"/sessions/{session.pk}/learning/write/", {"kind": "learning"}),
        (change, {"version": "1"}),
    ):
        shown = text_of(maureen.post(page, sent | {"text": long}))
        assert HELP in shown
        assert "data-crisis hidden" not in shown
    assert "data-crisis hidden" in text_of(maureen.get(change))


def test_the_box_of_a_quiet_step_shows_ones_own_and_then_everybodys(
    session: DebriefSession, leader: Person, asif: Person, mentor: Person
) -> None:
    for person, words in ((leader, "Mine."), (asif, "Of Asif.")):
        write_note(session=session, by=person, kind="writing", text=words, step=3, now=timezone.now())
    page = box(leader, session)
    assert "Mine." in page
    assert "Of Asif." not in page
    assert "2 people have written something." in page
    show_writing(session=session, step=3, by=mentor, now=timezone.now())
    assert "Of Asif." in box(leader, session)
    assert "Of Asif." not in box(leader, session, step=4)


def test_the_box_has_private_notes_for_whoever_leads_and_says_whose_turn_it_is_about(
    session: DebriefSession, leader: Person, asif: Person
) -> None:
    turn = Turn.objects.create(group=session.group, person=asif, session=session, state="held", held_at=timezone.now())
    page = box(leader, session, how="round", turn=turn)
    assert "This is about the turn of Asif Khan, who owns what is written about it." in page
    assert f'value="{turn.pk}"' in page
    assert "Notes for myself" not in page
    assert "Write quietly" not in page
    assert "Notes for myself" in box(leader, session, keeps_notes=True)
