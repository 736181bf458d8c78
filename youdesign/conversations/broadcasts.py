"""Tell open pages that a room moved or a stay may have ended: here at once, elsewhere by a hint that may get lost."""

import asyncio
import time

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from youdesign.conversations import hub

log = structlog.get_logger(__name__)
LIMIT = 0.5
REST = 2.0
_silent_until = 0.0


def tell(room_pk: int, seq: int) -> None:
    """Ring every process's bell; to be called after commit. Who misses it finds the event by their own poll."""
    send({"type": "room.moved", "room": room_pk, "seq": seq})


def look_again() -> None:
    """Have every process look who may still read: somebody may have signed out. The hint does not say who."""
    send({"type": "readers.changed"})


def send(hint: hub.Hint) -> None:
    """Give the hint to the hub here and to those elsewhere."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        async_to_sync(ring)(hint)
    else:
        hub.hear(hint)  # somebody's coroutine, which may not be held up: the others find it by their poll


async def ring(hint: hub.Hint) -> None:
    """Ring here without Redis, then there; a Redis that does not answer costs one sender half a second, then rests."""
    global _silent_until
    hub.hear(hint)
    if time.monotonic() < _silent_until:
        return
    try:
        await asyncio.wait_for(get_channel_layer().group_send(hub.GROUP, hint), LIMIT)
    except (OSError, RedisError, TimeoutError):
        _silent_until = time.monotonic() + REST
        log.warning("room_hint_not_sent")
