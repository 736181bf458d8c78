"""The sections of a profile: a few questions each, and beside each part who reads it. Nothing is required."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar, cast
from zoneinfo import available_timezones

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.html import format_html

from youdesign.people.forms.codes import CodeChoice, CodeChoices, Week
from youdesign.people.forms.words import Text, Words
from youdesign.people.models import PARTS, Audience, Code, Profile
from youdesign.people.models.audiences import audience_of

MATCHING = "We use this to suggest mentors, and staff who match people see the reasons. "
GROUPS = "When groups are formed, staff see how many can make a time, never who. "
ZONES = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]
NOT_A_CIRCLE = "Choose who can read this from the list."


CHANGED_ELSEWHERE = (
    "You changed this in another window or on another device meanwhile. What you see here is not saved yet. "
    "Save again to keep what is here, or go back to your profile to see what is saved."
)


def stamp_of(held: Mapping[str, Any]) -> str:
    """Return a short name for what is held, the same for the same answers."""
    plain = {
        name: sorted(code.pk for code in value) if isinstance(value, list) else str(getattr(value, "pk", value))
        for name, value in held.items()
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


def one_line(label: str, most: int, **options: Any) -> Text:
    """Return a box for a few words, which says how many fit when there are too many."""
    return Text(label=label, required=False, max_length=most, **options)


class ProfileForm(forms.Form):
    """Questions whose answers are kept; an entry that staff switched off stays there for those who chose it."""

    parts: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, held: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(held or {}))
        for name, field in self.fields.items():
            value = (held or {}).get(name)
            if isinstance(field, CodeChoice | CodeChoices) and value:
                chosen = [code.pk for code in (value if isinstance(value, list) else [value])]
                field.queryset = Code.objects.filter(Q(listing=field.listing, is_on=True) | Q(pk__in=chosen))
        for part in self.parts:
            self.fields[audience_of(part)] = audience_choice(part)
        self.order_fields([name for part in self.parts for name in (*PARTS[part].fields, audience_of(part))])
        self.stamp = stamp_of(held or {})
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=self.stamp)

    def clean(self) -> dict[str, Any] | None:
        """Refuse to put older words over newer ones: what was typed stays in the boxes, and saving again keeps it."""
        if self.data.get("seen") not in (None, "", self.stamp):
            self.data = cast(QueryDict, self.data).copy()
            self.data["seen"] = self.stamp
            raise forms.ValidationError(CHANGED_ELSEWHERE)
        return super().clean()

    @classmethod
    def of(cls, profile: Profile | None, data: Any = None) -> "ProfileForm":
        """Return the form with what the person said before."""
        profile = profile or Profile()
        held = {name: value_of(profile, name) for part in cls.parts for name in PARTS[part].fields}
        return cls(data, held={**held, **{audience_of(part): profile.audience_for(part) for part in cls.parts}})

    def said(self) -> dict[str, Any]:
        """Return what the action asks for: the answers by name, and who reads each part."""
        names = [name for part in self.parts for name in PARTS[part].fields]
        audiences = {part: Audience(self.cleaned_data[audience_of(part)]) for part in self.parts}
        return {**{name: self.cleaned_data[name] for name in names}, "audiences": audiences}


def audience_choice(part: str) -> forms.TypedChoiceField:
    """Return the choice of who reads a part; the page says what each circle means."""
    return forms.TypedChoiceField(
        label=format_html('Who can read this?<span class="govuk-visually-hidden"> ({})</span>', PARTS[part].label),
        choices=Audience.choices,
        coerce=int,
        widget=forms.Select(attrs={"class": "reads"}),
        error_messages={"required": NOT_A_CIRCLE, "invalid_choice": NOT_A_CIRCLE},
    )


class AboutForm(ProfileForm):
    """Who I am here."""

    parts = ("title", "pronouns", "about_me")
    self_title = CodeChoice(
        "self_title",
        label="What do you call yourself in this work?",
        help_text="There is no right answer. People disagree about these words, and so can you.",
    )
    own_title = one_line(
        "Your own words for it", 60, help_text="If none of those fit. For example: parent who speaks up."
    )
    pronouns = one_line("Your pronouns", 40, help_text="For example: she and her, or they and them.")
    about_me = Words(
        label="A few words about you",
        required=False,
        max_length=2000,
        help_text="What you care about, and what you have done so far. You never need to name an illness.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class BringForm(ProfileForm):
    """What I bring, and what I know from living it."""

    parts = ("assets", "experience")
    assets = CodeChoices("asset", label="What do you bring?", help_text="Tick any.")
    experience = CodeChoices(
        "experience_basis",
        label="Where does what you know come from?",
        help_text="Tick any, or none. We never ask for a diagnosis. If a mentor may read it, it helps us suggest one.",
    )


class WhereForm(ProfileForm):
    """Where I do this work, in which languages, from where."""

    parts = ("work", "languages", "region")
    places = CodeChoices("place", label="In which places have you had a say?", help_text="Tick any.")
    levels = CodeChoices("level", label="At which level?", help_text="Tick any.")
    is_new = forms.BooleanField(
        label="I am new to this", required=False, help_text="Everybody was. It helps people to know."
    )
    languages = CodeChoices("language", label="Which languages can you take part in?", help_text="Spoken or signed.")
    other_languages = one_line("Other languages", 120)
    region = CodeChoice("region", label="Where do you live, roughly?", help_text="As wide as this list. Never closer.")


class WhenForm(ProfileForm):
    """How I like to talk, and when."""

    parts = ("channels", "times")
    channels = CodeChoices("contact_channel", label="How do you like to talk?", help_text=f"{MATCHING}Tick any.")
    times = CodeChoices(
        "easy_time", label="When is easy for you?", help_text=f"{MATCHING}{GROUPS}Tick any.", widget=Week()
    )
    time_zone = forms.ChoiceField(
        label="Your time zone",
        choices=ZONES,
        help_text="Times are shown to you, and kept for you, as your own clock has them.",
        error_messages={
            "invalid_choice": "Choose a time zone from the list, like Europe/London.",
            "required": "Choose a time zone from the list, like Europe/London.",
        },
    )

    def __init__(self, data: Any = None, *, held: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, held=held)
        self.order_fields([*(name for name in self.fields if name != "time_zone"), "time_zone"])

    @classmethod
    def of(cls, profile: Profile | None, data: Any = None) -> "ProfileForm":
        """Return the form with the person's own time zone, which may be a name that the list leaves out, like UTC."""
        form = super().of(profile, data)
        own = profile.person.time_zone if profile else "Europe/London"
        form.initial["time_zone"] = own
        if own not in dict(ZONES):
            cast(forms.ChoiceField, form.fields["time_zone"]).choices = [(own, own), *ZONES]
        return form

    def said(self) -> dict[str, Any]:
        """Return the answers and the time zone."""
        return {**super().said(), "time_zone": self.cleaned_data["time_zone"]}


class MentorForm(ProfileForm):
    """What I want help with, and from whom."""

    parts = ("goals", "ways_of_working", "must_haves")
    goals = CodeChoices("goal_theme", label="What would you like help with?", help_text=f"{MATCHING}Tick any.")
    ways_of_working = CodeChoices(
        "mentor_style", label="What helps you most in a mentor?", help_text=f"{MATCHING}Tick any."
    )
    must_haves = CodeChoices(
        "must_have",
        label="Is there something your mentor must be?",
        help_text=(
            "Only if it matters to you. We then suggest nobody else, so it may take longer. "
            "A weak match is worse than a wait."
        ),
    )
    own_must_have = one_line(
        "Something else your mentor must be",
        200,
        help_text="In your own words. We cannot match by it.",
    )


def value_of(profile: Profile, name: str) -> Any:
    """Return a field's value, or the entries of a many-to-many field."""
    if Profile._meta.get_field(name).many_to_many:
        return list(getattr(profile, name).all()) if profile.pk else []
    return getattr(profile, name)
