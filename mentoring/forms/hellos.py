"""What a leader may add when asking a mentor."""

from typing import Any

from django import forms

from mentoring.models import Match
from youdesign.people.forms.words import Words


class HelloForm(forms.Form):
    """A hello of a few words, or none."""

    hello = Words(
        label="Add a few words",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, match: Match, **kwargs: Any) -> None:
        """Say who reads it, and keep the ids of several forms on one page apart."""
        super().__init__(*args, **kwargs)
        self.auto_id = f"match-{match.pk}-%s"
        name = match.offer.mentor.get_short_name()
        audience = (
            f"{name} reads this, and nobody else, unless {name} tells someone about it. "
            f"{name} also sees your name and what you want help with."
        )
        self.fields["hello"].audience = audience  # type: ignore[attr-defined]
