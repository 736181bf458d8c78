"""Whom a leader asks about."""

from typing import Any

from django import forms

from mentoring.why_not import may_be_asked_about
from youdesign.people.models import Person

CHOOSE = "Choose one of the people in this list."


class Mentors(forms.ModelChoiceField):
    """Mentors by their names."""

    def label_from_instance(self, obj: Any) -> str:
        """The name."""
        return str(obj.mentor)


class WhyNotForm(forms.Form):
    """One of the mentors whom the leader can find."""

    def __init__(self, data: Any, *, leader: Person) -> None:
        super().__init__(data)
        self.fields["mentor"] = Mentors(
            queryset=may_be_asked_about(leader),
            label="Whom do you have in mind?",
            help_text="You see mentors of your programme who let people there find them.",
            empty_label="Choose somebody",
            error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
        )
        self.audiences = {"mentor": "Nobody is told that you looked."}
