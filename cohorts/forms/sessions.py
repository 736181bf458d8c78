"""What is said about a session."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django import forms

from cohorts.models import AccessOutcome, Attendance
from youdesign.people.models import AccessNeed


class AnswerForm(forms.Form):
    """Coming, can't, not sure."""

    answer = forms.ChoiceField(
        label="Are you coming?",
        choices=Attendance.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three.", "invalid_choice": "Choose one of the three."},
    )


class ArrangedForm(forms.Form):
    """Which need, and whether it is arranged: a button each."""

    need = forms.IntegerField(min_value=1)
    is_arranged = forms.BooleanField(required=False)


class MetForm(forms.Form):
    """For each thing a person needs: was it met? Nothing is required."""

    def __init__(self, data: Any = None, *, needs: Sequence[AccessNeed], said: Mapping[int, str]) -> None:
        super().__init__(data, initial={f"need_{need.need_id}": said.get(need.need_id, "") for need in needs})
        self.needs = {f"need_{need.need_id}": need for need in needs}
        self.version = sha256(repr(sorted(said.items())).encode()).hexdigest()[:16]  # of what was said before
        for name, need in self.needs.items():
            self.fields[name] = forms.ChoiceField(
                label=need.need.label,
                choices=AccessOutcome.Outcome.choices,
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": "Choose one of the four answers."},
            )

    def outcomes(self) -> dict[AccessNeed, str]:
        """Return what was said, need by need."""
        return {need: self.cleaned_data[name] for name, need in self.needs.items() if self.cleaned_data[name]}
