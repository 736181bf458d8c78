"""What I need, to take part."""

from typing import Any

from django import forms

from youdesign.people.forms.codes import CodeChoices
from youdesign.people.forms.sections import ProfileForm
from youdesign.people.models import AccessNeed, Code

ONLY_ME = "Only you can read this, unless you tick the last box."
SHARE_NEEDS_WORDS = "Show what I need to whoever runs my sessions"
OTHER_NEED = "other"


class NeedForm(ProfileForm):
    """What I need, to take part. Nothing is required, and nothing is shared unless ticked."""

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
        "needs": ONLY_ME,
        "more": ONLY_ME,
    }

    @classmethod
    def of_needs(cls, needs: list[AccessNeed], data: Any = None) -> "NeedForm":
        """Return the form with what the person said before; the shared box is ticked only if they ticked it."""
        more = next((need.detail for need in needs if need.need.slug == OTHER_NEED), "")
        shared = any(need.is_shared for need in needs)
        return cls(data, held={"needs": [need.need for need in needs], "more": more, "is_shared": shared})

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
        return {"needs": self.said_needs, "is_shared": self.cleaned_data["is_shared"]}
