"""What somebody looks for among colleagues."""

from typing import Any

from django import forms

from youdesign.people.models import Code


class Lists(forms.ModelChoiceField):
    """One entry of a code list, or any."""

    def __init__(self, listing: str, **options: Any) -> None:
        super().__init__(
            queryset=Code.objects.filter(listing=listing, is_on=True), required=False, empty_label="Any", **options
        )


class SearchForm(forms.Form):
    """Words and filters; nothing is required."""

    words = forms.CharField(
        label="Search by words",
        required=False,
        max_length=100,
        help_text="A name, a place, or something people know about. For example: minutes, hospital discharge, Leeds.",
        error_messages={"max_length": "Use 100 characters or fewer: a few words find most."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
    brings = Lists("asset", label="What they bring")
    place = Lists("place", label="Where they do this work")
    level = Lists("level", label="At which level")
    region = Lists("region", label="Region")
    language = Lists("language", label="Language")
    is_new = forms.BooleanField(label="New to this, as I am", required=False)
    can_be_asked = forms.BooleanField(label="Happy to be asked", required=False)

    unmarked = ("words", "brings", "place", "level", "region", "language")

    @property
    def filters(self) -> list[forms.BoundField]:
        """Everything but the words."""
        return [field for field in self if field.name != "words"]

    @property
    def is_filtered(self) -> bool:
        """Whether a filter is on, or has a mistake."""
        return any(self.data.get(field.name) for field in self.filters)
