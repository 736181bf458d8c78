"""What a person may do in a room, decided from who is in it now, and among colleagues who ask one another."""

from youdesign.conversations.models import Ask, Room
from youdesign.people.models import Block, Listing, Person
from youdesign.people.policies import are_apart


def can_read_room(person: Person, room: Room) -> bool:
    """Whether they are in the room and their account is in use."""
    return person.is_active and room.members.present().filter(person=person).exists()


def can_post_message(person: Person, room: Room) -> bool:
    """Whether they are in the room, the room is open, and in a room for two neither keeps the other away."""
    return not room.is_closed and not is_parted(room) and can_read_room(person, room)


def is_parted(room: Room) -> bool:
    """Whether this is a room for two of whom one keeps the other away; whoever asks is not told which."""
    if not room.is_for_two:
        return False
    return Block.objects.among(list(room.members.present().values_list("person", flat=True))).exists()


def can_ask(person: Person, other: Person) -> bool:
    """Whether the other offers to be asked, and neither keeps the other away; who may see whom is decided above."""
    offers = Listing.objects.filter(person=other, can_be_asked=True, person__is_active=True)
    return person.pk != other.pk and offers.exists() and not are_apart(person, other)


def can_answer_ask(person: Person, ask: Ask) -> bool:
    """Whoever was asked."""
    return ask.asked_id == person.pk


def can_take_back_ask(person: Person, ask: Ask) -> bool:
    """Whoever asked."""
    return ask.asker_id == person.pk
