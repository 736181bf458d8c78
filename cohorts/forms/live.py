"""What is pressed in a live debrief."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from cohorts.debrief_acts import ACTS
from youdesign.people.models import Person

LARGEST = 2**31 - 1


class ActForm(forms.Form):
    """One act: its name, for whom, and which page it was pressed on."""

    act = forms.ChoiceField(choices=[(name, name) for name in ACTS])
    who = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    moves = forms.IntegerField(min_value=0, max_value=LARGEST)
    extended = forms.IntegerField(required=False, min_value=0, max_value=LARGEST)

    def clean_act(self) -> str:
        """Leaving has a page of its own for oneself; for others it is an act."""
        name: str = self.cleaned_data["act"]
        if name == "leave" and not self.data.get("who"):
            raise forms.ValidationError("Leave by its own page.")
        return name

    def said(self) -> dict[str, Any]:
        """Return it as the action takes it."""
        said = self.cleaned_data
        return {"name": said["act"], **{name: said[name] for name in ("who", "moves", "extended")}}


class EndDebriefForm(forms.Form):
    """The page on which it was pressed."""

    moves = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)


class LeaveDebriefForm(forms.Form):
    """Who gets in touch, if anybody."""

    def __init__(self, data: Any = None, *, others: QuerySet[Person]) -> None:
        super().__init__(data)
        names = [(str(person.pk), str(person)) for person in others]
        self.fields["check_in"] = forms.ChoiceField(
            label="Should somebody get in touch with you?",
            help_text="They hear that you left early and asked for this, and nothing else.",
            choices=[("", "Nobody, thank you"), *names],
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Choose somebody who is in the group now, or nobody."},
        )
