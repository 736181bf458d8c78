"""Which rooms of pairs a member of staff looks after: those of the programmes they coordinate."""

from typing import Any

from django.db.models import QuerySet

from cohorts.models import Programme
from mentoring.models import Match
from youdesign.people.models import Person


def rooms_of(person: Person) -> QuerySet[Any, Any]:
    """Return the keys of these rooms."""
    programmes = Programme.objects.coordinated_by(person)
    return Match.objects.filter(offer__programme__in=programmes, room__isnull=False).values("room")
