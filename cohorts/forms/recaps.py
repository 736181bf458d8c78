"""What came of a session, and what people say about it."""

from typing import Any

from django import forms

from cohorts.models import SessionRecap
from youdesign.people.forms.words import Words

THE_GROUP = "The people in your group, those who join later too, and who runs it. Programme staff never see it."


class RecapForm(forms.Form):
    """Three boxes, and which version they were when the page was opened."""

    mark = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    did = Words(
        label="What we did",
        max_length=2000,
        help_text="A few lines: the turns there were and what you did together. Leave out what people told.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Say in a line or two what you did.",
        },
    )
    learned = Words(
        label="What we learned",
        max_length=3000,
        help_text="What you take with you. Learning only, never somebody's story, and no names.",
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": "Write at least one thing that you take with you.",
        },
    )
    next_steps = Words(
        label="What comes next",
        max_length=2000,
        required=False,
        help_text="Next steps that people were glad to have written down. The next date is put in by itself.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, recap: SessionRecap | None) -> None:
        held = {"mark": recap.version, **recap.said()} if recap else {"mark": 0}
        super().__init__(data, initial=held)
        self.audiences = dict.fromkeys(SessionRecap.WORDS, THE_GROUP)

    def clean_mark(self) -> int:
        """Return which version was seen; none is none."""
        return self.cleaned_data["mark"] or 0

    def said(self) -> dict[str, str]:
        """Return the words."""
        return {name: self.cleaned_data[name] for name in SessionRecap.WORDS}


class SeenForm(forms.Form):
    """Which version somebody says yes to."""

    mark = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RecapCheckForm(SeenForm):
    """What one person would change, in a few words."""

    words = Words(
        label="What would you change?",
        max_length=500,
        help_text="A few words are enough.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say in a few words what you would change.",
        },
    )
    audiences = {"words": "Whoever wrote it, and who runs your group. Not the others, and not programme staff."}
