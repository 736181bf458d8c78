"""Turns what somebody wrote, on a page or through a socket, into words that can be stored."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField

from youdesign.conversations.files import ACCEPT, MOST_FILES, NotTaken, SafeFile, read_file
from youdesign.conversations.models import MAX_CHARACTERS, MAX_DESCRIPTION, MAX_NOTE, Ask, Message
from youdesign.people.models import Person

FILE_NUMBERS = range(1, MOST_FILES + 1)
ORDINALS = ("first", "second", "third", "fourth")
PLAIN_QUOTES = str.maketrans("“”„«»", '"""""')
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
        """Return the values, the files among them read and in one list; words or files there must be."""
        cleaned = super().clean() or {}
        read = [self.read_file(number, cleaned) for number in FILE_NUMBERS]
        cleaned["files"] = [file for file in read if file is not None]
        if not (cleaned["files"] or cleaned.get("text") or self.errors):
            self.add_error("text", NOTHING)
        return cleaned

    def read_file(self, number: int, cleaned: dict[str, Any]) -> SafeFile | None:
        """Take one file out of the values, and return it as it can be kept; its box says what stands in the way."""
        sent, shows = cleaned.pop(f"file_{number}", None), cleaned.pop(f"shows_{number}", "")
        if sent is None or self.errors:
            return None
        try:
            return replace(read_file(sent, sent.name, sent.size), description=" ".join(shows.split()))
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


class StayForm(forms.Form):
    """How one's own stay in a room is."""

    is_muted = forms.BooleanField(
        label="Keep this room quiet for me",
        help_text="No messages about it, not even when somebody names you. You still see what is new here.",
        required=False,
    )
    hears_daily = forms.BooleanField(
        label="Tell me once a day when there is something new",
        help_text="One message for all your rooms, in the morning. It never says what was written.",
        required=False,
    )
    is_unseen = forms.BooleanField(
        label="Do not show that I am here",
        help_text="The others do not see that you have the room open, or that you are writing.",
        required=False,
    )


PACES = [
    (0, "As people like"),
    (10, "One message each 10 seconds"),
    (30, "One message each 30 seconds"),
    (60, "One message a minute"),
    (300, "One message each 5 minutes"),
]


class WaysForm(forms.Form):
    """What those who look after a room decide, and what the group has agreed."""

    slow_seconds = forms.TypedChoiceField(
        label="How fast it goes",
        help_text="For each person. You can always write.",
        choices=PACES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how fast it goes"},
    )
    shows_history = forms.BooleanField(
        label="Newcomers read from the start",
        help_text="As the group has agreed. Switched off, they read from the day they join.",
        required=False,
    )
    may_be_saved = forms.BooleanField(
        label="Everyone may keep a copy of what was said",
        help_text="Only if the group has agreed to that. It holds what others wrote.",
        required=False,
    )


class HandOverForm(forms.Form):
    """Who looks after the room next."""

    to = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who looks after it next?",
        empty_label="Choose a person",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose somebody who is in the room"),
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people if person.is_active])
        field.queryset = field.queryset.order_by("name", "pk")


class SearchForm(forms.Form):
    """Words to look for in what was said."""

    words = forms.CharField(
        label="Words to look for",
        help_text="Put “quotes” around words that stand together.",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={
            "required": "Write the words you are looking for",
            "max_length": "Look for fewer words: 200 characters fit",
        },
    )

    def clean_words(self) -> str:
        """Return words that can be looked for; a phone writes quotes that are not plain."""
        return storable(self.cleaned_data["words"].translate(PLAIN_QUOTES))


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
