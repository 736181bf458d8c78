"""What ends here when an account is switched off or erased; asked by people, see settings.ACCOUNT_ENDINGS."""

from youdesign.conversations.actions.rooms import add_event, take_turn
from youdesign.conversations.models import Room, RoomEvent
from youdesign.people.models import Person


def account_ended(person: Person, *, by: Person) -> None:
    """Have open pages take anew what this person said: it may be said by nobody now, or not at all.

    The rooms are taken in one order, so that two who are erased at the same time do not wait for each other.
    """
    for room in Room.objects.filter(members__person=person).distinct().order_by("pk"):
        add_event(take_turn(room), RoomEvent.Kind.ANEW)
