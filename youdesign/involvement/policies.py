"""Who may do what with involvements and their events; pure questions."""

from youdesign.involvement.models import Involvement, InvolvementEvent
from youdesign.people.models import Person


def can_change_involvement(person: Person, involvement: Involvement) -> bool:
    """Only its leader says where it has got to, and adds dates."""
    return involvement.leader_id == person.pk


def can_change_event(person: Person, event: InvolvementEvent) -> bool:
    """Only the leader of the involvement it belongs to."""
    return can_change_involvement(person, event.involvement)


def can_keep_host(person: Person) -> bool:
    """Staff look after the list that everybody chooses from."""
    return person.is_active and person.is_staff
