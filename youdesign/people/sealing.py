"""How anything here is sealed: AES-256-GCM, under a kept key or one of the environment (FIELD_KEYS).

A sealed thing is one format byte, a random 96-bit nonce, then the ciphertext with its tag. What it belongs to is
authenticated with it, so that it opens in its own place only.
"""

import base64
import binascii
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

FORMAT = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16
SMALLEST = len(FORMAT) + NONCE_BYTES + TAG_BYTES


class CannotOpen(Exception):
    """This sealed thing cannot be opened; nothing was changed. The message says why and holds nothing private."""


def encrypt(key: bytes, plain: bytes, place: bytes) -> bytes:
    """Return it sealed for its place."""
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, place)


def decrypt(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """Return what was sealed; raises CannotOpen for another form, InvalidTag for another key or place."""
    if not sealed.startswith(FORMAT) or len(sealed) < SMALLEST:
        raise CannotOpen("This writing is in a form that this version does not know. Nothing was changed.")
    start = len(FORMAT) + NONCE_BYTES
    return AESGCM(key).decrypt(sealed[len(FORMAT) : start], sealed[start:], place)


def newest_key() -> str:
    """Return the name of the key that seals: the first of FIELD_KEYS."""
    return next(iter(settings.FIELD_KEYS))


def open_with(name: str, sealed: bytes, place: bytes) -> bytes:
    """Return what a key of the environment sealed, or raise CannotOpen and say which key is missing or wrong."""
    if name not in settings.FIELD_KEYS:
        raise CannotOpen(f'The key named "{name}" is missing from FIELD_KEYS. Put it back; nothing was changed.')
    try:
        return decrypt(settings.FIELD_KEYS[name], sealed, place)
    except InvalidTag as error:
        reason = f'The key named "{name}" in FIELD_KEYS is not the one that was used. Nothing was changed.'
        raise CannotOpen(reason) from error


def seal_for_site(content: bytes, *, purpose: str) -> str:
    """Return a secret of the site's own as "name of the key:base64"; the purpose is authenticated with it."""
    name = newest_key()
    sealed = encrypt(settings.FIELD_KEYS[name], content, _place_of(purpose, name))
    return f"{name}:{base64.b64encode(sealed).decode()}"


def open_for_site(sealed: str, *, purpose: str) -> bytes:
    """Return a secret of the site's own, or raise CannotOpen."""
    name, _, encoded = sealed.partition(":")
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CannotOpen("This is not a sealed secret. Nothing was changed.") from error
    return open_with(name, content, _place_of(purpose, name))


def is_under_newest(sealed: str) -> bool:
    """Whether it is sealed with the key that seals now."""
    return sealed.partition(":")[0] == newest_key()


def _place_of(purpose: str, name: str) -> bytes:
    return json.dumps(["site", FORMAT.hex(), purpose, name]).encode()
