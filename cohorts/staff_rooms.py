"""Which rooms of groups a member of staff looks after: those of the programmes they coordinate."""

from typing import Any

from django.db.models import QuerySet

from cohorts.models import LearningGroup, Programme
from youdesign.people.models import Person


def rooms_of(person: Person) -> QuerySet[Any, Any]:
    """Return the keys of these rooms."""
    programmes = Programme.objects.coordinated_by(person)
    return LearningGroup.objects.filter(cohort__programme__in=programmes).values("room")
