"""Taking a pause."""

from django import forms


class PauseForm(forms.Form):
    """Take a pause, or come back."""

    wish = forms.ChoiceField(choices=[("pause", "Take a pause"), ("back", "Come back")])
