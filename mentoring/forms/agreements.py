"""The words of one clause."""

from typing import Any

from django import forms

from mentoring.models import Match
from youdesign.people.forms.words import Words

MOST_CHARACTERS = 2000


class ClauseForm(forms.Form):
    """One clause of an agreement, and which words it had when the page was opened."""

    mark = forms.CharField(required=False, widget=forms.HiddenInput)
    text = Words(
        label="What we agree about this",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Keep a few words. “Nothing to agree on here” is fine too.",
        },
    )

    def __init__(self, *args: Any, match: Match, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audiences = {
            "text": f"{match.leader} and {match.offer.mentor} read this. Nobody else, not even programme staff."
        }

    def clean_text(self) -> str:
        """Return the words without stray spaces round them."""
        return str(self.cleaned_data["text"]).strip()
