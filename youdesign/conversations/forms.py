"""Turns what somebody wrote, on a page or through a socket, into words that can be stored."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from youdesign.conversations.models import MAX_CHARACTERS

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
