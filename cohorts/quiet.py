"""Who is taking a pause from everything: each place they have is paused."""

from collections.abc import Collection

from cohorts.models import Membership
from youdesign.people.models import Person


def is_paused(person: Person) -> bool:
    """Whether this person is."""
    return Membership.objects.pausing().filter(person=person).exists()


def paused_among(people: Collection[int]) -> set[int]:
    """Return which of these people are."""
    return set(Membership.objects.pausing().filter(person__in=people).values_list("person_id", flat=True))
