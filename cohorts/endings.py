"""What ends or waits with a place or a role: apps above say it, see settings.ENDINGS."""

from cohorts.models import Membership, RoleGrant
from youdesign.people.composed import modules
from youdesign.people.models import Person


def end_with_place(membership: Membership, *, by: Person) -> None:
    """End what hangs on a place that is given up or completed, inside the transaction that ends it."""
    for module in modules("ENDINGS"):
        module.place_ended(membership, by=by)


def end_with_role(grant: RoleGrant, *, by: Person) -> None:
    """End what hangs on a role, inside the transaction that ends it."""
    for module in modules("ENDINGS"):
        module.role_ended(grant, by=by)


def wait_with_place(membership: Membership, *, by: Person) -> None:
    """Let wait what hangs on a place that is paused, inside the transaction that pauses it."""
    for module in modules("ENDINGS"):
        module.place_paused(membership, by=by)


def go_on_with_place(membership: Membership, *, by: Person) -> None:
    """Let go on what had waited, unless this person had another place that went on: then nothing had."""
    others = Membership.objects.taking_part().filter(person=membership.person_id).exclude(pk=membership.pk)
    if not others.exclude(state=Membership.State.PAUSED).exists():
        for module in modules("ENDINGS"):
            module.pause_over(membership, by=by)
