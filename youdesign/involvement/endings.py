"""What hangs on a date or a piece of work: apps above say what becomes of it, see settings.EVENT_ENDINGS."""

from youdesign.involvement.models import Involvement, InvolvementEvent
from youdesign.people.composed import modules
from youdesign.people.models import Person


def tell_of_event(event: InvolvementEvent, *, by: Person) -> None:
    """Let the apps above know that a date has moved on, inside the transaction that moves it."""
    for module in modules("EVENT_ENDINGS"):
        module.event_moved(event, by=by)


def tell_of_work(involvement: Involvement, *, by: Person) -> None:
    """Let the apps above know that a piece of work has moved on, inside the transaction that moves it."""
    for module in modules("EVENT_ENDINGS"):
        module.work_moved(involvement, by=by)
