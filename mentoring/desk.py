"""Who at the desk looks after somebody: a coordinator, and never about themselves."""

from cohorts.models import Programme, RoleGrant
from mentoring.models import Match
from youdesign.people.models import Person


def desk_for(programme: Programme, *people: int) -> Person | None:
    """Return who looks after these people: the coordinator, or, where they are one of them, who stands in for them.

    That is another coordinator of the programme, the longest there first, else whoever runs the site, else nobody.
    """
    coordinator = programme.coordinator
    if coordinator.pk not in people:
        return coordinator
    roles = RoleGrant.objects.current().filter(programme=programme, role=RoleGrant.Role.COORDINATOR)
    roles = roles.filter(person__is_active=True).exclude(person__in=people).order_by("granted_at", "pk")
    found = roles.select_related("person").first()
    if found is not None:
        return found.person
    return Person.objects.filter(is_superuser=True, is_active=True).exclude(pk__in=people).order_by("pk").first()


def desk_of(match: Match) -> Person | None:
    """Return who looks after a pair: nobody who is one of the two."""
    return desk_for(match.offer.programme, match.leader_id, match.offer.mentor_id)


def is_with_coordinator(match: Match) -> bool:
    """Whether the mentor is the programme's coordinator: whoever they pass on comes back to them, in the other role."""
    return match.offer.mentor_id == match.offer.programme.coordinator_id


def in_words(desk: Person | None) -> str:
    """Return how pages call whoever looks after somebody."""
    return str(desk) if desk is not None else "the staff of your programme"
