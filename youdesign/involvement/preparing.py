"""What a leader writes for themselves before a date: sealed with their own key, opened for them alone."""

from youdesign.involvement.models import InvolvementEvent, Preparation
from youdesign.people.models import Person
from youdesign.people.private_text import seal, unseal

TABLE = Preparation._meta.db_table


class ChangedElsewhere(Exception):
    """The notes were saved in another window or on another device after they were opened here."""


def notes_for(event: InvolvementEvent, person: Person) -> Preparation | None:
    """Return this person's own notes for a date, if there are any."""
    return Preparation.objects.visible_to(person).filter(event=event).first()


def seal_notes(notes: Preparation, text: str) -> bytes:
    """Return the words sealed for this row and its writer."""
    return seal(text, owner=notes.leader, table=TABLE, row=str(notes.pk))


def read_notes(notes: Preparation | None) -> str:
    """Return the words, or none; raises CannotOpen when the key is missing or wrong."""
    return unseal(bytes(notes.body), owner=notes.leader, table=TABLE, row=str(notes.pk)) if notes else ""
