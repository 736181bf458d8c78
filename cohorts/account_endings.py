"""What ends here for somebody whose account is switched off; asked by people, see settings.ACCOUNT_ENDINGS."""

from cohorts.actions.cofacilitating import stop_helping_everywhere
from youdesign.people.models import Person


def account_ended(person: Person, *, by: Person) -> None:
    """Whoever cannot sign in helps to run no group; each group keeps its facilitator."""
    stop_helping_everywhere(person, by=by)
