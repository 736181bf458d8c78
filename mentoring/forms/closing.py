"""Thank you."""

from typing import Any

from django import forms

from youdesign.people.forms.words import Words
from youdesign.people.models import Person


class ThankYouForm(forms.Form):
    """What I say to the other at the end."""

    words = Words(
        max_length=2000,
        required=False,
        help_text="What changed, what you are proud of, what you take with you.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    unmarked = ("words",)

    def __init__(self, *args: Any, other: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = f"To {other.get_short_name()}"
        self.audiences = {"words": f"{other} and you read this. Nobody else, not even programme staff."}
