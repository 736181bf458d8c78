"""Staff look after every message of these tests."""

from django.db.models import QuerySet

from youdesign.notices.models import Notice
from youdesign.people.models import Person


def looked_after_by(person: Person) -> QuerySet[Notice]:
    """Return all."""
    return Notice.objects.all()
