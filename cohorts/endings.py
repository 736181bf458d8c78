"""What ends with a place or a role: apps above say it in `place_ended` and `role_ended`, see settings.ENDINGS."""

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
