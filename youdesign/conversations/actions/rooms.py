"""Every change of a room itself: opening and closing it, who is in it, how far each has read."""

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from youdesign.conversations import broadcasts
from youdesign.conversations.models import Message, Room, RoomEvent, RoomMember
from youdesign.conversations.policies import can_close_room
from youdesign.conversations.problems import RoomClosed
from youdesign.people.audit import record
from youdesign.people.models import Person


@transaction.atomic
def open_room(*, title: str, by: Person, is_for_two: bool = False) -> Room:
    """Open an empty room; one for two people calls itself by the other's name."""
    room = Room.objects.create(title=title, is_for_two=is_for_two)
    record("open_room", room, by=by)
    return room


@transaction.atomic
def close_room(*, room: Room, by: Person) -> None:
    """Close the room for new messages; what was said stays for those in it. Raises RoomClosed."""
    room = take_turn(room)
    if not can_close_room(by, room):
        raise PermissionDenied
    if room.is_closed:
        raise RoomClosed
    room.closed_at, room.is_closed_by_staff = room.turned_at, by.is_staff
    room.save(update_fields=["closed_at", "is_closed_by_staff"])
    add_event(room, RoomEvent.Kind.CLOSED)
    record("close_room", room, by=by)


@transaction.atomic
def add_member(*, room: Room, person: Person, by: Person, is_facilitator: bool = False) -> RoomMember:
    """Let a person into the room, or have them look after it if they are there already.

    What was said before they came does not count as unread; whether they may read it is the room's own way.
    """
    locked = Room.objects.select_for_update().get(pk=room.pk)
    member = locked.members.present().filter(person=person).first()
    if member is None:
        locked = take_turn(locked)
        member = locked.members.create(
            person=person,
            is_facilitator=is_facilitator,
            read_count=locked.message_count,
            sees_after=0 if locked.shows_history else locked.message_count,
        )
        add_event(locked, RoomEvent.Kind.JOINED, person=person)
        record("add_room_member", member, by=by, about=person, room=locked.pk)
    elif is_facilitator and not member.is_facilitator:
        set_facilitator(member, True, by=by)
    return member


def set_facilitator(member: RoomMember, looks_after: bool, *, by: Person) -> None:
    """Have somebody in the room look after it, or not any more. To be called under the room's lock."""
    member.is_facilitator = looks_after
    member.save(update_fields=["is_facilitator"])
    add_event(take_turn(member.room), RoomEvent.Kind.ROOM)
    record("set_facilitator", member, by=by, about=member.person, room=member.room_id, after=looks_after)


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


def mark_read(*, room: Room, by: Person, count: int) -> None:
    """Note that this person has read the room's first `count` messages; it never goes back."""
    reached = Least(Value(count), Room.objects.filter(pk=room.pk).values("message_count")[:1])
    room.members.present().filter(person=by).update(read_count=Greatest(F("read_count"), reached))


def set_stay(*, room: Room, by: Person, is_muted: bool, hears_daily: bool, is_unseen: bool) -> None:
    """Say how one's own stay is: which notices the room sends, and whether the others see that one is here."""
    stay = room.members.present().filter(person=by)
    stay.update(is_muted=is_muted, hears_daily=hears_daily, is_unseen=is_unseen)
    transaction.on_commit(lambda: broadcasts.stays_changed(room.pk))


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
