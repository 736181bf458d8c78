"""A search for a word wherever this site keeps anything: each column, each key, each session, file and log."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from redis import Redis


def everything(word: str) -> str:
    """Return the name of each place that holds the word, and the word itself if any do."""
    found = [*in_database(word), *in_sessions(word), *in_redis(word), *in_files(word)]
    return f"{word} stands in {', '.join(found)}" if found else ""


def in_database(word: str) -> list[str]:
    """Return the tables that hold the word in any column: as text, inside JSON, or as bytes, which read as hex."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS t, lower(t::text) AS row'
                " WHERE position(%s in row) > 0 OR position(%s in row) > 0",
                [word.lower(), word.encode().hex()],
            )
            if cursor.fetchone()[0]:
                found.append(table)
        return found


def in_sessions(word: str) -> list[str]:
    """Return the sessions that hold the word: their rows are signed and packed, so no search of columns finds it."""
    return [
        f"session {one.pk[:6]}" for one in Session.objects.iterator() if word.lower() in str(one.get_decoded()).lower()
    ]


def in_redis(word: str) -> list[str]:
    """Return the keys of Redis that hold the word, in their name or value."""
    with Redis.from_url(settings.REDIS_URL) as redis:
        return [
            key.decode(errors="replace")
            for key in redis.scan_iter(count=1000)
            if any(word.lower().encode() in part.lower() for part in (key, *values_of(redis, key)))
        ]


def values_of(redis: Any, key: bytes) -> Iterator[bytes]:
    """Yield everything that a key holds, read by its type: a dump would be packed."""
    kind = redis.type(key)
    if kind == b"string":
        yield redis.get(key) or b""
    elif kind == b"hash":
        for pair in redis.hgetall(key).items():
            yield from pair
    elif kind == b"list":
        yield from redis.lrange(key, 0, -1)
    elif kind == b"set":
        yield from redis.smembers(key)
    elif kind == b"zset":
        yield from redis.zrange(key, 0, -1)
    elif kind != b"none":  # it went while we looked
        raise AssertionError(f"Nobody reads what is in {key!r}, a {kind!r}.")


def in_files(word: str) -> list[str]:
    """Return the files the site keeps, and the logs of its servers, that hold the word."""
    places = [Path(place) for place in (settings.MEDIA_ROOT, os.environ.get("SERVER_LOGS")) if place]
    files = (path for place in places if place.is_dir() for path in place.rglob("*") if path.is_file())
    return [path.name for path in files if word.lower().encode() in path.read_bytes().lower()]
