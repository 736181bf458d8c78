"""What ends here when an account is switched off or erased; asked by people, see settings.ACCOUNT_ENDINGS."""

from mentoring.actions import buddies_ending
from youdesign.people.models import Person


def account_ended(person: Person, *, by: Person) -> None:
    """Whoever cannot sign in is nobody's meeting buddy, and looks for none."""
    buddies_ending.account_ended(person, by=by)
