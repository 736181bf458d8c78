"""What I need, to take part."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from youdesign.people.forms.codes import CodeChoices
from youdesign.people.forms.consents import ask_anew, words_shown
from youdesign.people.forms.sections import ProfileForm
from youdesign.people.forms.words import Words
from youdesign.people.models import AccessNeed, Code
from youdesign.people.purposes import SHARE_NEEDS

ONLY_ME = "Only you can read this, unless you tick the last box."
SHARE_NEEDS_WORDS = SHARE_NEEDS.title
ASKED_AGAIN = "These words are new, so we ask again: tick this if whoever runs your sessions may go on seeing it."


def box_of(need: Code) -> str:
    """Return the name of the box for words about one need."""
    return f"about_{need.pk}"


def words_about(need: Code) -> Words:
    """Return the box for words about one need."""
    return Words(
        label=f"About “{need}”",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NeedForm(ProfileForm):
    """What I need, to take part. Nothing is required, and nothing is shared unless ticked."""

    needs = CodeChoices(
        "access_need",
        label="What do you need, to take part?",
        help_text="Tick any. We ask once. We never ask why, or for a diagnosis.",
    )
    more = Words(
        label="Say more about what you ticked, or something else you need",
        required=False,
        max_length=500,
        help_text="For example: papers five days before, or British Sign Language in the evening.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_shared = forms.BooleanField(
        label=SHARE_NEEDS_WORDS,
        required=False,
        help_text=f"{SHARE_NEEDS.words} You can change your mind at any time.",
    )
    words = words_shown(SHARE_NEEDS.version)

    so_far: Sequence[AccessNeed] = ()

    def __init__(self, data: Any = None, *, held: Mapping[str, Any] | None = None) -> None:
        """Put a box beside each need that has words of its own, so that saving never takes them away unseen."""
        super().__init__(data, held=held)
        self.in_words = {box_of(need): need for need in (held or {}).get("needs", ()) if box_of(need) in (held or {})}
        for name, need in self.in_words.items():
            self.fields[name] = words_about(need)
        self.order_fields(["needs", *self.in_words, "more", "is_shared", "words", "seen"])
        self.audiences = {name: ONLY_ME for name in self.fields if name not in ("is_shared", "words", "seen")}

    @classmethod
    def of_needs(cls, needs: list[AccessNeed], data: Any = None, *, may_share: bool) -> "NeedForm":
        """Return the form with what was said before; the shared box is ticked only after a yes to today's words."""
        more = next((need.detail for need in needs if need.need.slug == AccessNeed.OTHER), "")
        words = {box_of(need.need): need.detail for need in needs if need.detail and need.need.slug != AccessNeed.OTHER}
        shared = any(need.is_shared for need in needs) if needs else may_share
        ticked = shared and may_share
        said = {"needs": [need.need for need in needs], **words, "more": more, "is_shared": ticked}
        form = cls(data, held=said)
        if shared and not ticked:
            form.fields["is_shared"].help_text = f"{SHARE_NEEDS.words} {ASKED_AGAIN}"
        form.so_far = needs
        return form

    def clean(self) -> dict[str, Any] | None:
        """Keep the words of the box as a need of their own: "something else"; take no yes to words not shown."""
        if self.cleaned_data.get("is_shared") and self.cleaned_data.get("words") != SHARE_NEEDS.version:
            ask_anew(self, "is_shared", SHARE_NEEDS.version)
        self.said_needs = {need: self.cleaned_data.get(box_of(need), "") for need in self.cleaned_data.get("needs", ())}
        if more := self.cleaned_data.get("more"):
            without_words = (need for need, words in self.said_needs.items() if not words)
            other = Code.objects.filter(listing="access_need", slug=AccessNeed.OTHER).first() or next(
                without_words, None
            )
            if other is None:
                self.add_error("more", "Tick one thing above too, so that we know what this is about.")
            else:
                self.said_needs[other] = more
        return super().clean()

    def said(self) -> dict[str, Any]:
        """Return what the action asks for."""
        return {"needs": self.said_needs, "is_shared": self.cleaned_data["is_shared"]}
