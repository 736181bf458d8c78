"""Saying yes to being erased."""

from django import forms


class EraseForm(forms.Form):
    """One box, never ticked for anybody."""

    sure = forms.BooleanField(
        label="Yes, erase everything about me",
        error_messages={"required": "Tick the box if you want us to erase everything about you"},
    )
