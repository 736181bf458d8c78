"""Moving on what the people in a room do together: held, looked at, changed, and told in the room's own order."""

from typing import Any

from youdesign.conversations.actions.rooms import add_event, take_turn
from youdesign.conversations.models import Room, RoomEvent, RoomState
from youdesign.people.models import Person


def hold_room(room: Room) -> Room:
    """Return the room with its row locked until the end of the transaction, no turn of its order taken."""
    return Room.objects.select_for_update(no_key=True).get(pk=room.pk)


def hold_state(room: Room) -> RoomState:
    """Return the state of a room, the room's row locked until the end; call it inside a transaction.

    Looking takes no turn: an act that is refused leaves no trace in the room's order.
    """
    locked = hold_room(room)
    state, _ = RoomState.objects.get_or_create(room=locked)
    state.room = locked
    return state


def keep_state(state: RoomState, facts: dict[str, Any], *, by: Person | None) -> RoomState:
    """Change a state that is held, and tell everybody in the room; an empty one means that nothing goes on."""
    state.facts, state.version = facts, state.version + 1
    state.save(update_fields=["facts", "version"])
    add_event(take_turn(state.room), RoomEvent.Kind.ACT, person=by)
    return state
