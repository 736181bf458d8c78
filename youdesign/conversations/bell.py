"""The way of a hint to the other web processes: it may get lost, and costs its sender half a second at most."""

import asyncio
import time
from typing import Any

import structlog
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
GROUP = "rooms"
LIMIT = 0.5
REST = 2.0
_silent_until = 0.0
Hint = dict[str, Any]


async def pass_on(hint: Hint) -> None:
    """Ring in every process; a Redis that does not answer is left alone for a while."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        await asyncio.wait_for(get_channel_layer().group_send(GROUP, hint), LIMIT)
    except (OSError, RedisError, TimeoutError):
        _silent_until = time.monotonic() + REST
        log.warning("room_hint_not_sent")
