"""Notes about a talk, and a next step."""

from typing import Any

from django import forms

from cohorts.forms import if_line, then_line
from mentoring.models import Match
from youdesign.people.forms.words import Words
from youdesign.people.models import Person

LONGEST_NOTES = 10_000


class NoteForm(forms.Form):
    """What I write about a talk, for myself."""

    text = Words(
        label="My notes",
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**8)
    unmarked = ("text",)

    def __init__(self, *args: Any, other: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audiences = {
            "text": f"Only you can read this. Not {other.get_short_name()}, and not programme staff either."
        }


class StepForm(forms.Form):
    """If something happens, then one of the two will do something."""

    whose = forms.ChoiceField(
        label="Whose step is it?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whose step it is."),
    )
    if_words = if_line()
    then_words = then_line()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=10**8)

    def __init__(self, *args: Any, match: Match, by: Person, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = match.other_than(by)
        self.people = {str(by.pk): by, str(other.pk): other}
        names = ("Mine", f"For {other.get_short_name()} to do")
        self.fields["whose"].choices = list(zip(self.people, names, strict=True))  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["whose"]
        self.audiences = {"then_words": f"{other} and you read this. Nobody else, not even programme staff."}

    def words(self) -> dict[str, Any]:
        """Return the words of the step."""
        return {name: self.cleaned_data[name] for name in ("if_words", "then_words")}
