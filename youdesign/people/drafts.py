"""Reading a draft: only its person can, with their own key."""

import datetime
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from youdesign.people.clock import clock
from youdesign.people.models import Draft, Person
from youdesign.people.private_text import CannotOpen, seal, unseal


def seal_draft(draft: Draft, form: str) -> bytes:
    """Return a form's contents sealed for this draft. Raises CannotOpen when its person's key cannot be used."""
    return seal(form, owner=draft.person, table=Draft._meta.db_table, row=draft.place)


def read_draft(draft: Draft, person: Person) -> str:
    """Return what was in the form, for the one who wrote it. Raises CannotOpen."""
    return unseal(bytes(draft.sealed), owner=person, table=Draft._meta.db_table, row=draft.place)


def is_all_in(draft: Draft, person: Person, sent: QueryDict) -> bool:
    """Return whether all that a draft holds stands in a form that was sent, so that nothing is lost with it."""
    try:
        kept = QueryDict(read_draft(draft, person))
    except CannotOpen:
        return False
    boxes = {name: [" ".join(value.split()) for value in values] for name, values in sent.lists()}
    words = [(name, " ".join(value.split())) for name, values in kept.lists() for value in values]
    return all(any(word in value for value in boxes.get(name, [""])) for name, word in words)


def in_words(kept_at: datetime.datetime) -> str:
    """Return when it was kept: at which time, and on which day where that was not today."""
    kept, now = timezone.localtime(kept_at), timezone.localtime()
    time = clock(kept)
    return f"at {time}" if kept.date() == now.date() else f"on {date_format(kept, 'j F')} at {time}"


@dataclass(frozen=True)
class Begun:
    """What was begun and not saved: since when, its mark, and the boxes as they were."""

    when: str
    mark: str
    typed: QueryDict


def begun(place: str, person: Person) -> Begun | None:
    """Return what the person began to write in this form, if there is anything and it can be opened now."""
    draft = Draft.objects.visible_to(person).filter(place=place).first()
    if draft is None:
        return None
    try:
        typed = QueryDict(read_draft(draft, person), mutable=True)
    except CannotOpen:
        return None
    typed["seen"] = draft.version
    return Begun(in_words(draft.kept_at), draft.mark, typed)
