"""A debrief of one's own."""

from typing import Any

from django import forms

from youdesign.people.forms.words import Words

MOST_CHARACTERS = 20_000


class ReflectionForm(forms.Form):
    """One big box."""

    text = Words(
        label="Your debrief",
        max_length=MOST_CHARACTERS,
        help_text="Write as much or as little as you like. What happened? What mattered, and what did you bring? "
        "How did they do? What next? “Nothing, and that is fine” is a good answer.",
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={
            "required": "Write something first. A few words are enough.",
            "max_length": f"This is too long to keep in one piece. Keep it under {MOST_CHARACTERS:,} characters, "
            "or put the rest in a second debrief.",
        },
    )

    def __init__(self, *args: Any, audience: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audiences = {"text": audience or "Only you can read this. Nobody else, not even programme staff."}


class ReflectionChangeForm(ReflectionForm):
    """The box again, with the version of the words that were put in it."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_version(self) -> int:
        """Take what is missing or garbled for a version that never was, so that nothing is saved over unseen."""
        version = str(self.cleaned_data["version"])
        return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
