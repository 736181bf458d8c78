"""Telling someone."""

from typing import Any, cast

from django import forms
from django.utils.html import format_html

from youdesign.people.concerns import NOBODY_YET, is_address
from youdesign.people.forms.words import SHORTER, Text, Words
from youdesign.people.models import Concern, Person

LEFT_OUT = "You can leave this out"
READERS = "{} will read this. The other people who answer these messages can too. Nobody else can."


class ConcernForm(forms.ModelForm):
    """Tell someone: what happened, and how to reach you if we do not know you."""

    class Meta:
        model = Concern
        fields: tuple[str, ...] = ("category", "about", "what", "contact", "page")
        labels = {
            "category": "What kind of thing is it?",
            "about": "What is it about?",
            "what": "What do you want to tell us?",
            "contact": "How can we reach you?",
        }
        help_texts = {
            "what": "Use your own words. Say as much or as little as you like.",
            "contact": "An email address or a phone number, and when it is safe to use it. "
            "With an email address you get a link to read the answer. Leave it empty if you do not want one.",
        }
        field_classes = {"what": Words, "contact": Text}
        widgets = {"what": forms.Textarea(attrs={"rows": 7}), "page": forms.HiddenInput}
        error_messages = {
            "what": {
                "required": "Write what you want to tell us. One sentence is enough.",
                "max_length": f"{SHORTER} Tell us the rest when we answer.",
            },
        }

    def __init__(
        self, data: Any, *, responder: Person | None, person: Person | None, page: str, about: str = ""
    ) -> None:
        super().__init__(data, initial={"page": page})
        if about:
            self.fields.pop("about", None)
        readers = READERS.format(responder) if responder else NOBODY_YET
        self.audiences = {"what": readers, "contact": readers}
        for name in {"category", "about"} & self.fields.keys():
            field = cast("Any", self.fields[name])
            field.choices = [("", LEFT_OUT), *list(field.choices)[1:]]
        if person is not None and "contact" in self.fields:
            self.fields["contact"].help_text = format_html("Leave this empty to be reached at {}.", person.email)


class ComplaintForm(ConcernForm):
    """A complaint about what we do with information about somebody: it gets an answer, so it needs a way back."""

    class Meta(ConcernForm.Meta):
        fields = ("what", "contact", "page")
        labels = ConcernForm.Meta.labels | {"what": "What is your complaint?", "contact": "Your email address"}
        help_texts = ConcernForm.Meta.help_texts | {
            "what": "Say what we did, or did not do, and what you would like us to do.",
            "contact": "We write to it at once, with a link to see how it goes.",
        }

    def __init__(self, data: Any, *, responder: Person | None, person: Person | None, page: str) -> None:
        super().__init__(data, responder=responder, person=person, page=page, about=Concern.About.SITE)
        if person is not None:
            del self.fields["contact"]

    def clean_contact(self) -> str:
        """Ask for an address that we can write to."""
        contact = str(self.cleaned_data["contact"]).strip()
        if not is_address(contact):
            raise forms.ValidationError("Enter an email address, like name@example.com, so that we can answer you.")
        return contact


class ReplyForm(forms.Form):
    """Words between the one who raised a concern and the one who answers it."""

    text = Words(
        label="Write to each other",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Write something first.",
            "max_length": f"{SHORTER} Send the rest after it.",
        },
    )

    def __init__(self, data: Any, *, other: str) -> None:
        super().__init__(data)
        self.fields["text"].label = f"Write to {other}"
        self.audiences = {"text": "Only the two of you can read this, and the other people who answer these messages."}


class MoveForm(forms.Form):
    """Where a concern has got to."""

    state = forms.ChoiceField(choices=Concern.State.choices)
