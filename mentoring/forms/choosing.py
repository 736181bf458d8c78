"""What a leader writes for themselves while choosing, and what a mentor says with "not now"."""

from typing import Any

from django import forms

from mentoring.choosing_notes import CRITERIA, About
from mentoring.choosing_notes import Words as Kept
from mentoring.models import Match
from youdesign.people.forms.codes import CodeChoice
from youdesign.people.forms.words import Words

LONGEST = 4_000
ONLY_YOU = "Only you can read this. No mentor, and not programme staff either."


def box(label: str, help_text: str, rows: int) -> Words:
    """Return a box for private words."""
    return Words(
        label=label,
        required=False,
        max_length=LONGEST,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ChoosingNotesForm(forms.Form):
    """What matters to me, and a box for each person: all for the leader alone."""

    criteria = box(
        "What matters to me in a mentor",
        "A line for each. For example: asks before advising. Has been on a board. Makes me laugh.",
        5,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**8)
    unmarked = ("criteria",)

    def __init__(self, data: Any = None, *, about: list[About], words: Kept, version: int) -> None:
        held = {"version": version, CRITERIA: words.get(CRITERIA, "")}
        super().__init__(data, initial=held | {f"about-{one.number}": words.get(str(one.number), "") for one in about})
        for one in about:
            self.fields[f"about-{one.number}"] = box(one.name, "How did it feel? What did I notice?", 4)
        self.audiences = dict.fromkeys((name for name in self.fields if name != "version"), ONLY_YOU)

    def before(self) -> list[tuple[str, str]]:
        """Return what is saved, each with the name of its box."""
        return [(str(field.label), field.initial) for field in self if field.name != "version" and field.initial]

    def said(self) -> Kept:
        """Return the words, by what they are about."""
        return {
            name.removeprefix("about-"): text.strip()
            for name, text in self.cleaned_data.items()
            if name != "version" and text.strip()
        }


class NotNowForm(forms.Form):
    """Kind words to go with "not now": one that is ready, one's own, or none. No reason is asked."""

    ready = CodeChoice("not_now_words", label="Kind words, if you like", help_text="Pick one, or none.")
    words = Words(
        label="Or in your own words",
        required=False,
        max_length=500,
        help_text="You never have to give a reason.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, match: Match) -> None:
        super().__init__(data)
        name = match.leader.get_short_name()
        self.audiences = {"words": f"{name} reads this, and nobody else, unless {name} tells someone about it."}

    def said(self) -> str:
        """Return the words that the leader reads: one's own, or else the ones picked."""
        ready = self.cleaned_data["ready"]
        return self.cleaned_data["words"].strip() or (ready.label if ready else "")
