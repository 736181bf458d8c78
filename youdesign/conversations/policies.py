"""What a person may do in a room, decided from who is in it now, and among colleagues who ask one another."""

from datetime import datetime

from youdesign.conversations.models import Ask, Message, Room
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


def can_look_after_room(person: Person, room: Room) -> bool:
    """Whether they are one of those who look after the room: hide, slow down, close, hand over."""
    return person.is_active and room.members.facilitating().filter(person=person).exists()


def can_set_pace(person: Person, room: Room) -> bool:
    """Whether they may slow the room down: who looks after it, and programme staff, who read nothing."""
    return can_look_after_room(person, room) or is_staff(person)


def can_close_room(person: Person, room: Room) -> bool:
    """Whether they may close the room: who looks after it, and programme staff."""
    return can_look_after_room(person, room) or is_staff(person)


def can_reopen_room(person: Person, room: Room) -> bool:
    """Whether they may open a closed room again: what staff have closed or put away, only staff open."""
    is_for_staff = room.is_closed_by_staff or room.archived_at is not None
    return is_staff(person) or (not is_for_staff and can_look_after_room(person, room))


def is_staff(person: Person) -> bool:
    """Whether they are programme staff."""
    return person.is_active and person.is_staff


def can_read_message(person: Person, message: Message) -> bool:
    """Whether it stands in a room they are in, after the place where their sight of it begins."""
    return person.is_active and Message.objects.visible_to(person).filter(pk=message.pk).exists()


def can_answer_message(person: Person, message: Message) -> bool:
    """Whether they may react to it, reply to it or pin it: its words are there, and they may write in the room."""
    is_there = not message.is_gone and not message.is_hidden
    return is_there and can_read_message(person, message) and can_post_message(person, message.room)


def can_edit_message(person: Person, message: Message, now: datetime) -> bool:
    """Whether they wrote it, not longer than a quarter of an hour ago, and it still stands as words."""
    is_fresh = now - message.sent_at <= Message.EDIT_WITHIN
    return is_fresh and not message.signal and is_own(person, message) and can_answer_message(person, message)


def can_take_back_message(person: Person, message: Message) -> bool:
    """Whether they wrote it and are in the room, open or closed: words are always theirs to take back."""
    return not message.is_gone and is_own(person, message) and can_read_message(person, message)


def can_hide_message(person: Person, message: Message) -> bool:
    """Whether they look after the room it stands in, and there is something to hide."""
    is_there = not message.is_gone and can_read_message(person, message)
    return is_there and can_look_after_room(person, message.room)


def can_read_hidden(person: Person, message: Message) -> bool:
    """Whether they may read it though it is hidden: its author, and those who look after the room."""
    return is_own(person, message) or can_look_after_room(person, message.room)


def is_own(person: Person, message: Message) -> bool:
    """Whether they wrote it."""
    return message.author_id == person.pk


def can_save_room(person: Person, room: Room) -> bool:
    """Whether they may take a copy of what was said: they are in the room, and it has agreed to that."""
    return room.may_be_saved and can_read_room(person, room)


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
