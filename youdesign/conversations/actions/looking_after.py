"""What those who look after a room decide: its pace, what newcomers see, who takes over, its end."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.conversations.actions.rooms import add_event, set_facilitator, take_turn
from youdesign.conversations.models import Room, RoomEvent, RoomMember
from youdesign.conversations.policies import can_close_room, can_look_after_room, can_reopen_room, can_set_pace
from youdesign.conversations.problems import NotInTheRoom, RoomIsOpen
from youdesign.people.audit import record
from youdesign.people.models import Person


@transaction.atomic
def set_pace(*, room: Room, by: Person, slow_seconds: int) -> None:
    """Say how long each person waits between two messages; 0 for as they like."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    if not can_set_pace(by, room):
        raise PermissionDenied
    changed(room, by, slow_seconds=slow_seconds)


@transaction.atomic
def set_ways(*, room: Room, by: Person, shows_history: bool, may_be_saved: bool) -> None:
    """Note what the group has agreed: whether newcomers read from the start, and whether members may keep a copy.

    Whoever is there reads from the start too once the group agrees to it; nobody's sight is taken away again.
    """
    room = Room.objects.select_for_update().get(pk=room.pk)
    if not can_look_after_room(by, room):
        raise PermissionDenied
    if shows_history:
        room.members.present().filter(sees_after__gt=0).update(sees_after=0)
    changed(room, by, shows_history=shows_history, may_be_saved=may_be_saved)


@transaction.atomic
def hand_over_room(*, room: Room, to: Person, by: Person) -> None:
    """Have somebody else in the room look after it in one's own place. Raises NotInTheRoom."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    if not can_look_after_room(by, room):
        raise PermissionDenied
    members = {member.person_id: member for member in present(room)}
    if to.pk not in members or not to.is_active:
        raise NotInTheRoom
    if to.pk == by.pk:
        return
    if not members[to.pk].is_facilitator:
        set_facilitator(members[to.pk], True, by=by)
    set_facilitator(members[by.pk], False, by=by)


@transaction.atomic
def reopen_room(*, room: Room, by: Person) -> None:
    """Open a closed room again; what staff have closed or put away, only they do."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    if not can_reopen_room(by, room):
        raise PermissionDenied
    changed(room, by, closed_at=None, is_closed_by_staff=False, archived_at=None)


@transaction.atomic
def archive_room(*, room: Room, by: Person) -> None:
    """Put a closed room away: it leaves the lists, and those in it can still read it. Raises RoomIsOpen."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    if not can_close_room(by, room):
        raise PermissionDenied
    if not room.is_closed:
        raise RoomIsOpen
    changed(room, by, archived_at=room.archived_at or timezone.now())


def changed(room: Room, by: Person, **ways: object) -> None:
    """Store what is different, if anything is, with its event and its audit row."""
    different = [name for name, value in ways.items() if getattr(room, name) != value]
    if not different:
        return
    room = take_turn(room)
    for name in different:
        setattr(room, name, ways[name])
    room.save(update_fields=different)
    add_event(room, RoomEvent.Kind.ROOM)
    record("change", room, by=by, fields=", ".join(different))


def present(room: Room) -> list[RoomMember]:
    """Return everybody's stay in the room now."""
    return list(room.members.present().select_related("person", "room"))
