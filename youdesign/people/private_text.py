"""Private writing at rest: AES-256-GCM with a key per person, itself wrapped by a key of the environment (FIELD_KEYS).

A sealed text is one format byte, a random 96-bit nonce, then the ciphertext with its tag. What it belongs to (table,
row, owner, the owner's key) is authenticated with it, so that a sealed text moved to another row does not open. Erasing
a person destroys their key, and with it every sealed text of theirs, in backups too. Whoever holds FIELD_KEYS and the
database can open everything: this is not end-to-end encryption, and we do not call it that.
"""

import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from youdesign.people.models import Person, PersonKey

FORMAT = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16
SMALLEST = len(FORMAT) + NONCE_BYTES + TAG_BYTES


class CannotOpen(Exception):
    """This private writing cannot be opened; nothing was changed. The message says why and holds nothing private."""


def seal(text: str, *, owner: Person, table: str, row: str) -> bytes:
    """Return the text sealed as `seal_bytes` does."""
    return seal_bytes(text.encode(), owner=owner, table=table, row=row)


def unseal(sealed: bytes, *, owner: Person, table: str, row: str) -> str:
    """Return the text, or raise CannotOpen."""
    return unseal_bytes(sealed, owner=owner, table=table, row=row).decode()


def seal_bytes(content: bytes, *, owner: Person, table: str, row: str) -> bytes:
    """Return the content sealed for one row of its owner, whose key is made on the first use.

    Raises CannotOpen when the owner has a key that this site cannot unwrap: a new one would lose what is there.
    """
    held = PersonKey.objects.filter(person=owner).first() or make_key(owner)
    return _encrypt(unwrap(held), content, _place(table, row, owner, held))


def unseal_bytes(sealed: bytes, *, owner: Person, table: str, row: str) -> bytes:
    """Return the content, or raise CannotOpen."""
    held = PersonKey.objects.filter(person=owner).first()
    if held is None:
        raise CannotOpen("The key to this writing is gone, as when a person was erased, so nobody can open it.")
    try:
        return _decrypt(unwrap(held), bytes(sealed), _place(table, row, owner, held))
    except InvalidTag as error:
        raise CannotOpen("This writing was changed or moved since it was sealed, so it cannot be opened.") from error


@transaction.atomic
def make_key(owner: Person) -> PersonKey:
    """Return the person's key, made now unless another request was first."""
    wrapping_id = next(iter(settings.FIELD_KEYS))
    fresh = wrap(AESGCM.generate_key(bit_length=256), owner_id=owner.pk, wrapping_id=wrapping_id)
    return PersonKey.objects.get_or_create(person=owner, defaults={"wrapped": fresh, "wrapped_with": wrapping_id})[0]


def wrap(key: bytes, *, owner_id: int, wrapping_id: str) -> bytes:
    """Return a person's key, encrypted with a key of the environment."""
    return _encrypt(settings.FIELD_KEYS[wrapping_id], key, _wrapping_place(owner_id, wrapping_id))


def unwrap(held: PersonKey) -> bytes:
    """Return the person's own key, or raise CannotOpen and say which key of the environment is missing or wrong."""
    name = held.wrapped_with
    if name not in settings.FIELD_KEYS:
        raise CannotOpen(f'The key named "{name}" is missing from FIELD_KEYS. Put it back; nothing was changed.')
    try:
        return _decrypt(settings.FIELD_KEYS[name], bytes(held.wrapped), _wrapping_place(held.person_id, name))
    except InvalidTag as error:
        reason = f'The key named "{name}" in FIELD_KEYS is not the one that was used. Nothing was changed.'
        raise CannotOpen(reason) from error


def _encrypt(key: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, place)


def _decrypt(key: bytes, sealed: bytes, place: bytes) -> bytes:
    if not sealed.startswith(FORMAT) or len(sealed) < SMALLEST:
        raise CannotOpen("This writing is in a form that this version does not know. Nothing was changed.")
    start = len(FORMAT) + NONCE_BYTES
    return AESGCM(key).decrypt(sealed[len(FORMAT) : start], sealed[start:], place)


def _place(table: str, row: str, owner: Person, held: PersonKey) -> bytes:
    """What is authenticated with the text; JSON keeps the parts apart whatever they hold."""
    return json.dumps(["text", FORMAT.hex(), table, row, owner.pk, held.pk]).encode()


def _wrapping_place(owner_id: int, wrapping_id: str) -> bytes:
    return json.dumps(["person key", FORMAT.hex(), owner_id, wrapping_id]).encode()
