"""What ends with an account that is switched off or erased, and what is left of it for others: apps above say it.

See settings.ACCOUNT_ENDINGS and settings.ACCOUNT_TRACES.
"""

from youdesign.people.composed import modules
from youdesign.people.models import Person


def end_with_account(person: Person, *, by: Person) -> None:
    """End what hangs on an account, inside the transaction that switches it off or erases it."""
    for module in modules("ACCOUNT_ENDINGS"):
        module.account_ended(person, by=by)


def leave_traces_of(person: Person) -> None:
    """Let others know, and keep, what they need of an account that is about to be erased; inside that transaction."""
    for module in modules("ACCOUNT_TRACES"):
        module.account_erased(person)
