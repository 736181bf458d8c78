"""The words of a reflection: sealed with the author's key, opened only for those who may read them."""

from django.core.exceptions import PermissionDenied

from cohorts.models import Reflection
from cohorts.policies import can_read_reflection
from youdesign.people.models import Person
from youdesign.people.private_text import seal, unseal

TABLE = Reflection._meta.db_table


def seal_words(reflection: Reflection, text: str) -> bytes:
    """Return the words sealed for this row and its author."""
    return seal(text, owner=reflection.author, table=TABLE, row=str(reflection.pk))


def are_words_of(reflection: Reflection, text: str) -> bool:
    """Return whether its author's text is what is kept already, as when a button was pressed twice."""
    return unseal(bytes(reflection.body), owner=reflection.author, table=TABLE, row=str(reflection.pk)) == text


def read(reflection: Reflection, by: Person) -> str:
    """Return the words for somebody who may read them; raises CannotOpen when the key is missing or wrong."""
    if not can_read_reflection(by, reflection):
        raise PermissionDenied
    return unseal(bytes(reflection.body), owner=reflection.author, table=TABLE, row=str(reflection.pk))
