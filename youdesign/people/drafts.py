"""Reading a draft: only its person can, with their own key."""

from youdesign.people.models import Draft, Person
from youdesign.people.private_text import seal, unseal


def seal_draft(draft: Draft, form: str) -> bytes:
    """Return a form's contents sealed for this draft. Raises CannotOpen when its person's key cannot be used."""
    return seal(form, owner=draft.person, table=Draft._meta.db_table, row=draft.place)


def read_draft(draft: Draft, person: Person) -> str:
    """Return what was in the form, for the one who wrote it. Raises CannotOpen."""
    return unseal(bytes(draft.sealed), owner=person, table=Draft._meta.db_table, row=draft.place)
