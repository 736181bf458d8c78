"""Saying yes or no to one purpose."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.people import audit
from youdesign.people.actions.needs import share_needs
from youdesign.people.models import ConsentEvent, Person
from youdesign.people.policies import can_change_profile
from youdesign.people.purposes import SHARE_NEEDS, Purpose


@transaction.atomic
def record_consent(*, person: Person, purpose: str, version: str, is_given: bool) -> ConsentEvent | None:
    """Add a yes or a no when it differs from the last answer; no answer at all is a no, and is not written down."""
    Person.objects.select_for_update().get(pk=person.pk)
    last = ConsentEvent.objects.filter(person=person, purpose=purpose).first()
    if (last.is_given, last.version) == (is_given, version) if last else not is_given:
        return None
    event = ConsentEvent.objects.create(person=person, purpose=purpose, version=version, is_given=is_given)
    audit.record("consent", event, by=person, about=person, given=is_given)
    return event


@transaction.atomic
def answer_purpose(*, purpose: Purpose, person: Person, by: Person, is_given: bool) -> ConsentEvent | None:
    """Keep a yes or a no to one purpose, in the words of today; what hangs on it follows in the same transaction."""
    if not can_change_profile(by, person):
        raise PermissionDenied
    event = record_consent(person=person, purpose=purpose.code, version=purpose.version, is_given=is_given)
    if purpose == SHARE_NEEDS:
        share_needs(person=person, is_shared=is_given, now=timezone.now())
    return event
