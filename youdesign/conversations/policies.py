"""What a person may do in a room, decided from who is in it now."""

from youdesign.conversations.models import Room
from youdesign.people.models import Person


def can_read_room(person: Person, room: Room) -> bool:
    """Whether they are in the room and their account is in use."""
    return person.is_active and room.members.present().filter(person=person).exists()


def can_post_message(person: Person, room: Room) -> bool:
    """Whether they are in the room, and the room is open."""
    return not room.is_closed and can_read_room(person, room)
