"""Which messages a member of staff looks after: apps above say it in `looked_after_by`, see settings.LOOKED_AFTER."""

from django.db.models import QuerySet

from youdesign.notices.models import Notice
from youdesign.people.composed import modules
from youdesign.people.models import Person


def looked_after_by(person: Person) -> QuerySet[Notice]:
    """Return what this person may see and send again; staff with every right see all."""
    if not (person.is_active and person.is_staff):
        return Notice.objects.none()
    if person.is_superuser:
        return Notice.objects.all()
    found = Notice.objects.none()
    for module in modules("LOOKED_AFTER"):
        found = found | module.looked_after_by(person)
    return found
