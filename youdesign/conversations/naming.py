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
    meant = names_of([member.person for member in room.members.present().select_related("person")])
    longest_first = "|".join(re.escape(name) for name in sorted(meant, key=len, reverse=True))
    found = re.finditer(rf"(?<!\w){SIGN}({longest_first})(?!\w)", text.casefold())
    people = [person for name in found if (person := meant[name[1]])]
    return {person.pk: person for person in people if person.pk != but and person.is_active}


def can_be_named(people: list[Person]) -> list[Person]:
    """Return those of these people in a room whom their full name names there."""
    meant = names_of(people)
    return [person for person in people if person.is_active and meant[str(person).casefold()] == person]


def names_of(people: list[Person]) -> dict[str, Person | None]:
    """Return whom each name means here: nobody where two share it; a full name goes before a first name."""
    meant: dict[str, Person | None] = {}
    for name_of in (Person.get_short_name, str):
        names = [name_of(person).casefold() for person in people]
        shared = Counter(names)
        meant |= {name: person if shared[name] == 1 else None for name, person in zip(names, people, strict=True)}
    return meant
