"""Writing for oneself while choosing."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mentoring import policies
from mentoring.actions.holding import lock_leader
from mentoring.choosing_notes import Words, notes_of, read_words, seal_words
from mentoring.models import ChoosingNotes
from mentoring.problems import SavedElsewhere
from youdesign.people import audit
from youdesign.people.models import Person


@transaction.atomic
def write_choosing_notes(*, by: Person, words: Words, version: int, now: datetime.datetime) -> None:
    """Keep a leader's notes in place of those they had seen; with no words, none are kept.

    Raises SavedElsewhere when others were saved meanwhile, CannotOpen when their key cannot be used.
    """
    lock_leader(by.pk)
    if not policies.can_write_choosing_notes(by):
        raise PermissionDenied
    held, words = notes_of(by), {key: text for key, text in words.items() if text}
    if words == read_words(held):
        return  # pressed twice, or nothing was changed
    if version != (held.version if held else 0):
        raise SavedElsewhere
    notes = held or ChoosingNotes(leader=by, version=0)
    audit.record("write", notes, by=by, about=by)
    if not words:
        notes.delete()
        return
    notes.body, notes.changed_at = seal_words(notes, words), now
    notes.version += 1
    notes.save()
