"""How far somebody agrees with each statement about their group, and what they would change."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cohorts.models import PulseAnswer
from youdesign.people.forms.words import Words
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


class ChangeWishForm(forms.Form):
    """The one question that is answered in words; left empty, what was said is taken back."""

    words = Words(
        max_length=500,
        required=False,
        help_text="A line or two. What would make it better for you?",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    audiences = {"words": "Only those who run your group read this. Your name is not shown, but they may guess it."}
    unmarked = ("words",)

    def __init__(self, data: Any, *, question: Code, said: str) -> None:
        super().__init__(data, initial={"words": said})
        self.question = question
        self.fields["words"].label = question.label
