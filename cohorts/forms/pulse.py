"""How far somebody agrees with each statement about their group."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cohorts.models import PulseAnswer
from youdesign.people.models import Code


class PulseForm(forms.Form):
    """A choice for each statement; any can be left open."""

    def __init__(self, data: Any, *, statements: list[Code], said: Mapping[int, int]) -> None:
        super().__init__(data)
        self.statements = statements
        for code in statements:
            self.fields[f"item_{code.pk}"] = forms.TypedChoiceField(
                label=code.label,
                choices=PulseAnswer.AGREES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=said.get(code.pk),
                error_messages={"invalid_choice": "Choose one from the list, or leave it open."},
            )

    def answers(self) -> dict[int, int | None]:
        """Return what was chosen, by the key of each statement."""
        return {code.pk: self.cleaned_data[f"item_{code.pk}"] for code in self.statements}
