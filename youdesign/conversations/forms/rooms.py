"""Forms for a room: one's own stay, what the group agreed, how far one has read, and what to look for."""

from typing import Any

from django import forms

from youdesign.conversations.forms.messages import storable
from youdesign.people.models import Person

PLAIN_QUOTES = str.maketrans("“”„«»", '"""""')


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
