"""Secrets of the site's own: made on its first run, found by name ever after."""

from collections.abc import Callable

from django.db import transaction

from youdesign.people.models import SiteSecret
from youdesign.people.sealing import is_under_newest, open_for_site, seal_for_site


@transaction.atomic
def ensure_secret(name: str, make: Callable[[], bytes]) -> bool:
    """Keep what `make` gives unless there is one of this name; return whether it is new."""
    if SiteSecret.objects.filter(name=name).exists():
        return False
    sealed = seal_for_site(make(), purpose=name)
    return SiteSecret.objects.get_or_create(name=name, defaults={"sealed": sealed})[1]


def secret(name: str) -> bytes | None:
    """Return the secret, or None before the first run; raises CannotOpen when its key is missing or wrong."""
    sealed = SiteSecret.objects.filter(name=name).values_list("sealed", flat=True).first()
    return None if sealed is None else open_for_site(sealed, purpose=name)


@transaction.atomic
def reseal_secret(pk: int) -> int:
    """Seal one secret with the newest key; return 0 when it is gone or done already."""
    held = SiteSecret.objects.select_for_update().filter(pk=pk).first()
    if held is None or is_under_newest(held.sealed):
        return 0
    held.sealed = seal_for_site(open_for_site(held.sealed, purpose=held.name), purpose=held.name)
    held.save(update_fields=["sealed"])
    return 1
