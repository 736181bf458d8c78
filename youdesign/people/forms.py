"""Forms about a person."""

from typing import Any

from django import forms
from django.http import HttpRequest

from youdesign.people.concerns import NOBODY_YET
from youdesign.people.models import AccessNeed, Code, Concern, Person, Profile

CIRCLE = "Your learning group and your mentor can read this."
MATCHING = "We use this to suggest mentors. A mentor you ask will see it too."
ONLY_ME = "Only you can read this, unless you tick the last box."
SHARE_NEEDS_WORDS = "Show what I need to whoever runs my sessions"
READERS = "{} will read this. The other people who answer these messages can too. Nobody else can."
OTHER_NEED = "other"


class SignUpForm(forms.Form):
    """What sign-up asks beyond address and password; allauth puts its own fields under it."""

    name = forms.CharField(
        label="What should we call you?",
        max_length=80,
        help_text="The name people in your group will see. It need not be your full name.",
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={
            "required": "Enter the name we should call you.",
            "max_length": "Use a shorter name, 80 letters or fewer.",
        },
    )

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Keep the name; called by allauth while it makes the account."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class CodeChoice(forms.ModelChoiceField):
    """One entry of a code list, as round buttons."""

    def __init__(self, listing: str, **options: Any) -> None:
        queryset = Code.objects.filter(listing=listing, is_on=True)
        super().__init__(queryset=queryset, required=False, empty_label=None, widget=forms.RadioSelect, **options)


class CodeChoices(forms.ModelMultipleChoiceField):
    """Any number of entries of a code list, as tick boxes."""

    def __init__(self, listing: str, **options: Any) -> None:
        queryset = Code.objects.filter(listing=listing, is_on=True)
        super().__init__(queryset=queryset, required=False, widget=forms.CheckboxSelectMultiple, **options)


class BringForm(forms.Form):
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
    def of(cls, profile: Profile | None) -> "BringForm":
        """Return the form with what the person said before."""
        if profile is None:
            return cls()
        names = ("self_title", "own_title", "about_me", "assets", "channels", "times")
        return cls(initial={name: value_of(profile, name) for name in names})


class NeedForm(forms.Form):
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
    def of(cls, profile: Profile | None, needs: list[AccessNeed]) -> "NeedForm":
        """Return the form with what the person said before; the shared box is ticked only if they ticked it."""
        initial = {name: value_of(profile, name) for name in ("goals", "ways_of_working")} if profile else {}
        more = next((need.detail for need in needs if need.need.slug == OTHER_NEED), "")
        shared = any(need.is_shared for need in needs)
        return cls(initial={**initial, "needs": [need.need for need in needs], "more": more, "is_shared": shared})

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
            self.fields["contact"].help_text = f"Leave this empty to be reached at {person.email}."


def value_of(profile: Profile, name: str) -> Any:
    """Return a field's value, or the entries of a many-to-many field."""
    value = getattr(profile, name)
    return list(value.all()) if Profile._meta.get_field(name).many_to_many else value
