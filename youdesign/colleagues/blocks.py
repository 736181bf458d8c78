"""Whom a person may keep away: anybody they come across here."""

from youdesign.circles import circle_between
from youdesign.conversations.models import Ask, RoomMember
from youdesign.people.models import Person


def known_to(reader: Person, pk: int) -> Person | None:
    """Return the person with this key whom the reader knows here, from a page, a room or a question; else nothing."""
    person = Person.objects.filter(pk=pk, is_active=True).exclude(pk=reader.pk).first()
    if person is None:
        return None
    in_a_room = RoomMember.objects.visible_to(reader).filter(person=person)
    asked = Ask.objects.visible_to(reader).filter(asker=person)
    return person if in_a_room.exists() or asked.exists() or circle_between(reader, person) is not None else None
