"""What I bring and what I need."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q

from youdesign.people.models import AccessNeed, Code, Profile
from youdesign.people.purposes import SHARE_NEEDS

CIRCLE = "Your learning group and your mentor can read this."
MATCHING = "We use this to suggest mentors. Your mentor reads it, a mentor you ask, and staff who match people."
ONLY_ME = "Only you can read this, unless you tick the last box."
SHARE_NEEDS_WORDS = SHARE_NEEDS.title
OTHER_NEED = "other"


class CodeChoice(forms.ModelChoiceField):
    """One entry of a code list, as round buttons."""

    def __init__(self, listing: str, **options: Any) -> None:
        self.listing = listing
        super().__init__(
            queryset=Code.objects.filter(listing=listing, is_on=True),
            required=False,
            empty_label=None,
            widget=forms.RadioSelect,
            **options,
        )


class CodeChoices(forms.ModelMultipleChoiceField):
    """Any number of entries of a code list, as tick boxes."""

    def __init__(self, listing: str, **options: Any) -> None:
        self.listing = listing
        super().__init__(
            queryset=Code.objects.filter(listing=listing, is_on=True),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            **options,
        )


class ProfileForm(forms.Form):
    """Questions whose answers are kept; an entry that staff switched off stays there for those who chose it."""

    def __init__(self, data: Any = None, *, held: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(held or {}))
        for name, field in self.fields.items():
            value = (held or {}).get(name)
            if isinstance(field, CodeChoice | CodeChoices) and value:
                chosen = [code.pk for code in (value if isinstance(value, list) else [value])]
                field.queryset = Code.objects.filter(Q(listing=field.listing, is_on=True) | Q(pk__in=chosen))


class BringForm(ProfileForm):
    """What I bring, and how and when I can be reached. Nothing is required."""

    self_title = CodeChoice(
        "self_title",
        label="What do you call yourself in this work?",
        help_text="There is no right answer. People disagree about these words, and so can you.",
    )
    own_title = forms.CharField(
        label="Your own words for it",
        required=False,
        max_length=60,
        help_text="If none of those fit. For example: parent who speaks up.",
        error_messages={"max_length": "Use 60 letters or fewer."},
    )
    about_me = forms.CharField(
        label="A few words about you",
        required=False,
        max_length=2000,
        help_text="What you care about, and what you have done so far. You never need to name an illness.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": "This is too long. Use 2,000 characters or fewer."},
    )
    assets = CodeChoices("asset", label="What do you bring?", help_text="Tick any.")
    channels = CodeChoices("contact_channel", label="How do you like to talk?", help_text="Tick any.")
    times = CodeChoices("easy_time", label="When is easy for you?", help_text="Tick any.")

    audiences = {
        "self_title": CIRCLE,
        "own_title": CIRCLE,
        "about_me": CIRCLE,
        "assets": CIRCLE,
        "channels": MATCHING,
        "times": MATCHING,
    }

    @classmethod
    def of(cls, profile: Profile | None, data: Any = None) -> "BringForm":
        """Return the form with what the person said before."""
        names = ("self_title", "own_title", "about_me", "assets", "channels", "times")
        return cls(data, held={name: value_of(profile, name) for name in names} if profile else None)


class NeedForm(ProfileForm):
    """What I need: help with, from whom, and to take part. Nothing is required, nothing is shared unless ticked."""

    goals = CodeChoices("goal_theme", label="What would you like help with?", help_text="Tick any.")
    ways_of_working = CodeChoices("mentor_style", label="What helps you most in a mentor?", help_text="Tick any.")
    needs = CodeChoices(
        "access_need",
        label="What do you need, to take part?",
        help_text="Tick any. We ask once. We never ask why, or for a diagnosis.",
    )
    more = forms.CharField(
        label="Say more about what you ticked, or something else you need",
        required=False,
        max_length=500,
        help_text="For example: papers five days before, or British Sign Language in the evening.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "This is too long. Use 500 characters or fewer."},
    )
    is_shared = forms.BooleanField(
        label=SHARE_NEEDS_WORDS,
        required=False,
        help_text="Only what you ticked and wrote under “to take part”. You can change your mind at any time.",
    )

    audiences = {
        "goals": MATCHING,
        "ways_of_working": MATCHING,
        "needs": ONLY_ME,
        "more": ONLY_ME,
    }

    @classmethod
    def of(cls, profile: Profile | None, needs: list[AccessNeed], data: Any = None) -> "NeedForm":
        """Return the form with what the person said before; the shared box is ticked only if they ticked it."""
        held = {name: value_of(profile, name) for name in ("goals", "ways_of_working")} if profile else {}
        more = next((need.detail for need in needs if need.need.slug == OTHER_NEED), "")
        shared = any(need.is_shared for need in needs)
        return cls(data, held={**held, "needs": [need.need for need in needs], "more": more, "is_shared": shared})

    def clean(self) -> dict[str, Any] | None:
        """Keep the words of the box as a need of their own: "something else"."""
        needs = dict.fromkeys(self.cleaned_data.get("needs", ()), "")
        if more := self.cleaned_data.get("more"):
            other = Code.objects.filter(listing="access_need", slug=OTHER_NEED).first() or next(iter(needs), None)
            if other is None:
                self.add_error("more", "Tick one thing above too, so that we know what this is about.")
            else:
                needs[other] = more
        self.said_needs = needs
        return super().clean()

    def said(self) -> dict[str, Any]:
        """Return what the action asks for."""
        said = {name: self.cleaned_data[name] for name in ("goals", "ways_of_working", "is_shared")}
        return {**said, "needs": self.said_needs}


def value_of(profile: Profile, name: str) -> Any:
    """Return a field's value, or the entries of a many-to-many field."""
    value = getattr(profile, name)
    return list(value.all()) if Profile._meta.get_field(name).many_to_many else value
