"""What was written in a debrief, opened for those who may read it: one question for the rows and one for the keys."""

from collections.abc import Iterator
from dataclasses import dataclass

from cohorts.models import DebriefSession, LearningNote, LiveDebrief
from cohorts.models.learning import LearningNoteQuerySet
from youdesign.people.models import Person
from youdesign.people.private_text import CannotOpen, openers, seal, unseal

TABLE = LearningNote._meta.db_table
CLOSED = "We cannot open this just now. It is still there."
Kind = LearningNote.Kind


@dataclass(frozen=True)
class Told:
    """One note with its words, or with a sentence where they cannot be opened."""

    note: LearningNote
    words: str
    is_mine: bool
    is_closed: bool = False


def writings_of(session: DebriefSession, step: int, reader: Person) -> list[Told]:
    """Return what was written quietly at a step: one's own, and that of the others once it is shown."""
    return told(notes_of(session, reader).filter(kind=Kind.WRITING, step=step), reader)


def learnings_of(session: DebriefSession, reader: Person) -> list[Told]:
    """Return what people take with them from a session."""
    return told(notes_of(session, reader).filter(kind=Kind.LEARNING), reader)


def private_notes_of(session: DebriefSession, reader: Person) -> list[Told]:
    """Return the reader's own notes for themselves."""
    return told(notes_of(session, reader).filter(kind=Kind.PRIVATE), reader)


def all_of(session: DebriefSession, reader: Person) -> dict[str, list[Told]]:
    """Return everything that the reader may read of a session, by its kind."""
    found = told(notes_of(session, reader), reader)
    return {kind: [each for each in found if each.note.kind == kind] for kind in Kind.values}


def notes_of(session: DebriefSession, reader: Person) -> LearningNoteQuerySet:
    """Return the rows of a session that the reader may read, in the order in which they were written."""
    return LearningNote.objects.visible_to(reader).filter(session=session)


def told(notes: LearningNoteQuerySet, reader: Person) -> list[Told]:
    """Return these notes with their words."""
    rows = list(notes.select_related("author", "turn__person"))
    return list(opened(rows, reader)) if rows else []


def opened(rows: list[LearningNote], reader: Person) -> Iterator[Told]:
    """Open each, the keys of all authors looked up at once; one that does not open says so, and hides no other."""
    unlock = openers({note.author for note in rows})
    for note in rows:
        is_mine = note.author_id == reader.pk
        try:
            words = unlock[note.author_id](bytes(note.body), table=TABLE, row=str(note.pk)).decode()
        except (KeyError, CannotOpen):
            yield Told(note, CLOSED, is_mine, is_closed=True)
        else:
            yield Told(note, words, is_mine)


def how_many_wrote(session: DebriefSession, step: int) -> int:
    """Return how many people have written something quietly at a step; never who, never what."""
    written = LearningNote.objects.filter(session=session, step=step, kind=Kind.WRITING)
    return written.order_by().values("author").distinct().count()


def seal_note(note: LearningNote, text: str) -> bytes:
    """Return the words sealed for this row and its author."""
    return seal(text, owner=note.author, table=TABLE, row=str(note.pk))


def words_of_note(note: LearningNote) -> str:
    """Return the words, whoever asks: for actions and for the author's own download. Raises CannotOpen."""
    return unseal(bytes(note.body), owner=note.author, table=TABLE, row=str(note.pk))


def name_of_step(session: DebriefSession, step: int | None) -> str:
    """Return what a step of a session that was led through its steps is called, or nothing."""
    live = LiveDebrief.objects.filter(session=session).first() if step is not None else None
    if live is None or step is None or step >= len(live.steps):
        return ""
    return str(live.steps[step].get("name", ""))
