"""Forms about a person."""

from django import forms


class SignUpForm(forms.Form):
    """What sign-up asks beyond address and password."""

    name = forms.CharField(label="What should we call you?", max_length=80)

    def signup(self, request, user) -> None:
        """Keep the name."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
