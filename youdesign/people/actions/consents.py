"""Writing down a yes or a no to one purpose; what follows from it is in answers.py."""

from django.db import transaction

from youdesign.people import audit
from youdesign.people.models import ConsentEvent, Person


@transaction.atomic
def record_consent(*, person: Person, purpose: str, version: str, is_given: bool) -> ConsentEvent | None:
    """Add a yes or a no when it differs from the last answer; no answer at all is a no, and is not written down.

    A no takes back the yes before it, and so is kept with the words of that yes.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    last = ConsentEvent.objects.filter(person=person, purpose=purpose).first()
    version = last.version if last and not is_given else version
    if (last.is_given, last.version) == (is_given, version) if last else not is_given:
        return None
    event = ConsentEvent.objects.create(person=person, purpose=purpose, version=version, is_given=is_given)
    audit.record("consent", event, by=person, about=person, given=is_given)
    return event
