"""Asking to be rung."""

from django import forms

from youdesign.people.forms.words import Line


class RingForm(forms.Form):
    """Where, and when it suits."""

    contact = Line(
        "Your number, and when it suits you",
        200,
        missing="Write the number to ring.",
        help_text="For example: 0117 496 0118, mornings.",
    )
    audiences = {"contact": "The coordinators of your programme. Not your group."}
