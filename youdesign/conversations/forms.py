"""Turns what somebody wrote, on a page or through a socket, into words that can be stored."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from youdesign.conversations.models import MAX_CHARACTERS, Ask
from youdesign.people.models import Person

TOO_LONG = f"Make it shorter: {MAX_CHARACTERS} characters fit in one message"
NOT_UNDERSTOOD = "Load this page again and send it once more. Your words are still here"


class MessageForm(forms.Form):
    """One message, and the sender's own id for it, by which a repeated send is known."""

    text = forms.CharField(
        label="Write to the group",
        validators=[MaxLengthValidator(MAX_CHARACTERS, TOO_LONG)],  # not max_length: a chat needs no line that counts
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write something to send"},
    )
    client_id = forms.UUIDField(
        initial=uuid4,
        widget=forms.HiddenInput,
        error_messages={"required": NOT_UNDERSTOOD, "invalid": NOT_UNDERSTOOD},
    )

    def clean_text(self) -> str:
        """Return words that can be stored: half a character, as broken programs send, cannot."""
        text: str = self.cleaned_data["text"]
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValidationError("Take out the sign that cannot be shown") from None
        return text


class ReadForm(forms.Form):
    """How many messages of the room somebody has read."""

    count = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class EventsForm(forms.Form):
    """From where to read a room's events, and how long to wait for one."""

    after = forms.IntegerField(min_value=0, max_value=2**53)
    wait = forms.FloatField(min_value=0, required=False)


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
