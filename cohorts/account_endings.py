"""What ends here when an account is switched off or erased; asked by people, see settings.ACCOUNT_ENDINGS."""

from cohorts.actions.cofacilitating import stop_helping_everywhere
from cohorts.actions.proposing import hand_on_all
from youdesign.people.models import Person


def account_ended(person: Person, *, by: Person) -> None:
    """Whoever cannot sign in helps to run no group and proposes none; each group keeps its facilitator."""
    stop_helping_everywhere(person, by=by)
    hand_on_all(person, by=by)
