"""What ends with an account that is switched off or erased: apps above say it, see settings.ACCOUNT_ENDINGS."""

from youdesign.people.composed import modules
from youdesign.people.models import Person


def end_with_account(person: Person, *, by: Person) -> None:
    """End what hangs on an account, inside the transaction that switches it off or erases it."""
    for module in modules("ACCOUNT_ENDINGS"):
        module.account_ended(person, by=by)
