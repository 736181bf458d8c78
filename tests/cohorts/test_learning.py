"""What is written in a debrief: sealed, shown together, read by those who sat at the table and by nobody else."""

import datetime
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.actions import (
    add_cofacilitator,
    change_note,
    check_recap,
    forget_what_was_written_about,
    join_group,
    keep_recap,
    leave_group,
    set_next_step,
    show_writing,
    take_back_note,
    withdraw_turn,
    write_note,
    write_recap,
)
from cohorts.debrief_problems import NotTimeForQuestions
from cohorts.debriefing import Now
from cohorts.learning import (
    CLOSED,
    all_of,
    how_many_wrote,
    learnings_of,
    private_notes_of,
    words_of_note,
    writings_of,
)
from cohorts.models import DebriefSession, LearningGroup, LearningNote, LiveDebrief, Turn
from cohorts.next_steps import IfThen
from cohorts.problems import EnoughWritten, SavedMeanwhile, TurnTakenBack
from tests import factories
from tests.my_data.searching import everything
from youdesign.conversations.models import RoomState
from youdesign.notices.kinds import Mail, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.actions import block_person
from youdesign.people.blind import as_programme_staff
from youdesign.people.models import AuditEntry, Person, PersonKey

WORDS = "I wait for an invitation that nobody sends: zebra-lantern."


@pytest.fixture
def asif(group: LearningGroup) -> Person:
    """Asif, who sits in Maureen's group."""
    person = factories.MembershipFactory(cohort=group.cohort, person__name="Asif Khan").person
    return factories.GroupMembershipFactory(group=group, person=person).person


@pytest.fixture
def session(asif: Person, met: Callable[..., DebriefSession]) -> DebriefSession:
    """The session of yesterday, when Maureen, Asif and Ruth sat at the table."""
    return met()


@pytest.fixture
def write(session: DebriefSession) -> Callable[..., LearningNote]:
    """Return a function that writes a few words at yesterday's session."""

    def write_it(by: Person, kind: str = "learning", text: str = WORDS, **facts: Any) -> LearningNote:
        return write_note(session=session, by=by, kind=kind, text=text, **{"now": timezone.now()} | facts)

    return write_it


@pytest.fixture
def turn(session: DebriefSession, leader: Person) -> Turn:
    """Maureen's turn at it."""
    held = {"state": "held", "held_at": session.starts_at}
    return Turn.objects.create(group=session.group, person=leader, session=session, **held)


def said(told: list[Any]) -> list[str]:
    """Return the words."""
    return [each.words for each in told]


Write = Callable[..., LearningNote]


# --- Who reads what ---


def test_the_words_are_sealed_and_stand_nowhere_else(write: Write, leader: Person) -> None:
    note = write(leader)
    assert (words_of_note(note), everything("zebra-lantern")) == (WORDS, "")
    assert "zebra" not in f"{note} {note!r} {list(AuditEntry.objects.values())}"


def test_what_is_taken_is_read_by_the_table_at_once(
    write: Write, session: DebriefSession, leader: Person, asif: Person, mentor: Person
) -> None:
    write(leader)
    for reader in (leader, asif, mentor):
        assert said(learnings_of(session, reader)) == [WORDS]


def test_quiet_writing_is_its_authors_until_all_is_shown_together(
    write: Write, session: DebriefSession, leader: Person, asif: Person, mentor: Person
) -> None:
    write(leader, "writing", step=3)
    write(asif, "writing", "Mine.", step=3)
    write(asif, "writing", "Of another step.", step=4)
    assert said(writings_of(session, 3, leader)) == [WORDS]
    assert writings_of(session, 3, mentor) == []
    assert how_many_wrote(session, 3) == 2
    assert show_writing(session=session, step=3, by=mentor, now=timezone.now()) == 2
    assert show_writing(session=session, step=3, by=mentor, now=timezone.now()) == 0
    assert len({note.shown_at for note in LearningNote.objects.filter(step=3)}) == 1
    for reader in (leader, asif, mentor):
        assert said(writings_of(session, 3, reader)) == [WORDS, "Mine."]
    assert writings_of(session, 4, leader) == []


