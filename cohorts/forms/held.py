"""Who was there."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from cohorts.attendance import mark_of
from cohorts.models import Attendance
from youdesign.people.models import Person

Was, Answer = Attendance.Was, Attendance.Answer
STARTS = {Answer.COMING: Was.THERE, Answer.CANNOT: Was.NOT_THERE}  # what an answer before it leads us to expect


class WhoWasThereForm(forms.Form):
    """A choice for each person, starting from what they said before, or from what was written down."""

    mark = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, people: Iterable[Person], known: Mapping[int, Attendance]) -> None:
        self.version = mark_of({key: row.was for key, row in known.items()})
        super().__init__(data, initial={"mark": self.version})
        self.people = list(people)
        for person in self.people:
            row = known.get(person.pk)
            self.fields[f"person_{person.pk}"] = forms.ChoiceField(
                label=str(person),
                choices=Was.choices,
                widget=forms.RadioSelect,
                initial=(row.was or STARTS.get(Answer(row.answer), "")) if row else "",
                error_messages=dict.fromkeys(("required", "invalid_choice"), f"Choose one of the three for {person}."),
            )

    def was(self) -> dict[int, str]:
        """Return what was said, by each person's key."""
        return {person.pk: self.cleaned_data[f"person_{person.pk}"] for person in self.people}
