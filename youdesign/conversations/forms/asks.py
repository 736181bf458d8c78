"""Forms for what colleagues ask one another."""

from typing import Any

from django import forms

from youdesign.conversations.models import MAX_CHARACTERS, Ask
from youdesign.people.models import Person


class AskForm(forms.Form):
    """A short question to a colleague."""

    question = forms.CharField(
        label="What do you want to ask?",
        max_length=Ask.LONGEST,
        help_text="Short is good. Say what you are doing, and what you would like to know.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Write your question first.",
            "max_length": f"Make it shorter: {Ask.LONGEST:,} characters fit. The rest can come when they answer.",
        },
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audiences = {"question": f"Only {person}. Programme staff cannot read it."}


class AnswerForm(forms.Form):
    """The answer to a colleague's question."""

    text = forms.CharField(
        label="Your answer",
        max_length=MAX_CHARACTERS,
        help_text="A few words are enough. You two can go on in a room of your own.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Write something first, or say not now.",
            "max_length": f"Make it shorter: {MAX_CHARACTERS:,} characters fit. The rest can follow in your room.",
        },
    )

    def __init__(self, *args: Any, asker: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audiences = {"text": f"Only {asker}. Programme staff cannot read it."}
