"""The words of a leader's notes for choosing: sealed as one text with the leader's key, opened for them alone."""

import json
from dataclasses import dataclass

from mentoring.models import ChoosingNotes, Match
from youdesign.people.models import Person
from youdesign.people.private_text import seal, unseal

TABLE = ChoosingNotes._meta.db_table
CRITERIA = "criteria"
Words = dict[str, str]  # by CRITERIA, or by the match that they are about


def notes_of(leader: Person) -> ChoosingNotes | None:
    """Return this leader's own notes, if there are any."""
    return ChoosingNotes.objects.visible_to(leader).select_related("leader").first()


def seal_words(notes: ChoosingNotes, words: Words) -> bytes:
    """Return the words sealed for this row and its leader."""
    return seal(json.dumps(words), owner=notes.leader, table=TABLE, row=str(notes.pk))


def read_words(notes: ChoosingNotes | None) -> Words:
    """Return the words, or none; raises CannotOpen when the key is missing or wrong."""
    if notes is None:
        return {}
    words: Words = json.loads(unseal(bytes(notes.body), owner=notes.leader, table=TABLE, row=str(notes.pk)))
    return words


@dataclass(frozen=True)
class About:
    """Somebody whom a leader may write about: the number of their match, and how their box is called."""

    number: int
    name: str


def to_write_about(leader: Person, words: Words) -> list[About]:
    """Return whom a leader may write about: where it is still open, and where they have written already.

    Words about a mentor who was erased since stay the leader's, in a box without a name.
    """
    written = [int(key) for key in words if key != CRITERIA]
    mine = Match.objects.visible_to(leader).filter(leader=leader).select_related("offer__mentor")
    known = {match.pk: match for match in mine.order_by("suggested_at", "pk")}
    gone = [About(number, "Somebody who has left") for number in sorted(set(written) - set(known))]
    here = [match for match in known.values() if match.is_open or match.pk in written]
    return [*(About(match.pk, str(match.offer.mentor)) for match in here), *gone]
