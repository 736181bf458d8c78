"""What ends when an account is switched off: apps above say it in `account_ended`, see settings.ACCOUNT_ENDINGS."""

from youdesign.people.composed import modules
from youdesign.people.models import Person


def end_with_account(person: Person, *, by: Person) -> None:
    """End what hangs on an account, inside the transaction that switches it off."""
    for module in modules("ACCOUNT_ENDINGS"):
        module.account_ended(person, by=by)