def test_what_is_written_after_the_others_were_shown_is_shown_at_once(
    write: Write, session: DebriefSession, leader: Person, asif: Person, mentor: Person
) -> None:
    write(leader, "writing", step=3)
    show_writing(session=session, step=3, by=mentor, now=timezone.now())
    write(asif, "writing", "Late.", step=3)
    assert said(writings_of(session, 3, leader)) == [WORDS, "Late."]


def test_private_notes_are_their_authors_for_ever(
    write: Write, session: DebriefSession, leader: Person, mentor: Person
) -> None:
    write(mentor, "private")
    show_writing(session=session, step=0, by=mentor, now=timezone.now())
    assert said(private_notes_of(session, mentor)) == [WORDS]
    assert private_notes_of(session, leader) == []


def test_whoever_joins_later_leaves_or_comes_back_reads_none_of_it(
    write: Write, session: DebriefSession, leader: Person, asif: Person, cohort: Any
) -> None:
    write(leader)
    new = factories.MembershipFactory(cohort=cohort).person
    join_group(group=session.group, person=new, by=session.group.cohort.programme.coordinator)
    assert learnings_of(session, new) == []
    write(asif, text="Mine stays mine.")
    leave_group(group=session.group, person=asif, by=asif)
    assert said(learnings_of(session, asif)) == ["Mine stays mine."]
    join_group(group=session.group, person=asif, by=session.group.cohort.programme.coordinator)
    assert said(learnings_of(session, asif)) == ["Mine stays mine."]
    assert said(learnings_of(session, leader)) == [WORDS, "Mine stays mine."]


