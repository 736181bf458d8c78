"""Typed readers of environment variables that stop with one helpful sentence instead of a traceback."""

import base64
import binascii
from collections.abc import Callable
from typing import TypeVar

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
T = TypeVar("T")


def read(reader: Callable[..., T], name: str, help_text: str, **options: object) -> T:
    """Return the variable, or stop and say what to set it to.

    Raises ImproperlyConfigured when it is missing without a default, or cannot be understood.
    """
    try:
        return reader(name, **options)
    except (ImproperlyConfigured, ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"{name} is missing or not understood. {help_text}") from error


def keyring(text: str) -> dict[str, bytes]:
    """Return key id to 32-byte key from "id:base64,id:base64"; the first one encrypts, all decrypt."""
    keys: dict[str, bytes] = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        key_id, _, encoded = item.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not key_id or len(key) != 32:
            raise ImproperlyConfigured(
                'FIELD_KEYS is not understood. Write it as "name:key" where key is 32 random bytes in base64: '
                "python -c \"import base64,os; print('2026a:' + base64.b64encode(os.urandom(32)).decode())\""
            )
        keys[key_id] = key
    return keys
