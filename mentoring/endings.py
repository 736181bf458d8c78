"""What ends, or waits, for a leader or a mentor with their place or their role; see settings.ENDINGS."""

from django.utils import timezone

from cohorts.models import Membership, RoleGrant
from mentoring.actions import let_go_on, let_wait, stop_looking, stop_mentoring
from mentoring.actions.buddies_ending import stopped
from mentoring.buddy_policies import PEERS
from youdesign.people.models import Person


def place_ended(membership: Membership, *, by: Person) -> None:
    """Whoever has no place waits for nobody, and nobody waits for them."""
    stop_looking(leader=membership.person, programme=membership.cohort.programme, by=by)
    stopped(membership.person, by=by)


def place_paused(membership: Membership, *, by: Person) -> None:
    """Whoever takes a pause has a mentoring that waits."""
    let_wait(membership.person, by=by, now=timezone.now())


def pause_over(membership: Membership, *, by: Person) -> None:
    """And it goes on when they are back, or have no place to pause any more."""
    let_go_on(membership.person, by=by, now=timezone.now())


def role_ended(grant: RoleGrant, *, by: Person) -> None:
    """Whoever is not a mentor any more is not suggested, and is not asked; nor is a meeting buddy."""
    if grant.role == RoleGrant.Role.MENTOR:
        stop_mentoring(mentor=grant.person, programme=grant.programme, by=by)
    if grant.role in PEERS:
        stopped(grant.person, by=by)
