"""Rewording the lists that people choose from."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.people import audit
from youdesign.people.models import Code, Person
from youdesign.people.policies import can_change_code


@transaction.atomic
def save_code(*, code: Code, by: Person, is_reworded: bool) -> Code:
    """Keep an entry of a code list; a new wording is noted, so that search learns it."""
    if not can_change_code(by):
        raise PermissionDenied
    if is_reworded:
        code.reworded_at = timezone.now()
    code.save()
    audit.record("save a word to choose", code, by=by, reworded=is_reworded)
    return code
