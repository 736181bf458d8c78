"""What a group agrees."""

from typing import Any

from django import forms

from youdesign.people.forms.words import Words


class AgreementForm(forms.Form):
    """The group's words, a line for each thing, and which words they were when the page was opened."""

    MOST_LINES, LONGEST = 20, 300
    mark = forms.CharField(required=False, widget=forms.HiddenInput)
    text = Words(
        label="What we agree",
        max_length=(LONGEST + 1) * MOST_LINES,
        help_text="One line for each thing. Put in, take out and reword what you like.",
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={
            "required": "Keep at least one line. A group needs something to agree on.",
            "max_length": f"This is too long. Keep it to {MOST_LINES} lines, each under {LONGEST} characters.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audiences = {"text": "The people in your group, and who joins it. Programme staff do not see it."}

    def clean_text(self) -> str:
        """Return the lines, each once, without empty ones and stray spaces."""
        lines = list(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["text"].split("\n")))))
        if len(lines) > self.MOST_LINES:
            raise forms.ValidationError(
                f"You have {len(lines)} lines. Keep it to {self.MOST_LINES}: people remember few."
            )
        if long := next((line for line in lines if len(line) > self.LONGEST), ""):
            raise forms.ValidationError(f"Make this line shorter, under {self.LONGEST} characters: “{long[:60]}…”")
        return "\n".join(lines)
