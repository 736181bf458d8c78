"""Questions answered from a code list: round buttons, tick boxes, and a week to tick."""

from typing import Any

from django import forms

from youdesign.people.models import Code


class CodeChoice(forms.ModelChoiceField):
    """One entry of a code list, as round buttons."""

    def __init__(self, listing: str, **options: Any) -> None:
        self.listing = listing
        super().__init__(
            queryset=Code.objects.filter(listing=listing, is_on=True),
            required=False,
            empty_label=None,
            widget=forms.RadioSelect,
            **options,
        )


class CodeChoices(forms.ModelMultipleChoiceField):
    """Any number of entries of a code list, as tick boxes."""

    def __init__(self, listing: str, *, widget: Any = forms.CheckboxSelectMultiple, **options: Any) -> None:
        self.listing = listing
        queryset = Code.objects.filter(listing=listing, is_on=True)
        super().__init__(queryset=queryset, required=False, widget=widget, **options)


class Week(forms.CheckboxSelectMultiple):
    """Tick boxes drawn as a week: a row for each day, a column for each part of it."""
