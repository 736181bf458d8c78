"""What ends when a date or a piece of work does not go on; asked by involvement, see settings.EVENT_ENDINGS."""

from mentoring.actions import buddies_ending
from youdesign.involvement.models import Involvement, InvolvementEvent
from youdesign.people.models import Person


def event_moved(event: InvolvementEvent, *, by: Person) -> None:
    """A meeting buddy hears that the date does not take place."""
    buddies_ending.event_moved(event, by=by)


def work_moved(involvement: Involvement, *, by: Person) -> None:
    """A meeting buddy hears that the leader does not do this any more."""
    buddies_ending.work_moved(involvement, by=by)
