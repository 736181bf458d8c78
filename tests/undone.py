"""What somebody does in a browser, and then has not done."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.test import Client


@contextmanager
def shared(django_db_blocker: Any) -> Iterator[None]:
    """Let several tests find what is made meanwhile, as it was made; it is undone in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Undo in the end what is written meanwhile, in the database and in the browser."""
    cookies = copy.deepcopy(client.cookies)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
