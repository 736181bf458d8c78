"""What ends here when an account is switched off, and what others keep of one that is erased; asked by people."""

from django.utils import timezone

from mentoring.actions import buddies_ending
from mentoring.actions.traces import leave_traces
from youdesign.people.models import Person


def account_ended(person: Person, *, by: Person) -> None:
    """Whoever cannot sign in is nobody's meeting buddy, and looks for none."""
    buddies_ending.account_ended(person, by=by)


def account_erased(person: Person) -> None:
    """Whoever was to talk with them is told that it is over, and keeps their own words."""
    leave_traces(person, now=timezone.now())
