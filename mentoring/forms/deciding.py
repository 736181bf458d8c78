"""What a leader lets the mentor know when choosing them."""

from typing import Any

from django import forms

from mentoring.chosen import lines_to_share
from mentoring.models import Match
from youdesign.people.forms.words import Words


class DecideForm(forms.Form):
    """Which reasons the mentor may read, and words of one's own; nothing is ticked before, and nothing is required."""

    reasons = forms.MultipleChoiceField(
        label="What do you want to tell them about why you chose them?",
        required=False,
        help_text="Tick any, or none.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick only what stands in this list."},
    )
    words = Words(
        label="Something in your own words",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, match: Match) -> None:
        super().__init__(data)
        self.lines = lines_to_share(match)
        name = match.offer.mentor.get_short_name()
        if self.lines:
            self.fields["reasons"].choices = list(enumerate(self.lines))  # type: ignore[attr-defined]
        else:
            del self.fields["reasons"]
        self.audiences = dict.fromkeys(("reasons", "words"), f"{name} reads what you tick and write here. Nobody else.")

    def because(self) -> str:
        """Return what the mentor reads, a line for each reason."""
        ticked = [self.lines[int(at)] for at in self.cleaned_data.get("reasons", [])]
        return "\n".join(filter(None, [*ticked, self.cleaned_data["words"].strip()]))
