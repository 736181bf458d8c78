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

    def __init__(
        self, data: Any = None, *, people: Iterable[Person], known: Mapping[int, Attendance], turns: Mapping[int, bool]
    ) -> None:
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

        missing = [person for person in self.people if not turns.get(person.pk)]
        self.fields["had_turns"] = forms.TypedMultipleChoiceField(
            label="Who had a turn?",
            help_text="So that turns go round. What was offered and had no time goes on to the next session.",
            choices=[(person.pk, str(person)) for person in missing],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=[person.pk for person in missing if person.pk in turns],
            error_messages={"invalid_choice": "One of these cannot be chosen any more. Look again, then save."},
        )
        if not missing:
            del self.fields["had_turns"]

    def was(self) -> dict[int, str]:
        """Return what was said, by each person's key."""
        return {person.pk: self.cleaned_data[f"person_{person.pk}"] for person in self.people}
