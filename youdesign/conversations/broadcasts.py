"""Tell open pages that a room moved or a stay may have ended: here at once, elsewhere by a hint that may get lost."""

import asyncio

from asgiref.sync import async_to_sync

from youdesign.conversations import bell, hub


def tell(room_pk: int, seq: int) -> None:
    """Ring every process's bell; to be called after commit. Who misses it finds the event by their own poll."""
    send({"type": "room.moved", "room": room_pk, "seq": seq})


def look_again() -> None:
    """Have every process look who may still read: somebody may have signed out. The hint does not say who."""
    send({"type": "readers.changed"})


def stays_changed(room_pk: int) -> None:
    """Have every process ask anew how the stays in a room are; who misses it asks at the next join."""
    send({"type": "room.stays", "room": room_pk})


def send(hint: bell.Hint) -> None:
    """Give the hint to the hub here and to those elsewhere."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        async_to_sync(ring)(hint)
    else:
        hub.hear(hint)  # somebody's coroutine, which may not be held up: the others find it by their poll


async def ring(hint: bell.Hint) -> None:
    """Ring here without Redis, then there."""
    hub.hear(hint)
    await bell.pass_on(hint)
