"""Every change of a room: who is in it, what is said, how far each has read."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from youdesign.conversations import broadcasts
from youdesign.conversations.models import MAX_CHARACTERS, Message, Room, RoomEvent, RoomMember
from youdesign.conversations.policies import can_post_message, can_read_room
from youdesign.people.audit import record
from youdesign.people.models import Person

FAST_MESSAGES = 20
FAST_WINDOW = timedelta(seconds=10)
SENT_ONCE = "message_is_sent_once"


class MessageEmpty(Exception):
    """There are no words in it."""


class MessageTooLong(Exception):
    """It has more characters than a message may have."""


class SendingTooFast(Exception):
    """This person has sent very many messages in the last seconds."""


class RoomClosed(Exception):
    """Nothing more can be said in this room."""


@dataclass(frozen=True)
class Posted:
    """The stored message, its place in the room's order, and whether it had been stored before."""

    message: Message
    seq: int
    is_duplicate: bool = False


@transaction.atomic
def open_room(*, title: str, by: Person, is_for_two: bool = False) -> Room:
    """Open an empty room; one for two people calls itself by the other's name."""
    room = Room.objects.create(title=title, is_for_two=is_for_two)
    record("open_room", room, by=by)
    return room


@transaction.atomic
def close_room(*, room: Room, by: Person) -> None:
    """Close the room for new messages; what was said stays for those in it."""
    room = take_turn(room)
    if room.is_closed:
        raise RoomClosed
    room.closed_at = timezone.now()
    room.save(update_fields=["closed_at"])
    add_event(room, RoomEvent.Kind.CLOSED)
    record("close_room", room, by=by)


@transaction.atomic
def add_member(*, room: Room, person: Person, by: Person) -> RoomMember:
    """Let a person into the room; what was said before they came does not count as unread."""
    locked = Room.objects.select_for_update().get(pk=room.pk)
    member = locked.members.present().filter(person=person).first()
    if member is None:
        locked = take_turn(locked)
        member = locked.members.create(person=person, read_count=locked.message_count)
        add_event(locked, RoomEvent.Kind.JOINED, person=person)
        record("add_room_member", member, by=by, about=person, room=locked.pk)
    return member


@transaction.atomic
def remove_member(*, room: Room, person: Person, by: Person) -> None:
    """End a person's stay: their open pages are closed when they reach this event, and nothing later gets there."""
    locked = Room.objects.select_for_update().get(pk=room.pk)
    member = locked.members.present().filter(person=person).first()
    if member is not None:
        member.left_at = timezone.now()
        member.save(update_fields=["left_at"])
        add_event(take_turn(locked), RoomEvent.Kind.LEFT, person=person)
        record("remove_room_member", member, by=by, about=person, room=locked.pk)


def post_message(*, room: Room, by: Person, text: str, client_id: UUID) -> Posted:
    """Say something in the room once: a repeated send gets the first answer, however many come at the same time."""
    words = clean_words(text)
    try:
        return posted_before(room, by, client_id) or post_new(room, by, words, client_id)
    except IntegrityError as error:
        first = posted_before(room, by, client_id) if SENT_ONCE in str(error) else None
        if first is None:
            raise
        return first


@transaction.atomic
def post_new(room: Room, by: Person, words: str, client_id: UUID) -> Posted:
    """Store a message that is new, in the room's order."""
    room = take_turn(room, messages=1)
    if not can_post_message(by, room):
        raise RoomClosed if can_read_room(by, room) else PermissionDenied
    message = room.messages.create(
        author=by, client_id=client_id, number=room.message_count, text=words, sent_at=room.turned_at
    )
    if Message.objects.filter(author=by, sent_at__gt=message.sent_at - FAST_WINDOW).count() > FAST_MESSAGES:
        raise SendingTooFast
    room.members.present().filter(person=by, read_count=message.number - 1).update(read_count=message.number)
    event = add_event(room, RoomEvent.Kind.MESSAGE, message=message)
    return Posted(message, event.seq)


def posted_before(room: Room, by: Person, client_id: UUID) -> Posted | None:
    """Return the first answer to this send, if there was one and the person is still in the room."""
    events = RoomEvent.objects.visible_to(by).filter(room=room, kind=RoomEvent.Kind.MESSAGE)
    event = events.filter(message__author=by, message__client_id=client_id).select_related("message").first()
    if event is None or event.message is None:
        return None
    return Posted(event.message, event.seq, is_duplicate=True)


def mark_read(*, room: Room, by: Person, count: int) -> None:
    """Note that this person has read the room's first `count` messages; it never goes back."""
    reached = Least(Value(count), Room.objects.filter(pk=room.pk).values("message_count")[:1])
    room.members.present().filter(person=by).update(read_count=Greatest(F("read_count"), reached))


def clean_words(text: str) -> str:
    """Return the text without blank edges and with one kind of line break, or say why it cannot be sent."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise MessageEmpty
    if len(words) > MAX_CHARACTERS:
        raise MessageTooLong
    return words


def take_turn(room: Room, *, messages: int = 0) -> Room:
    """Move the room's order on by one and return the room as it is now, its row locked until the transaction ends.

    This lock is the order: a sequence would let a later number commit, and be read, before an earlier one. The time
    of what takes the turn is the database's, for the clocks of several machines disagree.
    """
    fields = [field.attname for field in Room._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conversations_room SET last_seq = last_seq + 1, message_count = message_count + %s"  # noqa: S608  our own column names
            f" WHERE id = %s RETURNING {', '.join(fields)}, clock_timestamp()",
            [messages, room.pk],
        )
        row = cursor.fetchone()
    if row is None:
        raise Room.DoesNotExist
    turned = Room.from_db(connection.alias, fields, row[:-1])
    turned.turned_at = row[-1]
    return turned


def add_event(
    room: Room, kind: RoomEvent.Kind, *, message: Message | None = None, person: Person | None = None
) -> RoomEvent:
    """Store what took this turn, and tell those listening once it is committed."""
    event = room.events.create(seq=room.last_seq, kind=kind, message=message, person=person, at=room.turned_at)
    transaction.on_commit(lambda: broadcasts.tell(room.pk, event.seq))
    return event
