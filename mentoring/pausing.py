"""When one of the two takes a pause from everything, their mentoring waits."""

from django.db.models import DateTimeField, OuterRef, Q, Subquery

from cohorts.models import Pause
from cohorts.quiet import paused_among
from mentoring.models import Match
from youdesign.people.models import Person


def who_pauses(match: Match) -> list[Person]:
    """Return who of the two takes a pause now: while somebody does, nothing is asked of either about the other."""
    two = (match.leader, match.offer.mentor)
    paused = paused_among([person.pk for person in two]) if match.is_current else set()
    return [person for person in two if person.pk in paused]


def last_back() -> Subquery:
    """Return, for matches, when the last pause of one of the two was over: what had waited begins anew then."""
    theirs = Q(place__person=OuterRef("leader")) | Q(place__person=OuterRef("offer__mentor"))
    over = Pause.objects.filter(theirs, ended_at__isnull=False).order_by("-ended_at").values("ended_at")
    return Subquery(over[:1], output_field=DateTimeField())
