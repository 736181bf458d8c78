"""What goes out around a session."""

import datetime
from typing import Any

from django import forms

from cohorts.models import SessionMessage
from youdesign.people.forms.words import Words


class MessageForm(forms.Form):
    """Her words, whether it goes at all, and the mark of what she had seen."""

    words = Words(
        label="What you say",
        max_length=2000,
        required=False,
        help_text="The day, the times and how to join are put in when it goes, so leave them out. "
        "They are right even if you move the session.",
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    is_off = forms.BooleanField(label="Do not send this one", required=False)
    mark = forms.CharField(required=False, widget=forms.HiddenInput)
    audiences = {"words": "Everyone in your group gets it. The coordinators of your programme can see it too."}

    def __init__(self, data: Any = None, *, message: SessionMessage) -> None:
        held = {"words": message.words, "is_off": message.is_off, "mark": mark_of(message)}
        super().__init__(data, initial=held)

    def clean_mark(self) -> datetime.datetime | None:
        """Return when what she saw had been written; what is garbled was never seen by anybody."""
        try:
            return datetime.datetime.fromisoformat(self.cleaned_data["mark"]) if self.cleaned_data["mark"] else None
        except ValueError:
            return datetime.datetime.min.replace(tzinfo=datetime.UTC)

    def show_saved(self, message: SessionMessage) -> None:
        """Take what is saved now for seen, so that saving again keeps what stands here."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict is only changed as a copy
        data["mark"] = mark_of(message)
        self.data = data


def mark_of(message: SessionMessage) -> str:
    """Return which words these are."""
    return message.edited_at.isoformat() if message.edited_at else ""
