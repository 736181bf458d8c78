"""Saying yes or no to one purpose, with what follows from it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.people.actions.consents import record_consent
from youdesign.people.actions.listings import answer_being_found
from youdesign.people.actions.needs import share_needs
from youdesign.people.models import Person
from youdesign.people.policies import can_change_profile
from youdesign.people.purposes import FOUND_BY, SHARE_NEEDS, Purpose


@transaction.atomic
def answer_purpose(*, purpose: Purpose, person: Person, by: Person, is_given: bool) -> None:
    """Keep a yes or a no to one purpose, in the words of today; what hangs on it follows in the same transaction."""
    if not can_change_profile(by, person):
        raise PermissionDenied
    record_consent(person=person, purpose=purpose.code, version=purpose.version, is_given=is_given)
    if purpose == SHARE_NEEDS:
        share_needs(person=person, is_shared=is_given, now=timezone.now())
    for circle in [circle for circle, about in FOUND_BY.items() if about == purpose]:
        answer_being_found(person=person, by=by, circle=circle, is_given=is_given)
