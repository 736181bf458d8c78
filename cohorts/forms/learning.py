"""What somebody writes in a debrief, and takes from it."""

from typing import Any

from django import forms

from cohorts.models import LearningNote, Turn
from youdesign.people.forms.words import Once, Words

Kind = LearningNote.Kind
LABELS: dict[str, str] = {
    Kind.WRITING: "Write for a moment",
    Kind.QUESTION: "My question",
    Kind.LEARNING: "What I take with me",
    Kind.PRIVATE: "Notes for myself",
}
HINTS: dict[str, str] = {
    Kind.WRITING: "As much or as little as you like. You can pass: leave it empty.",
    Kind.QUESTION: "For when you would rather type than speak. A question, and no advice in it.",
    Kind.LEARNING: "Learning for your own work. Never what somebody told: that stays at the table.",
    Kind.PRIVATE: "For leading this debrief. Leave out what people told.",
}
THE_TABLE = "Those who sit at this table now. Not people who join later, and not programme staff."
READERS: dict[str, str] = {
    Kind.WRITING: (
        "Only you, until all is shown together. Then those who sit at this table now. "
        "Not people who join later, and not programme staff."
    ),
    Kind.QUESTION: THE_TABLE,
    Kind.LEARNING: THE_TABLE,
    Kind.PRIVATE: "Only you can read this. Nobody else, not even programme staff.",
}


class NotePlaceForm(forms.Form):
    """Where a note belongs, as the page that asked for it said; nobody fills it in."""

    kind = forms.ChoiceField(choices=Kind.choices)
    at_step = forms.IntegerField(required=False, min_value=0, max_value=200)
    of_turn = forms.UUIDField(required=False)
    next = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Refuse quiet writing that belongs to no step."""
        said = super().clean() or self.cleaned_data
        if said.get("kind") == Kind.WRITING and said.get("at_step") is None:
            raise forms.ValidationError("Quiet writing belongs to a step.")
        return said


def box(kind: str) -> Words:
    """Return the one box to write in."""
    return Words(
        label=LABELS[kind],
        max_length=LearningNote.LONGEST,
        help_text=HINTS[kind],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Write something first, or pass: leave it and go on.",
        },
    )


class NoteForm(forms.Form):
    """A few words that are not kept yet."""

    client_id = Once()

    def __init__(self, data: Any = None, *, kind: str, turn: Turn | None = None) -> None:
        super().__init__(data, auto_id=f"id_{kind}_%s")
        self.kind, self.turn = kind, turn
        self.fields["text"] = box(kind)
        self.audiences = {"text": READERS[kind]}


class NoteChangeForm(forms.Form):
    """The words again, with the version of those that were put in the box."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, note: LearningNote, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["text"] = box(note.kind)
        self.audiences = {"text": THE_TABLE if note.is_read_by_others else READERS[note.kind]}

    def clean_version(self) -> int:
        """Take what is missing or garbled for a version that never was, so that nothing is saved over unseen."""
        version = str(self.cleaned_data["version"])
        return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
