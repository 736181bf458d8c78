"""Who may find me among colleagues, and whether I may be asked."""

from typing import Any

from django import forms

from youdesign.people.forms.codes import CodeChoice
from youdesign.people.forms.consents import ask_anew, words_shown
from youdesign.people.models import Listing
from youdesign.people.purposes import FOUND_BY, FOUND_BY_VERSION


class ListingForm(forms.Form):
    """Nobody finds anybody until they say so, and the first choice stays as it is until they change it."""

    reach = forms.TypedChoiceField(
        label="Who can find you?",
        choices=Listing.Reach.choices,
        coerce=lambda value: Listing.Reach(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who can find you.", "invalid_choice": "Choose one of these."},
    )
    can_be_asked = forms.BooleanField(
        label="I am happy to be asked things",
        required=False,
        help_text="People see that they may ask. You read the question and answer, or say “not now”. Nobody asks why.",
    )
    answers = CodeChoice(
        "answer_time",
        label="How soon do you hope to answer?",
        help_text="When you have answered five questions, people see instead how soon you usually answer. We work that "
        "out from the last ten you were asked.",
    )
    words = words_shown(FOUND_BY_VERSION)

    option_hints = {"reach": {Listing.Reach(circle.value): purpose.words for circle, purpose in FOUND_BY.items()}}

    @classmethod
    def of(cls, listing: Listing | None, data: Any = None) -> "ListingForm":
        """Return the form with what the person chose before; at first that is nobody."""
        held = listing or Listing()
        return cls(data, initial={name: getattr(held, name) for name in ("reach", "can_be_asked", "answers")})

    def clean(self) -> dict[str, Any] | None:
        """Say that somebody whom nobody finds cannot be asked; take no yes to words that were not shown."""
        said = self.cleaned_data
        if said.get("reach") and said.get("words") != FOUND_BY_VERSION:
            ask_anew(self, "reach", FOUND_BY_VERSION)
        if said.get("can_be_asked") and said.get("reach") == Listing.Reach.NOBODY:
            self.add_error("can_be_asked", "To be asked, choose above who can find you. Or leave this box empty.")
        return super().clean()

    def said(self) -> dict[str, Any]:
        """Return what the action asks for."""
        return {name: self.cleaned_data[name] for name in ("reach", "can_be_asked", "answers")}
