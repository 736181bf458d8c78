"""A yes or a no to one purpose, and to which words."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from youdesign.people.purposes import PURPOSES

NEW_WORDS = "These words are new since you opened this page, so your yes is not kept. Read them, then choose again."


def words_shown(version: str) -> forms.CharField:
    """Return the box, for no eye, that says which words stood beside a yes."""
    return forms.CharField(required=False, widget=forms.HiddenInput, initial=version)


def ask_anew(form: forms.Form, name: str, version: str) -> None:
    """Refuse a yes to older words: show the words of today, with nothing chosen."""
    form.data = cast(QueryDict, form.data).copy()
    form.data.pop(name, None)
    form.data["words"] = version
    form.add_error(name, NEW_WORDS)


class ConsentForm(forms.Form):
    """One button for yes, one for no; nothing is chosen for anybody. A no is taken whichever words it was said to."""

    purpose = forms.ChoiceField(choices=[(code, purpose.title) for code, purpose in PURPOSES.items()])
    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")])
    words = words_shown("")

    def clean(self) -> dict[str, Any] | None:
        """Refuse a yes to words that are not those of today."""
        purpose = PURPOSES.get(self.cleaned_data.get("purpose", ""))
        is_yes = self.cleaned_data.get("answer") == "yes"
        if purpose and is_yes and self.cleaned_data.get("words") != purpose.version:
            self.add_error("words", NEW_WORDS)
        return super().clean()
