"""Who is taking a pause from everything: each place they have is paused."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from cohorts.models import Membership
from youdesign.people.models import Person


def is_paused(person: Person) -> bool:
    """Whether this person is."""
    return Membership.objects.pausing().filter(person=person).exists()


def is_paused_in(person: str) -> Exists:
    """Return the same as part of a query whose rows name the person so."""
    return Exists(Membership.objects.pausing().filter(person=OuterRef(person)))


def paused_among(people: Collection[int]) -> set[int]:
    """Return which of these people are."""
    return set(Membership.objects.pausing().filter(person__in=people).values_list("person_id", flat=True))
