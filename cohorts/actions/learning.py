"""Writing in a debrief, changing it, taking it back, showing what was written quietly; forgetting with a turn."""

import datetime
import uuid
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from cohorts.actions.live_state import stand
from cohorts.actions.reflections import once
from cohorts.debrief_problems import NotTimeForQuestions
from cohorts.debriefing import How
from cohorts.learning import name_of_step, seal_note, words_of_note
from cohorts.models import DebriefSession, LearningNote, SessionRecap, Turn
from cohorts.policies import can_change_note, can_take_back_note, can_write_note, sits_at_table
from cohorts.problems import EnoughWritten, SavedMeanwhile, TurnTakenBack
from youdesign.conversations.actions import hold_state, keep_state
from youdesign.conversations.models import RoomState
from youdesign.notices.actions import owe_notice
from youdesign.people.audit import record
from youdesign.people.models import Draft, Person

Kind = LearningNote.Kind


@transaction.atomic
def write_note(
    *,
    session: DebriefSession,
    by: Person,
    kind: str,
    text: str,
    now: datetime.datetime,
    step: int | None = None,
    turn: Turn | None = None,
    client_id: uuid.UUID | None = None,
) -> LearningNote:
    """Keep a few words of somebody at the table, sealed with their key; sent twice from one page, they are there once.

    What is written quietly after the others were shown is shown at once. A question is asked at its step alone.
    Raises NotTimeForQuestions, TurnTakenBack, EnoughWritten.
    """
    if not can_write_note(by, session, kind, now):
        raise PermissionDenied
    state = hold_state(session.group.room)  # what is written and what is shown take turns
    key = once(client_id or uuid.uuid4(), str(session.pk), kind, str(step), text)
    there = LearningNote.objects.filter(pk=key, author=by).first()
    if there is not None:
        return there
    if kind == Kind.QUESTION and not asks_at(session, step, state):
        raise NotTimeForQuestions
    if LearningNote.objects.filter(session=session, author=by).count() >= LearningNote.MOST:
        raise EnoughWritten
    note = LearningNote(id=key, author=by, session=session, kind=kind, step=step, written_at=now, changed_at=now)
    note.turn, note.step_name = still_there(turn, session), name_of_step(session, step)
    note.shown_at = now if kind == Kind.WRITING and is_shown(session, step, state) else None
    note.body = seal_note(note, text)
    note.save(force_insert=True)
    record("write", note, by=by, about=by, session=session.pk, kind=kind)
    if kind != Kind.PRIVATE and goes_on(session, state):
        keep_state(state, state.facts, by=by)  # so that the others' pages look again
    return note


def goes_on(session: DebriefSession, state: RoomState) -> bool:
    """Return whether it is this session that the group's room is in."""
    return bool(state.facts.get("session") == session.pk)


def asks_at(session: DebriefSession, step: int | None, state: RoomState) -> bool:
    """Return whether the debrief is at this step now, and it is one of questions."""
    found = stand(session, state)
    return found is not None and found[1].step == step and found[0].steps[step]["how"] == How.QUESTIONS


def still_there(turn: Turn | None, session: DebriefSession) -> Turn | None:
    """Return the turn of this session that somebody writes about, held so that it cannot be taken back meanwhile."""
    if turn is None:
        return None
    found = Turn.objects.select_for_update(of=("self",), no_key=True).filter(pk=turn.pk, session=session)
    there = found.exclude(state=Turn.State.WITHDRAWN).first()
    if there is None:
        raise TurnTakenBack
    return there


def is_shown(session: DebriefSession, step: int | None, state: RoomState) -> bool:
    """Return whether the quiet writing of a step has been shown, also where nobody had written anything by then."""
    shown_now = goes_on(session, state) and state.facts.get("step") == step and bool(state.facts.get("is_shown"))
    return shown_now or quiet_at(session, step).filter(shown_at__isnull=False).exists()


def quiet_at(session: DebriefSession, step: int | None) -> models.QuerySet[LearningNote]:
    """Return what was written quietly at a step."""
    return LearningNote.objects.filter(session=session, step=step, kind=Kind.WRITING)


