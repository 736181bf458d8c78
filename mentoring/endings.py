"""What ends for a leader or a mentor with their place or their role; asked by cohorts, see settings.ENDINGS."""

from cohorts.models import Membership, RoleGrant
from mentoring.actions import stop_looking, stop_mentoring
from mentoring.actions.buddies_ending import leader_left
from youdesign.people.models import Person


def place_ended(membership: Membership, *, by: Person) -> None:
    """A leader without a place waits for nobody, and nobody waits for them."""
    stop_looking(leader=membership.person, programme=membership.cohort.programme, by=by)
    leader_left(membership.person, by=by)


def role_ended(grant: RoleGrant, *, by: Person) -> None:
    """Whoever is not a mentor any more is not suggested, and is not asked."""
    if grant.role == RoleGrant.Role.MENTOR:
        stop_mentoring(mentor=grant.person, programme=grant.programme, by=by)
