"""What the board shows: groups, the people in each with the box that moves them, and what can be said of each group."""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from cohorts.balancing import FEWEST, MOST, RUNS_WITH
from cohorts.forms.forming import BoardForm
from cohorts.models import DraftGroup, GroupsDraft
from cohorts.seekers import best_times, easy_times, hosts, seekers, week
from youdesign.people.models import Person


@dataclass(frozen=True)
class Card:
    """One person, and the box that says where they sit."""

    person: Person
    box: BoundField


@dataclass(frozen=True)
class Column:
    """One group of the board; without a table, those who are not seated yet."""

    table: DraftGroup | None
    cards: list[Card]
    measures: list[str]
    name: BoundField | None = None
    host: BoundField | None = None

    @property
    def note(self) -> str:
        """What is amiss about its size."""
        number = len(self.cards)
        if self.table is None or not number:
            return ""
        if number < RUNS_WITH:
            return "Too few: a group does not run with fewer than three."
        if number > MOST:
            return "Too many: eight is the most."
        return "Few: five or more is better." if number < FEWEST else ""


def board_form(draft: GroupsDraft, data: Any) -> BoardForm:
    """Return the form of the board, as the draft stands."""
    people = list(seekers(draft.cohort))
    known = {person.pk for person in people}
    seats = {pk: table for pk, table in draft.seats.values_list("person", "table") if pk in known}
    facilitators = list(hosts(draft.cohort.programme))
    return BoardForm(data, draft=draft, tables=list(draft.tables.all()), people=people, hosts=facilitators, seats=seats)


def board_of(draft: GroupsDraft, data: Any = None) -> dict[str, Any]:
    """Return what the page shows; people stand where the draft has them, also when a box is not right yet."""
    form = board_form(draft, data)
    people = [person.pk for person in form.people]
    hours, names = easy_times(people), list(week().values_list("label", flat=True))
    cards: dict[int | None, list[Card]] = {}
    for person in form.people:
        box = form[f"seat_{person.pk}"]
        cards.setdefault(box.initial, []).append(Card(person, box))
    columns = [
        Column(
            table,
            there := cards.get(table.pk, []),
            best_times([card.person.pk for card in there], hours, names),
            form[f"name_{table.pk}"],
            form[f"host_{table.pk}"],
        )
        for table in form.tables
    ]
    return {"form": form, "columns": columns, "waiting": Column(None, cards.get(None, []), []), "number": len(people)}
