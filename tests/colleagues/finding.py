"""What people say of themselves, and whom a reader finds by it."""

from youdesign.colleagues import directory
from youdesign.people.actions import save_what_i_bring
from youdesign.people.models import Audience, Code, Person

LIST = "/colleagues/"


def code(listing: str, slug: str) -> Code:
    """Return one entry of a list."""
    return Code.objects.get(listing=listing, slug=slug)


def says(person: Person, audience: Audience = Audience.COLLEAGUES, **said: object) -> None:
    """Say these parts of a profile, for this circle."""
    part = {"own_title": "title", "places": "work", "levels": "work", "is_new": "work"}
    save_what_i_bring(person=person, by=person, audiences={part.get(name, name): audience for name in said}, **said)


def found(reader: Person, **wanted: object) -> list[str]:
    """Return the names of those a reader finds."""
    return [str(card.person) for card in directory.find(reader, wanted).cards]
