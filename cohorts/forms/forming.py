"""The board on which groups are formed: a box for each person, and for each group its name and its facilitator."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cohorts.models import DraftGroup, GroupsDraft
from youdesign.people.models import Person


class QuickSelect(forms.Select):
    """A list to choose from, written at once: five hundred people each have one, of all the groups."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Write it, with what is chosen."""
        chosen = "" if value is None else str(value)
        rows = ((key, SELECTED if str(key) == chosen else "", label) for key, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        facts = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, facts, options)


SELECTED = SafeString(" selected")
NOT_YET = "Not seated yet"


class BoardForm(forms.Form):
    """Who sits where. `turn` says which state of the draft was moved from."""

    turn = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        *,
        draft: GroupsDraft,
        tables: Collection[DraftGroup],
        people: Collection[Person],
        hosts: Collection[Person],
        seats: dict[int, int],
    ) -> None:
        super().__init__(data, initial={"turn": draft.turn})
        self.tables, self.people = tables, people
        self.hosts = {person.pk: person for person in hosts}
        can_sit = [("", NOT_YET), *((table.pk, table.name) for table in tables)]
        can_host = [("", "Nobody yet"), *((person.pk, person.name) for person in hosts)]
        for table in tables:
            self.fields[f"name_{table.pk}"] = forms.CharField(label="Its name", max_length=120, initial=table.name)
            self.fields[f"host_{table.pk}"] = number(can_host, "Who facilitates", table.facilitator_id)
        for person in people:
            self.fields[f"seat_{person.pk}"] = number(can_sit, f"Group of {person}", seats.get(person.pk))

    def arrangement(self) -> dict[str, Any]:
        """Return what was chosen, as the action takes it."""
        chosen = self.cleaned_data
        return {
            "turn": chosen["turn"],
            "seats": {person.pk: chosen[f"seat_{person.pk}"] for person in self.people},
            "names": {table.pk: chosen[f"name_{table.pk}"] for table in self.tables},
            "facilitators": {table.pk: self.hosts.get(chosen[f"host_{table.pk}"]) for table in self.tables},
        }


def number(choices: list[tuple[Any, str]], label: str, initial: int | None) -> forms.TypedChoiceField:
    """Return a box with a list of rows to choose one from, or none."""
    return forms.TypedChoiceField(
        widget=QuickSelect, choices=choices, coerce=int, empty_value=None, required=False, label=label, initial=initial
    )
