"""After FIELD_KEYS got a new first key: seal with it what an older one sealed, so that one can go."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from youdesign.people import second_step
from youdesign.people.models import PersonKey, SiteSecret
from youdesign.people.private_text import unwrap, wrap
from youdesign.people.sealing import CannotOpen, newest_key
from youdesign.people.site_secrets import reseal_secret


class Command(BaseCommand):
    """manage.py rewrap_keys"""

    help = "Seal every key and secret with the first key of FIELD_KEYS. Safe to run again, and while the site runs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal one at a time; one that cannot be opened is left as it is and counted."""
        done = left = 0
        for name, step in steps(newest_key()):
            try:
                done += step()
            except CannotOpen as error:
                left += 1
                self.stderr.write(f"{name} was left as it is. {error}")
        self.stdout.write(f'{done} keys and secrets are now sealed with "{newest_key()}".')
        if left:
            raise CommandError(f"{left} could not be opened. Keep every old key in FIELD_KEYS until there are none.")


def steps(newest: str) -> Iterator[tuple[str, "partial[int]"]]:
    """Yield what is to be done: each person's key, each second step, and the site's own secrets."""
    for pk in list(PersonKey.objects.exclude(wrapped_with=newest).order_by("pk").values_list("pk", flat=True)):
        yield f"Key {pk}", partial(rewrap, pk, newest)
    for pk in list(Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("pk", flat=True)):
        yield f"Second step {pk}", partial(second_step.reseal, pk)
    for pk in list(SiteSecret.objects.values_list("pk", flat=True)):
        yield f"Secret {pk}", partial(reseal_secret, pk)


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
