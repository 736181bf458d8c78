"""Who must sign in with a second step, and whether they did; apps above name theirs, see settings.SECOND_STEP_FOR."""

from collections.abc import Collection, Mapping
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE_METHODS
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from youdesign.people.composed import modules
from youdesign.people.concerns import RESPONDERS
from youdesign.people.models import Person
from youdesign.people.sealing import is_under_newest, open_for_site, seal_for_site

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
PURPOSE = "second step"
SEALED = ("secret", "seed")  # what an app's code and recovery codes are made from; a passkey holds nothing secret


def must_have(people: Collection[int]) -> set[int]:
    """Return those of these people who look after others here: staff, safeguarding leads, and whom apps above name."""
    if not settings.SECOND_STEP_REQUIRED or not people:
        return set()
    staff = Q(is_staff=True) | Q(is_superuser=True) | Q(groups__name=RESPONDERS)
    found = set(Person.objects.filter(staff, pk__in=people).values_list("pk", flat=True))
    for module in modules("SECOND_STEP_FOR"):
        found |= module.trusted(set(people) - found)
    return found


def was_taken(session: Mapping[str, Any], person: Person) -> bool:
    """Whether this session was opened, or confirmed later, with a second step or a passkey."""
    if session.get(WHOSE_METHODS) != str(person.pk):
        return False
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or ()
    return any(record.get("method") == "mfa" for record in records)


def is_missing(session: Mapping[str, Any], person: Person) -> bool:
    """Whether this person must take a second step before anything else."""
    return not was_taken(session, person) and bool(must_have([person.pk]))


def factors_of(person: Person) -> list[str]:
    """Return what this person can take a second step with."""
    held = Authenticator.objects.filter(user=person, type__in=FACTORS)
    return list(held.order_by("type").values_list("type", flat=True))


def seal_secret(text: str) -> str:
    """Return what a second step is made from as the database keeps it."""
    return seal_for_site(text.encode(), purpose=PURPOSE)


def open_secret(sealed: str) -> str:
    """Return what a second step is made from; raises CannotOpen."""
    return open_for_site(sealed, purpose=PURPOSE).decode()


@transaction.atomic
def reseal(pk: int) -> int:
    """Seal one second step with the newest key; return 0 when it is gone or done already."""
    held = Authenticator.objects.select_for_update().filter(pk=pk).first()
    old = [name for name in SEALED if held and name in held.data and not is_under_newest(held.data[name])]
    if held is None or not old:
        return 0
    held.data |= {name: seal_secret(open_secret(held.data[name])) for name in old}
    held.save(update_fields=["data"])
    return 1
