"""Who is named in a message: “@” and the name they go by in the room, or the first part of it where no two share it."""

import re
from collections import Counter

from youdesign.conversations.models import Room
from youdesign.people.models import Person

SIGN = "@"


def named_in(text: str, room: Room, *, but: int | None) -> dict[int, Person]:
    """Return those in the room whom the text names, by key, its author left out. Asks nothing where there is no “@”."""
    if SIGN not in text:
        return {}
    here = [member.person for member in room.members.present().select_related("person")]
    folded = text.casefold()
    return {
        person.pk: person
        for person, names in names_of(here)
        if person.pk != but and person.is_active and any(is_named(name, folded) for name in names)
    }


def names_of(people: list[Person]) -> list[tuple[Person, set[str]]]:
    """Return each with the names that mean nobody else here."""
    called = [{name.casefold() for name in (str(person), person.get_short_name())} for person in people]
    shared = Counter(name for names in called for name in names)
    return [
        (person, {name for name in names if name and shared[name] == 1})
        for person, names in zip(people, called, strict=True)
    ]


def is_named(name: str, folded: str) -> bool:
    """Whether the name stands in the text behind “@”, as whole words."""
    return re.search(rf"(?<!\w){SIGN}{re.escape(name)}(?!\w)", folded) is not None
