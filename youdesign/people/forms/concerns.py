"""Telling someone."""

from typing import Any

from django import forms
from django.utils.html import format_html

from youdesign.people.concerns import NOBODY_YET
from youdesign.people.models import Concern, Person

READERS = "{} will read this. The other people who answer these messages can too. Nobody else can."


class ConcernForm(forms.ModelForm):
    """Tell someone: what happened, and how to reach you if we do not know you."""

    class Meta:
        model = Concern
        fields = ("what", "contact", "page")
        labels = {"what": "What do you want to tell us?", "contact": "How can we reach you?"}
        help_texts = {
            "what": "Use your own words. Say as much or as little as you like.",
            "contact": "An email address or a phone number, and when it is safe to use it. "
            "Leave it empty if you do not want an answer.",
        }
        widgets = {"what": forms.Textarea(attrs={"rows": 7}), "page": forms.HiddenInput}
        error_messages = {
            "what": {
                "required": "Write what you want to tell us. One sentence is enough.",
                "max_length": "This is too long. Use 4,000 characters or fewer, and tell us the rest when we answer.",
            },
            "contact": {"max_length": "This is too long. Use 200 characters or fewer."},
        }

    def __init__(self, data: Any, *, responder: Person | None, person: Person | None, page: str) -> None:
        super().__init__(data, initial={"page": page})
        readers = READERS.format(responder) if responder else NOBODY_YET
        self.audiences = {"what": readers, "contact": readers}
        if person is not None:
            self.fields["contact"].help_text = format_html("Leave this empty to be reached at {}.", person.email)
