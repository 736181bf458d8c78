"""What somebody must hand over before they stop; apps above say it in `duties.held_by`, see settings.DUTIES."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType

from django.conf import settings

from youdesign.people.models import Person
from youdesign.people.problems import Problem


@dataclass(frozen=True)
class Duty:
    """One thing that always needs somebody, in words, and where staff hand it over."""

    words: str
    url: str


class HandOverFirst(Problem):
    """This person is still needed somewhere; what would have left it without anybody was not done."""

    def __init__(self, person: Person, duties: Iterable[Duty]) -> None:
        self.person, self.duties = person, tuple(duties)
        super().__init__(person, self.duties)

    def __str__(self) -> str:
        listed = ", ".join(duty.words for duty in self.duties)
        return f"Nothing was changed, because others rely on {self.person} here: {listed}. Hand over first."


@cache
def _modules() -> list[ModuleType]:
    return [import_module(name) for name in settings.DUTIES]


def duties_of(person: Person) -> list[Duty]:
    """Return everything that would be without anybody if this person could not sign in any more."""
    return [duty for module in _modules() for duty in module.held_by(person)]


def hold_still(person: Person) -> Person:
    """Return the person, locked: nothing is handed to them, and they do not stop, while the other is decided."""
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def check_can_stop(person: Person, duties: Iterable[Duty]) -> None:
    """Raise HandOverFirst when there is anything left to hand over."""
    left = list(duties)
    if left:
        raise HandOverFirst(person, left)