@transaction.atomic
def show_writing(*, session: DebriefSession, step: int, by: Person, now: datetime.datetime) -> int:
    """Show all at once what was written quietly at a step, to those at the table; return how many notes that is.

    That it is the move of whoever leads is for the debrief's own acts to say, in whose transaction this runs.
    """
    if not sits_at_table(by, session):
        raise PermissionDenied
    hold_state(session.group.room)
    count = quiet_at(session, step).filter(shown_at__isnull=True).update(shown_at=now)
    if count:
        record("show", session, by=by, step=step, count=count)
    return count


@transaction.atomic
def change_note(*, note: LearningNote, by: Person, text: str, version: int, now: datetime.datetime) -> None:
    """Put other words in place of the version that its author had seen. Raises SavedMeanwhile, CannotOpen."""
    note = held_note(note)
    if not can_change_note(by, note):
        raise PermissionDenied
    if text == words_of_note(note):
        return  # pressed twice, or nothing was changed
    if version != note.version:
        raise SavedMeanwhile
    note.body, note.changed_at = seal_note(note, text), now
    note.version += 1
    note.save(update_fields=["body", "version", "changed_at"])
    record("change", note, by=by, about=by)


def held_note(note: LearningNote) -> LearningNote:
    """Return it as it is now, held until the end of the transaction; one that is gone is nobody's."""
    found = LearningNote.objects.select_for_update(of=("self",)).select_related("author", "session__group")
    there = found.filter(pk=note.pk).first()
    if there is None:
        raise PermissionDenied
    return there


@transaction.atomic
def take_back_note(*, note: LearningNote, by: Person) -> None:
    """Remove what somebody wrote for good, also from those who could read it."""
    if not can_take_back_note(by, note):
        raise PermissionDenied
    record("take_back", note, by=by, about=by)
    forget([note])


def forget(notes: Collection[LearningNote]) -> None:
    """Remove notes, and what their authors had begun to change in them."""
    Draft.objects.filter(place__in=[f"learning-{note.pk}" for note in notes]).delete()
    LearningNote.objects.filter(pk__in=[note.pk for note in notes]).delete()


@transaction.atomic
def forget_what_was_written_about(*, turn: Turn, by: Person, now: datetime.datetime) -> int:
    """Remove what everybody wrote about a turn that was taken back; return how many notes went.

    Next steps of others stay theirs, and lose what they followed. What the group keeps of the session is looked at
    again, and everybody at the table is told, kindly, and not by whom. Whose turn it was is asked by who takes it back.
    """
    if turn.state != Turn.State.WITHDRAWN:
        raise PermissionDenied
    notes = list(LearningNote.objects.select_for_update().filter(turn=turn))
    forget(notes)
    turn.next_steps.exclude(whose=turn.person_id).update(turn=None)
    recap = SessionRecap.objects.select_for_update().filter(session=turn.session_id).first()
    if recap is not None and turn.held_at is not None:
        look_again(recap, now=now)
    record("forget_what_was_written", turn, by=by, about=turn.person, count=len(notes))
    if turn.session is not None and (notes or turn.held_at is not None):
        tell_of_turn_taken_back(turn, turn.session, now=now)
    return len(notes)


def look_again(recap: SessionRecap, *, now: datetime.datetime) -> None:
    """Let what the group keeps say that something is to come out, until it is changed.

    It counts as another version, so that words from a page opened before do not go over this unseen; and what people
    would have changed in the words goes, because it may be about that turn.
    """
    recap.version += 1
    recap.withdrawn_at, recap.agreed_by, recap.agreed_at = now, None, None
    recap.save(update_fields=["version", "withdrawn_at", "agreed_by", "agreed_at"])
    recap.checks.filter(is_right=False).delete()


def tell_of_turn_taken_back(turn: Turn, session: DebriefSession, *, now: datetime.datetime) -> None:
    """Owe the news to everybody round the table but whoever brought it."""
    for person in session.group.people().exclude(pk=turn.person_id):
        owe_notice("turn_taken_back", object_id=str(session.pk), occurrence=str(turn.pk), person=person, due_at=now)
