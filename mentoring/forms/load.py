"""Whether a mentor is asked each week, and what they say."""

from typing import Any

from django import forms

from cohorts.models import PulseAnswer
from mentoring.models import MentorOffer


class LoadCheckForm(forms.Form):
    """Whether one is asked, and who sees the answers."""

    asked = forms.ChoiceField(
        label="How is my load, once a week?",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one from the list."},
    )

    def __init__(self, data: Any = None, *, offer: MentorOffer) -> None:
        super().__init__(data, initial={"asked": offer.load_asked})
        choices = [each for each in MentorOffer.LoadAsked.choices if offer.supervised_by or each[0] != "shared"]
        self.fields["asked"].choices = choices  # type: ignore[attr-defined]


class LoadForm(forms.Form):
    """How far one agrees, in one tap."""

    value = forms.TypedChoiceField(choices=PulseAnswer.AGREES, coerce=int)
