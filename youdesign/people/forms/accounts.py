"""What sign-up asks."""

from django import forms
from django.http import HttpRequest

from youdesign.people.models import Person


class SignUpForm(forms.Form):
    """What sign-up asks beyond address and password; allauth puts its own fields under it."""

    name = forms.CharField(
        label="What should we call you?",
        max_length=80,
        help_text="The name people in your group will see. It need not be your full name.",
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={
            "required": "Enter the name we should call you.",
            "max_length": "Use a shorter name, 80 letters or fewer.",
        },
    )

    def clean_name(self) -> str:
        """Keep a name on one line: it stands in the subject of mails."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Keep the name; called by allauth while it makes the account."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
