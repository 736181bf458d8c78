"""Saying with whom one would rather not be in a group. The audit rows name nobody: only whoever said it knows whom."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.models import RatherNot
from youdesign.people.audit import record
from youdesign.people.models import Person


@transaction.atomic
def rather_not_be_with(*, person: Person, by: Person) -> RatherNot:
    """Keep that `by` would rather not be in a group with this person; nobody is told."""
    if person.pk == by.pk:
        raise PermissionDenied
    said, is_new = RatherNot.objects.get_or_create(person=by, other=person)
    if is_new:
        record("rather_not", said, by=by)
    return said


@transaction.atomic
def stop_rather_not(*, said: RatherNot, by: Person) -> None:
    """Take it back."""
    if said.person_id != by.pk:
        raise PermissionDenied
    record("stop_rather_not", said, by=by)
    said.delete()
