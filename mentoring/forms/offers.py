"""What a mentor offers."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict

from mentoring.matching.for_one import NOT_SAID
from mentoring.models import MentorOffer
from youdesign.people.forms.codes import CodeChoices, Week
from youdesign.people.forms.sections import stamp_of
from youdesign.people.forms.words import Words
from youdesign.people.models import Code

MOST_PLACES = 8
KNOWN = {"known_level": "level", "known_place": "place", "known_role": "involvement_role", "known_host": "host_kind"}
WHOLE = "Enter a whole number from 1 to 8. To have nobody new for a while, take a rest instead."
MEANWHILE = (
    "This was changed in another window, or by your coordinator, after you opened it. Your answers are still here and "
    "not saved yet. Save again to keep them, or go back to see what is saved."
)
LEADERS = "Leaders to whom you are suggested, and the staff of your programme."


class OfferForm(forms.Form):
    """Space, focus, style, channels, easy times and own words; an entry that staff switched off stays if chosen."""

    places = forms.IntegerField(
        label="How many people do you have room for?",
        min_value=1,
        max_value=MOST_PLACES,
        help_text="With those you mentor now. One is a good number. Lower it at any time: nobody you mentor is lost.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WHOLE),
    )
    own_words = Words(
        label="In your own words",
        required=False,
        max_length=500,
        help_text="What you would say to somebody before your first talk. You never need to name an illness.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    helps_with = CodeChoices(
        "goal_theme", label="What can you help with?", help_text="Tick any. “Myself” is the leader."
    )
    ways_of_working = CodeChoices(
        "mentor_style", label="How do you like to work?", help_text="Tick any. “Me” is the leader."
    )
    channels = CodeChoices("contact_channel", label="How can you talk?", help_text="Tick any.")
    times = CodeChoices("easy_time", label="When is easy for you?", help_text="Tick any.", widget=Week())
    known_level = CodeChoices("level", label="At which level have you done this work?", help_text="Tick any.")
    known_place = CodeChoices("place", label="In which places?", help_text="Tick any.")
    known_role = CodeChoices("involvement_role", label="In which roles?", help_text="Tick any.")
    known_host = CodeChoices("host_kind", label="With which kinds of organisation?", help_text="Tick any.")
    lived_experience = CodeChoices(
        "experience_basis",
        label="What have you lived with yourself?",
        help_text="Tick any, or none: you are not put last for it. It brings you to leaders who listed the same. "
        "You never need to name a diagnosis.",
    )
    meets = CodeChoices(
        "must_have",
        label="Is any of this true of you?",
        help_text="Only if you want to say so. “My mentor” is you: a leader who needs it of a mentor ticks "
        "the same words, and it counts for them alone.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, offer: MentorOffer) -> None:
        held = held_by(offer)
        self.stamp = stamp_of(held)
        super().__init__(data, initial={**held, "seen": self.stamp})
        for name, field in self.fields.items():
            if isinstance(field, CodeChoices) and held[name]:
                chosen = [code.pk for code in held[name]]
                field.queryset = Code.objects.filter(Q(listing=field.listing, is_on=True) | Q(pk__in=chosen))
        lived: Any = self.fields["lived_experience"]
        lived.queryset = lived.queryset.exclude(slug=NOT_SAID)  # nothing ticked says that already
        self.audiences = {
            "own_words": LEADERS,
            "lived_experience": LEADERS,
            "meets": "The staff of your programme. A leader who must have it can tell when they see you suggested.",
        }

    def clean(self) -> dict[str, Any] | None:
        """Refuse to put older answers over newer ones: what was typed stays, and saving again keeps it."""
        if self.data.get("seen") not in (None, "", self.stamp):
            self.data = cast(QueryDict, self.data).copy()
            self.data["seen"] = self.stamp
            raise forms.ValidationError(MEANWHILE)
        return super().clean()

    def said(self) -> dict[str, Any]:
        """Return the answers by the names the offer has for them."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen" and name not in KNOWN}
        return {**said, "places_known": [code for name in KNOWN for code in self.cleaned_data[name]]}


def held_by(offer: MentorOffer) -> Mapping[str, Any]:
    """Return what the offer holds, by the names of the form."""
    known = list(offer.places_known.all())
    lists = ("helps_with", "ways_of_working", "channels", "times", "lived_experience", "meets")
    return {
        "places": offer.places,
        "own_words": offer.own_words,
        **{name: list(getattr(offer, name).all()) for name in lists},
        **{name: [code for code in known if code.listing == listing] for name, listing in KNOWN.items()},
    }
