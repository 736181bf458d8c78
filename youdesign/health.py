"""Two questions a machine asks: is this process alive, and can it serve people?"""

from functools import cache

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

REDIS_PATIENCE = 0.5  # seconds; people wait for the database, never for Redis


@login_not_required
@never_cache
@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """Answer that the process runs, and touch nothing else."""
    return JsonResponse({"alive": True})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and is migrated; Redis is told of but may be away at any moment."""
    found = {"database": database(), "redis": redis_server()}
    return JsonResponse(found, status=200 if found["database"] == "ok" else 503)


def database() -> str:
    """Return "ok", "not migrated" or "down"."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except (DatabaseError, InterfaceError):
        return "down"
    return "ok" if known_migrations() <= applied.keys() else "not migrated"


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations this process was started with."""
    return frozenset(MigrationLoader(None).disk_migrations or ())


def redis_server() -> str:
    """Return "ok" or "unknown"."""
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=REDIS_PATIENCE, socket_connect_timeout=REDIS_PATIENCE
        ) as client:
            return "ok" if client.ping() else "unknown"
    except redis.RedisError:
        return "unknown"
