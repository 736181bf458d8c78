"""What somebody must hand over before they stop; apps above say it in `duties.held_by`, see settings.DUTIES."""

from collections.abc import Iterable
from dataclasses import dataclass

from youdesign.people.composed import modules
from youdesign.people.models import Person
from youdesign.people.problems import Problem


@dataclass(frozen=True)
class Duty:
    """One thing that always needs somebody, in words, and where staff hand it over; some need the staff pages."""

    words: str
    url: str
    needs_staff: bool = False


class HandOverFirst(Problem):
    """This person is still needed somewhere; what would have left it without anybody was not done."""

    def __init__(self, person: Person, duties: Iterable[Duty]) -> None:
        self.person, self.duties = person, tuple(duties)
        super().__init__(person, self.duties)

    def __str__(self) -> str:
        listed = ", ".join(duty.words for duty in self.duties)
        return f"Nothing was changed, because others rely on {self.person} here: {listed}. Hand over first."


def duties_of(person: Person) -> list[Duty]:
    """Return everything that would be without anybody if this person could not sign in any more."""
    return [duty for module in modules("DUTIES") for duty in module.held_by(person)]


def staff_duties_of(person: Person) -> list[Duty]:
    """Return what would be without anybody if this person had no staff pages any more."""
    return [duty for duty in duties_of(person) if duty.needs_staff]


def hold_still(person: Person) -> Person:
    """Return the person, locked: nothing is handed to them, and they do not stop, while the other is decided."""
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def check_can_stop(person: Person, duties: Iterable[Duty]) -> None:
    """Raise HandOverFirst when there is anything left to hand over."""
    left = list(duties)
    if left:
        raise HandOverFirst(person, left)
