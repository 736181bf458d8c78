"""Forms for what is said in a room."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField

from youdesign.conversations.files import ACCEPT, MOST_FILES, NotTaken, SafeFile, read_file
from youdesign.conversations.models import MAX_CHARACTERS, MAX_DESCRIPTION, MAX_NOTE, Message

FILE_NUMBERS = range(1, MOST_FILES + 1)
ORDINALS = ("first", "second", "third", "fourth")
NOTHING = "Write something to send"
TOO_LONG = f"Make it shorter: {MAX_CHARACTERS} characters fit in one message"
NOT_UNDERSTOOD = "Load this page again and send it once more. Your words are still here"


def storable(text: str) -> str:
    """Return words that can be stored: half a character, as broken programs send, cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValidationError("Take out the sign that cannot be shown") from None
    return text


class WordsForm(forms.Form):
    """Words for a room, and what they are about where somebody may rather not read it just now."""

    text = forms.CharField(
        label="Write to the group",
        validators=[MaxLengthValidator(MAX_CHARACTERS, TOO_LONG)],  # not max_length: a chat needs no line that counts
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": NOTHING},
    )
    content_note = forms.CharField(
        label="Say what it is about first",
        help_text="For something that is hard to read, such as “losing a baby”. People open it when they are ready.",
        required=False,
        validators=[MaxLengthValidator(MAX_NOTE, f"Make it shorter: {MAX_NOTE} characters fit")],
    )

    def clean_text(self) -> str:
        """Return words that can be stored."""
        return storable(self.cleaned_data["text"])

    def clean_content_note(self) -> str:
        """Return a note that can be stored."""
        return storable(self.cleaned_data["content_note"])


class MessageForm(WordsForm):
    """One message, and the sender's own id for it, by which a repeated send is known."""

    client_id = forms.UUIDField(
        initial=uuid4,
        widget=forms.HiddenInput,
        error_messages={"required": NOT_UNDERSTOOD, "invalid": NOT_UNDERSTOOD},
    )
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**53, widget=forms.HiddenInput)
    field_order = ("client_id", "reply_to", "text", "content_note")
    unmarked = ("text", *(f"file_{number}" for number in FILE_NUMBERS))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False  # where there are files
        for number, ordinal in zip(FILE_NUMBERS, ORDINALS, strict=True):
            self.fields[f"file_{number}"] = forms.FileField(
                label=f"The {ordinal} picture or document",
                required=False,
                allow_empty_file=True,
                widget=forms.FileInput(attrs={"accept": ACCEPT}),
            )
            self.fields[f"shows_{number}"] = forms.CharField(
                label=f"What the {ordinal} shows, for people who cannot see it",
                required=False,
                validators=[MaxLengthValidator(MAX_DESCRIPTION, f"Make it shorter: {MAX_DESCRIPTION} characters fit")],
            )

    @property
    def file_rows(self) -> list[tuple[BoundField, BoundField]]:
        """The boxes for files, each with the one for what it shows."""
        return [(self[f"file_{number}"], self[f"shows_{number}"]) for number in FILE_NUMBERS]

    @property
    def lost_files(self) -> bool:
        """Whether files came with a form that goes back, so that they have to be chosen again."""
        return bool(self.errors and self.files)

    def clean(self) -> dict[str, Any]:
        """Return the values without the files, which are read apart; words or files there must be."""
        cleaned = super().clean() or {}
        boxes = [(n, cleaned.pop(f"file_{n}", None), cleaned.pop(f"shows_{n}", "")) for n in FILE_NUMBERS]
        self.sent = [box for box in boxes if box[1] is not None]
        if not (self.sent or cleaned.get("text") or self.errors):
            self.add_error("text", NOTHING)
        return cleaned

    def read_files(self) -> list[SafeFile]:
        """Return the files as they can be kept; the box of one that cannot be says what stands in the way.

        This is not part of checking the form: it takes long, so whoever may not send them is told that first.
        """
        read = [self.read_file(*box) for box in self.sent]
        return [file for file in read if file is not None]

    def read_file(self, number: int, sent: UploadedFile, shows: str) -> SafeFile | None:
        """Return one file as it can be kept, unless another stands in the way already."""
        if self.errors:
            return None
        try:
            return replace(read_file(sent, sent.name or "", sent.size or 0), description=" ".join(shows.split()))
        except NotTaken as problem:
            self.add_error(f"file_{number}", str(problem))
            return None


class SignalForm(forms.Form):
    """Something said without typing."""

    signal = forms.ChoiceField(choices=Message.Signal, error_messages={"invalid_choice": NOT_UNDERSTOOD})
    client_id = forms.UUIDField()


class EditForm(WordsForm):
    """Other words for a message, and which of its versions they change."""

    revision = forms.IntegerField(min_value=0, max_value=2**15, widget=forms.HiddenInput)

    def __init__(self, *args: Any, readers: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "edit_%s"  # it may stand beside the box for new words
        self.fields["text"].label = "Your words"
        self.fields["text"].help_text = readers


class SwitchForm(forms.Form):
    """One thing switched on, or one switched off: a page has a button for each."""

    on = forms.ChoiceField(required=False, error_messages={"invalid_choice": NOT_UNDERSTOOD})
    off = forms.ChoiceField(required=False, error_messages={"invalid_choice": NOT_UNDERSTOOD})

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("on", "off"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Return what is switched, and how."""
        on, off = self.cleaned_data.get("on"), self.cleaned_data.get("off")
        if bool(on) == bool(off):
            raise ValidationError(NOT_UNDERSTOOD)
        return {"what": on or off, "is_on": bool(on)}
