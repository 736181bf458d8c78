"""The words of a note about a talk: sealed with its writer's key, opened for them alone."""

from mentoring.models import Talk, TalkNote
from youdesign.people.models import Person
from youdesign.people.private_text import seal, unseal

TABLE = TalkNote._meta.db_table


def note_of(talk: Talk, person: Person) -> TalkNote | None:
    """Return this person's own note about a talk, if there is one."""
    return TalkNote.objects.visible_to(person).filter(talk=talk).select_related("author").first()


def seal_note(note: TalkNote, text: str) -> bytes:
    """Return the words sealed for this row and its writer."""
    return seal(text, owner=note.author, table=TABLE, row=str(note.pk))


def read_note(note: TalkNote | None) -> str:
    """Return the words, or none; raises CannotOpen when the key is missing or wrong."""
    return unseal(bytes(note.body), owner=note.author, table=TABLE, row=str(note.pk)) if note else ""
