"""Hints to and from the other web processes: one may get lost, and costs its sender half a second at most."""

import asyncio
import random
import time
from collections.abc import Callable
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


class Ear:
    """What hears, in one process, the hints of the others, on one channel."""

    def __init__(self, hear: Callable[[Hint], None]) -> None:
        self.hear = hear
        self.is_open = False

    async def listen(self) -> None:
        """Follow the hints. The layer subscribes again when Redis is back."""
        layer = get_channel_layer()
        while True:
            channel = ""
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                self.is_open = True
                while True:
                    self.hear(await layer.receive(channel))
            except (OSError, RedisError):
                log.warning("rooms_hear_no_hints")
                await asyncio.sleep(random.uniform(1, 3))  # noqa: S311
            finally:
                self.is_open = False
                if channel:
                    await layer.group_discard(GROUP, channel)
