"""Reading a draft: only its person can, with their own key."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format

from youdesign.people.models import Draft, Person
from youdesign.people.private_text import seal, unseal


def seal_draft(draft: Draft, form: str) -> bytes:
    """Return a form's contents sealed for this draft. Raises CannotOpen when its person's key cannot be used."""
    return seal(form, owner=draft.person, table=Draft._meta.db_table, row=draft.place)


def read_draft(draft: Draft, person: Person) -> str:
    """Return what was in the form, for the one who wrote it. Raises CannotOpen."""
    return unseal(bytes(draft.sealed), owner=person, table=Draft._meta.db_table, row=draft.place)


def in_words(kept_at: datetime.datetime) -> str:
    """Return when it was kept: at which time, and on which day where that was not today."""
    kept, now = timezone.localtime(kept_at), timezone.localtime()
    time = date_format(kept, "P").replace(".", "").replace(" ", "")
    return f"at {time}" if kept.date() == now.date() else f"on {date_format(kept, 'j F')} at {time}"
