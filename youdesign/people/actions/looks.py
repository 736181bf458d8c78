"""Writing down who looked at what about whom."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from youdesign.people.models import AccessLog, Person


# A look is its own record: it needs no audit row beside it.
@transaction.atomic
def note_looks(
    *, by: Person, about: Iterable[Person], what: str, why: str, place: str, now: datetime.datetime
) -> list[AccessLog]:
    """Write down one look at each person; looking again at the same within half an hour is the same look."""
    seen = set(AccessLog.objects.lately(by=by, place=place, now=now).values_list("about_id", flat=True))
    return AccessLog.objects.bulk_create(
        AccessLog(about=person, by=by, what=what, why=why, place=place, at=now)
        for person in about
        if person.pk not in seen and person.pk != by.pk
    )
