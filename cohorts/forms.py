"""What people type or press about their sessions, their place and their reflections."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cohorts.models import AccessOutcome, Attendance
from youdesign.people.models import AccessNeed

MOST_CHARACTERS = 20_000


class Words(forms.CharField):
    """Long text with one kind of line break, so that what fits is counted the same here and in the browser."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str | None:
        """Return the text with plain line breaks."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class AnswerForm(forms.Form):
    """Coming, can't, not sure: one button each."""

    answer = forms.ChoiceField(choices=Attendance.Answer.choices)


class MetForm(forms.Form):
    """For each thing a person needs: was it met? Nothing is required."""

    def __init__(self, data: Any = None, *, needs: Sequence[AccessNeed], said: Mapping[int, str]) -> None:
        super().__init__(data, initial={f"need_{need.need_id}": said.get(need.need_id, "") for need in needs})
        self.needs = {f"need_{need.need_id}": need for need in needs}
        for name, need in self.needs.items():
            self.fields[name] = forms.ChoiceField(
                label=need.need.label,
                choices=AccessOutcome.Outcome.choices,
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": "Choose one of the four answers."},
            )

    def outcomes(self) -> dict[AccessNeed, str]:
        """Return what was said, need by need."""
        return {need: self.cleaned_data[name] for name, need in self.needs.items() if self.cleaned_data[name]}


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


class PauseForm(forms.Form):
    """Take a pause, or come back."""

    wish = forms.ChoiceField(choices=[("pause", "Take a pause"), ("back", "Come back")])


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