def test_staff_coordinators_and_strangers_read_nothing(
    write: Write, session: DebriefSession, leader: Person, coordinator: Person, stranger: Person, chief: Person
) -> None:
    write(leader)
    for reader in (coordinator, stranger, chief):
        assert not any(all_of(session, reader).values())
    assert LearningNote not in admin.site._registry
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with as_programme_staff(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cohorts_learningnote")


def test_people_kept_apart_read_nothing_of_one_another(
    write: Write, session: DebriefSession, leader: Person, asif: Person, mentor: Person
) -> None:
    write(leader)
    write(asif, text="Of Asif.")
    block_person(person=asif, by=leader)
    assert said(learnings_of(session, leader)) == [WORDS]
    assert said(learnings_of(session, asif)) == ["Of Asif."]
    assert len(learnings_of(session, mentor)) == 2


def test_a_key_that_does_not_open_hides_nobody_elses_words(
    write: Write, session: DebriefSession, leader: Person, asif: Person
) -> None:
    write(leader)
    write(asif, text="Of Asif.")
    PersonKey.objects.filter(person=leader).update(wrapped=b"x" * 60)
    assert said(learnings_of(session, asif)) == [CLOSED, "Of Asif."]


def test_reading_costs_the_same_for_one_note_and_for_many(
    write: Write, session: DebriefSession, leader: Person, asif: Person
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            all_of(session, leader)
        return len(asked)

    write(leader)
    one = cost()
    for at in range(5):
        write(asif, text=f"Another {at}.")
    assert cost() == one == 2


# --- Writing, changing, taking back ---


def test_the_same_press_twice_is_one_note_and_other_words_are_another(write: Write, leader: Person) -> None:
    key = uuid4()
    first, again, other = (write(leader, text=text, client_id=key) for text in (WORDS, WORDS, "More."))
    assert first == again != other
    assert LearningNote.objects.count() == 2


def test_a_note_knows_the_step_as_its_template_called_it(write: Write, session: DebriefSession, leader: Person) -> None:
    LiveDebrief.objects.create(session=session, title="x", steps=[{"name": "Check-in round"}, {"name": "Reflect"}])
    assert [write(leader, text=f"{step}", step=step).step_name for step in (1, 2, None)] == ["Reflect", "", ""]


def test_nobody_writes_where_they_did_not_sit(
    write: Write, session: DebriefSession, stranger: Person, coordinator: Person, plan: Any, leader: Person
) -> None:
    for person in (stranger, coordinator):
        for kind in ("writing", "learning", "private"):
            with pytest.raises(PermissionDenied):
                write(person, kind, step=1)
        with pytest.raises(PermissionDenied):
            show_writing(session=session, step=1, by=person, now=timezone.now())
    coming, off = plan(), plan()
    DebriefSession.objects.filter(pk=off.pk).update(state="cancelled")
    for other in (coming, off):
        with pytest.raises(PermissionDenied):
            write_note(session=other, by=leader, kind="learning", text=WORDS, now=timezone.now())
    assert write_note(session=coming, by=leader, kind="private", text=WORDS, now=timezone.now())
    early = coming.starts_at - datetime.timedelta(minutes=14)
    assert write_note(session=coming, by=leader, kind="learning", text=WORDS, now=early)


def test_only_the_author_changes_and_takes_back(write: Write, leader: Person, asif: Person) -> None:
    note = write(leader)
    with pytest.raises(PermissionDenied):
        change_note(note=note, by=asif, text="Mine now.", version=1, now=timezone.now())
    with pytest.raises(PermissionDenied):
        take_back_note(note=note, by=asif)
    take_back_note(note=note, by=leader)
    with pytest.raises(PermissionDenied):
        change_note(note=note, by=leader, text="Back again.", version=1, now=timezone.now())
    assert not LearningNote.objects.exists()


def test_two_tabs_never_write_over_one_another(write: Write, leader: Person) -> None:
    note = write(leader)
    change_note(note=note, by=leader, text="One tab.", version=1, now=timezone.now())
    change_note(note=note, by=leader, text="One tab.", version=1, now=timezone.now())  # pressed twice
    with pytest.raises(SavedMeanwhile):
        change_note(note=note, by=leader, text="The other tab.", version=1, now=timezone.now())
    note.refresh_from_db()
    assert (words_of_note(note), note.version) == ("One tab.", 2)


def test_whoever_has_left_takes_back_and_rewords_nothing(write: Write, session: DebriefSession, asif: Person) -> None:
    note = write(asif)
    leave_group(group=session.group, person=asif, by=asif)
    with pytest.raises(PermissionDenied):
        change_note(note=note, by=asif, text="x", version=1, now=timezone.now())
    take_back_note(note=note, by=asif)
    assert not LearningNote.objects.exists()


def test_there_is_an_end_of_notes(write: Write, leader: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LearningNote, "MOST", 2)
    write(leader, text="1")
    write(leader, text="2")
    with pytest.raises(EnoughWritten):
        write(leader, text="3")


# --- About a turn ---


def take_back(turn: Turn, by: Person) -> int:
    """Withdraw a turn; return how many notes went with it."""
    before = LearningNote.objects.count()
    withdraw_turn(turn=turn, by=by)
    return before - LearningNote.objects.count()


def test_with_a_turn_goes_everything_that_anybody_wrote_about_it(
    write: Write, session: DebriefSession, turn: Turn, leader: Person, asif: Person, mentor: Person
) -> None:
    write(asif, turn=turn)
    write(mentor, "private", turn=turn)
    write(asif, "writing", step=2, turn=turn)
    write(asif, text="About my own work.")
    with pytest.raises(PermissionDenied):  # as long as it is not withdrawn
        forget_what_was_written_about(turn=turn, by=leader, now=timezone.now())
    assert take_back(turn, leader) == 3
    assert said(learnings_of(session, asif)) == ["About my own work."]
    assert LearningNote.objects.count() == 1


def test_next_steps_of_others_stay_theirs_and_lose_what_they_followed(
    session: DebriefSession, turn: Turn, leader: Person, asif: Person
) -> None:
    about = {"session": session, "turn": turn, "now": timezone.now()}
    theirs = set_next_step(by=asif, words=IfThen("a", "b"), **about)
    mine = set_next_step(by=leader, words=IfThen("a", "b"), **about)
    take_back(turn, leader)
    theirs.refresh_from_db()
    mine.refresh_from_db()
    assert (theirs.turn, mine.turn) == (None, turn)


def test_what_the_group_keeps_says_that_something_comes_out_until_it_is_changed(
    session: DebriefSession, turn: Turn, leader: Person, asif: Person, mentor: Person
) -> None:
    now = {"now": timezone.now()}
    kept = {"did": "One turn.", "learned": "Zebra-lantern.", "next_steps": ""}
    recap = write_recap(session=session, by=mentor, seen=0, **kept, **now)
    check_recap(session=session, by=asif, seen=1, is_right=False, words="Zebra-lantern is too much.", **now)
    take_back(turn, leader)
    recap.refresh_from_db()
    assert (recap.version, recap.withdrawn_at is None, recap.checks.count()) == (2, False, 0)
    with pytest.raises(SavedMeanwhile):  # from a page opened before
        write_recap(session=session, by=mentor, seen=1, **kept, **now)
    with pytest.raises(PermissionDenied):
        check_recap(session=session, by=asif, seen=2, is_right=True, words="", **now)
    write_recap(session=session, by=mentor, seen=2, did="One turn.", learned="Ask early.", next_steps="", **now)
    recap.refresh_from_db()
    assert (recap.version, recap.withdrawn_at) == (3, None)
    assert "zebra" not in everything("zebra-lantern")  # no earlier version is kept anywhere


def test_whoever_holds_the_notes_can_say_that_nothing_is_about_it(
    session: DebriefSession, turn: Turn, leader: Person, asif: Person, mentor: Person
) -> None:
    now = {"now": timezone.now()}
    recap = write_recap(session=session, by=mentor, seen=0, did="x", learned="y", next_steps="", **now)
    take_back(turn, leader)
    with pytest.raises(PermissionDenied):
        keep_recap(session=session, by=asif, seen=2, **now)
    for _ in range(2):  # pressed twice
        keep_recap(session=session, by=mentor, seen=2, **now)
    recap.refresh_from_db()
    assert (recap.version, recap.withdrawn_at) == (2, None)
    asked = Notice.objects.filter(kind="recap_to_check", occurrence="2").values_list("person", flat=True)
    assert set(asked) == {leader.pk, asif.pk}


def test_everybody_else_at_the_table_is_told_kindly_and_not_by_whom_or_what(
    write: Write, session: DebriefSession, turn: Turn, leader: Person, asif: Person, mentor: Person
) -> None:
    write(asif, turn=turn)
    write_recap(session=session, by=mentor, seen=0, did="x", learned=WORDS, next_steps="", now=timezone.now())
    take_back(turn, leader)
    told = {notice.person: notice for notice in Notice.objects.filter(kind="turn_taken_back")}
    assert set(told) == {asif, mentor}
    compose = all_kinds()["turn_taken_back"].compose
    to_asif, to_mentor = (compose(told[person]) for person in (asif, mentor))
    assert isinstance(to_asif, Mail)
    assert isinstance(to_mentor, Mail)
    assert "There is nothing that you have to do." in to_asif.body
    assert "take them out" in to_mentor.body
    assert to_mentor.link.endswith("/recap/")
    for mail in (to_asif, to_mentor):
        assert "Maureen" not in f"{mail}"
        assert "zebra" not in f"{mail}"


def test_a_turn_that_nobody_had_and_nobody_wrote_about_tells_nobody(
    session: DebriefSession, turn: Turn, leader: Person
) -> None:
    Turn.objects.filter(pk=turn.pk).update(held_at=None, state="offered")
    assert take_back(turn, leader) == 0
    assert not Notice.objects.filter(kind="turn_taken_back").exists()


def test_a_turn_of_another_session_or_taken_back_meanwhile_is_not_written_about(
    write: Write, turn: Turn, asif: Person
) -> None:
    Turn.objects.filter(pk=turn.pk).update(state="withdrawn")
    with pytest.raises(TurnTakenBack):
        write(asif, turn=turn)
    Turn.objects.filter(pk=turn.pk).update(state="held", session=factories.DebriefSessionFactory(group=turn.group))
    with pytest.raises(TurnTakenBack):
        write(asif, turn=turn)
    assert not LearningNote.objects.exists()


def test_when_the_owner_of_a_turn_is_erased_what_others_wrote_about_it_goes(
    write: Write, turn: Turn, leader: Person, asif: Person
) -> None:
    write(asif, turn=turn)
    turn.delete()
    assert not LearningNote.objects.exists()


def test_those_who_help_to_run_the_group_read_too(
    write: Write, session: DebriefSession, joan: Person, coordinator: Person, leader: Person
) -> None:
    write(leader)
    assert learnings_of(session, joan) == []
    add_cofacilitator(group=session.group, person=joan, by=coordinator)
    assert said(learnings_of(session, joan)) == [WORDS]


def test_while_the_debrief_goes_on_the_others_pages_hear_that_there_is_something_and_not_what(
    write: Write, session: DebriefSession, leader: Person, asif: Person
) -> None:
    room = session.group.room
    write(leader)
    assert not room.events.filter(kind="act").exists()
    RoomState.objects.filter(room=room).update(facts={"session": session.pk, "step": 2, "is_shown": True})
    write(leader, text="Another.")
    write(leader, "private", text="Mine.")
    write(asif, "writing", step=2, text="The first, and late.")
    assert room.events.filter(kind="act").count() == 2
    assert said(writings_of(session, 2, leader)) == ["The first, and late."]  # shown, though nobody had written before
    assert "Another" not in str(RoomState.objects.get().facts)


# --- Questions in writing ---


@pytest.fixture
def at_questions(session: DebriefSession) -> LiveDebrief:
    """The debrief of that session, still at its second step, which is one of questions."""
    now = Now(session=session.pk, facilitator=session.group.facilitator_id, step=1)
    RoomState.objects.update_or_create(room=session.group.room, defaults={"facts": now.facts()})
    steps = [{"name": how, "how": how} for how in ("turn", "questions", "listen")]
    return LiveDebrief.objects.create(session=session, title="Our debrief", steps=steps)


@pytest.mark.parametrize("step", [None, 0, 2, 3])
def test_a_question_is_asked_at_the_step_of_questions_and_nowhere_else(
    write: Write, at_questions: LiveDebrief, asif: Person, step: int | None
) -> None:
    once = {"text": "What for?", "client_id": uuid4()}
    asked = write(asif, "question", step=1, **once)
    with pytest.raises(NotTimeForQuestions):
        write(asif, "question", step=step)
    LiveDebrief.objects.update(ended_at=timezone.now())
    with pytest.raises(NotTimeForQuestions):
        write(asif, "question", step=1)
    assert write(asif, "question", step=1, **once) == asked  # sent again, as by a phone that heard no answer


def test_a_question_is_read_by_the_table_at_once_and_goes_with_the_turn_it_is_about(
    write: Write,
    at_questions: LiveDebrief,
    session: DebriefSession,
    leader: Person,
    asif: Person,
    stranger: Person,
    turn: Turn,
) -> None:
    asked = write(asif, "question", text="What would good look like?", step=1, turn=turn)
    assert asked.is_read_by_others
    assert said(all_of(session, leader)["question"]) == ["What would good look like?"]
    assert all_of(session, stranger)["question"] == []
    withdraw_turn(turn=turn, by=leader)
    assert not LearningNote.objects.exists()
