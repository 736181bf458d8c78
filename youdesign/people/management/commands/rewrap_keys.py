"""After FIELD_KEYS got a new first key: wrap every person's key with it, so that the old one can be retired."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from youdesign.people.models import PersonKey
from youdesign.people.private_text import CannotOpen, unwrap, wrap


class Command(BaseCommand):
    """manage.py rewrap_keys"""

    help = "Wrap every person's key with the first key of FIELD_KEYS. Safe to run again, and while the site runs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Re-wrap one key at a time; one that cannot be opened is left as it is and counted."""
        newest = next(iter(settings.FIELD_KEYS))
        done = left = 0
        for key_id in list(PersonKey.objects.exclude(wrapped_with=newest).values_list("pk", flat=True)):
            try:
                done += rewrap(key_id, newest)
            except CannotOpen as error:
                left += 1
                self.stderr.write(f"Key {key_id} was left as it is. {error}")
        self.stdout.write(f'{done} keys are now wrapped with "{newest}".')
        if left:
            raise CommandError(
                f"{left} keys could not be opened. Keep every old key in FIELD_KEYS until there are none."
            )


@transaction.atomic
def rewrap(key_id: int, newest: str) -> int:
    """Wrap one person's key anew; return 0 when it is gone or done already."""
    held = PersonKey.objects.select_for_update().filter(pk=key_id).exclude(wrapped_with=newest).first()
    if held is None:
        return 0
    held.wrapped = wrap(unwrap(held), owner_id=held.person_id, wrapping_id=newest)
    held.wrapped_with = newest
    held.save(update_fields=["wrapped", "wrapped_with"])
    return 1
