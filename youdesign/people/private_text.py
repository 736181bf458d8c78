"""Private writing at rest: sealed with a key per person, itself wrapped by a key of the environment (FIELD_KEYS).

What a text belongs to (table, row, owner, the owner's key) is authenticated with it, so that a sealed text moved to
another row does not open. Erasing a person destroys their key, and with it every sealed text of theirs, in backups too.
Whoever holds FIELD_KEYS and the database can open everything: this is not end-to-end encryption, and we do not call it
that.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from youdesign.people.models import Person, PersonKey
from youdesign.people.sealing import FORMAT, CannotOpen, decrypt, encrypt, newest_key, open_with

__all__ = (
    "CannotOpen",
    "make_key",
    "opener",
    "openers",
    "seal",
    "seal_bytes",
    "unseal",
    "unseal_bytes",
    "unwrap",
    "wrap",
)


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
    return encrypt(unwrap(held), content, _place(table, row, owner, held))


def unseal_bytes(sealed: bytes, *, owner: Person, table: str, row: str) -> bytes:
    """Return the content, or raise CannotOpen."""
    return opener(owner)(sealed, table=table, row=row)


class Unlock(Protocol):
    """Opens one sealed content after another of one owner's, or raises CannotOpen."""

    def __call__(self, sealed: bytes, /, *, table: str, row: str) -> bytes: ...


def opener(owner: Person) -> Unlock:
    """Return what opens any number of one owner's texts: their key is looked up and unwrapped here, once.

    Raises CannotOpen.
    """
    held = PersonKey.objects.filter(person=owner).first()
    if held is None:
        raise CannotOpen("The key to this writing is gone, as when a person was erased, so nobody can open it.")
    return _with_key(owner, held)


def openers(owners: Iterable[Person]) -> dict[int, Unlock]:
    """Return what opens the texts of each of these owners, by their keys in the database, asking once for all.

    Whoever has no key that opens now is left out.
    """
    by_key = {owner.pk: owner for owner in owners}
    found: dict[int, Unlock] = {}
    for held in PersonKey.objects.filter(person__in=by_key):
        with suppress(CannotOpen):
            found[held.person_id] = _with_key(by_key[held.person_id], held)
    return found


def _with_key(owner: Person, held: PersonKey) -> Unlock:
    key = unwrap(held)

    def unlock(sealed: bytes, /, *, table: str, row: str) -> bytes:
        try:
            return decrypt(key, bytes(sealed), _place(table, row, owner, held))
        except InvalidTag as error:
            raise CannotOpen("This writing was changed or moved since it was sealed: it cannot be opened.") from error

    return unlock


@transaction.atomic
def make_key(owner: Person) -> PersonKey:
    """Return the person's key, made now unless another request was first."""
    wrapping_id = newest_key()
    fresh = wrap(AESGCM.generate_key(bit_length=256), owner_id=owner.pk, wrapping_id=wrapping_id)
    return PersonKey.objects.get_or_create(person=owner, defaults={"wrapped": fresh, "wrapped_with": wrapping_id})[0]


def wrap(key: bytes, *, owner_id: int, wrapping_id: str) -> bytes:
    """Return a person's key, encrypted with a key of the environment."""
    return encrypt(settings.FIELD_KEYS[wrapping_id], key, _wrapping_place(owner_id, wrapping_id))


def unwrap(held: PersonKey) -> bytes:
    """Return the person's own key, or raise CannotOpen and say which key of the environment is missing or wrong."""
    name = held.wrapped_with
    return open_with(name, bytes(held.wrapped), _wrapping_place(held.person_id, name))


def _place(table: str, row: str, owner: Person, held: PersonKey) -> bytes:
    """What is authenticated with the text; JSON keeps the parts apart whatever they hold."""
    return json.dumps(["text", FORMAT.hex(), table, row, owner.pk, held.pk]).encode()


def _wrapping_place(owner_id: int, wrapping_id: str) -> bytes:
    return json.dumps(["person key", FORMAT.hex(), owner_id, wrapping_id]).encode()
