"""Asking to be rung."""

from django import forms

from youdesign.people.forms.words import Line


class RingForm(forms.Form):
    """Where, and when it suits."""

    contact = Line("Your number, and when it suits you", 200, help_text="For example: 0117 496 0118, mornings.")
    audiences = {"contact": "The coordinators of your programme. Not your group."}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["contact"].required = True
        self.fields["contact"].error_messages["required"] = "Write the number to ring."
