"""Redis as a convenience: while it is away, counts are kept by each process by itself, and nobody is kept out."""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class SoftRedisCache(RedisCache):
    """Django's cache in Redis, and one in memory for as long as Redis does not answer.

    What rests on it is how often somebody may try. In an outage each process counts for itself: a little more is
    allowed, and signing in still works.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.meanwhile = LocMemCache(f"while {server} is away", params)

    def add(self, *args: Any, **options: Any) -> Any:
        """Set a key unless it is there."""
        return self.asked(super().add, self.meanwhile.add, *args, **options)

    def get(self, *args: Any, **options: Any) -> Any:
        """Return the value of a key."""
        return self.asked(super().get, self.meanwhile.get, *args, **options)

    def set(self, *args: Any, **options: Any) -> Any:
        """Set a key."""
        return self.asked(super().set, self.meanwhile.set, *args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        """Delete a key."""
        return self.asked(super().delete, self.meanwhile.delete, *args, **options)

    def asked(self, redis: Callable[..., Any], memory: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Ask Redis; when it does not answer, ask memory, and say so in the log."""
        try:
            return redis(*args, **options)
        except RedisError as error:
            log.warning("redis_does_not_answer", kind=type(error).__name__)
            return memory(*args, **options)
