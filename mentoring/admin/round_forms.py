"""What staff type about a round of matching: what counts how much, and whom to keep together or apart."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminRadioSelect

from mentoring.matching.weights import MOST_WEIGHT, check_weights
from mentoring.models import MatchingRound, MentorOffer, RoundLeader
from youdesign.people.problems import Problem

PARTS = {
    "goals": "What they want help with",
    "experience": "Work of the same kind",
    "ways_of_working": "Ways of working",
    "shared_experience": "Lived experience that both listed",
    "easy_times": "Easy times",
}
WHOLE = f"Enter a whole number from 0 to {MOST_WEIGHT}."


class RoundForm(forms.ModelForm):
    """What counts how much, and what comes first."""

    class Meta:
        model = MatchingRound
        fields: tuple[str, ...] = ("programme", "raise_lowest", "even_groups")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """With a box for each weight."""
        super().__init__(*args, **kwargs)
        for part, label in PARTS.items():
            now = (self.instance.weights or settings.MATCHING_WEIGHTS).get(part, 0)
            errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), WHOLE)
            self.fields[part] = forms.IntegerField(
                label=label, initial=now, min_value=0, max_value=MOST_WEIGHT, error_messages=errors
            )

    def clean(self) -> dict[str, Any]:
        """Say what would stand in the way."""
        super().clean()
        if not self.errors:
            try:
                check_weights(self.weights())
            except Problem as problem:
                raise forms.ValidationError(str(problem)) from problem
        return self.cleaned_data

    def weights(self) -> dict[str, int]:
        """What each part counts."""
        return {part: self.cleaned_data[part] for part in PARTS}

    def wishes(self) -> dict[str, Any]:
        """All that a round is worked out by."""
        chosen = self.cleaned_data
        return {
            "weights": self.weights(),
            "raise_lowest": chosen["raise_lowest"],
            "even_groups": chosen["even_groups"],
        }


class ReworkForm(RoundForm):
    """The same, of a round that there is."""

    class Meta(RoundForm.Meta):
        fields = ("raise_lowest", "even_groups")


class LineForm(forms.Form):
    """Keep one leader together with a mentor, or apart, or let go of that."""

    line = forms.ModelChoiceField(
        queryset=RoundLeader.objects.none(), label="Leader", error_messages={"required": "Choose a leader."}
    )
    what = forms.ChoiceField(
        label="What do you want?",
        choices=(
            ("together", "Keep them together"),
            ("apart", "Keep them apart in this round"),
            ("let_go", "Let go of keeping them together"),
        ),
        widget=AdminRadioSelect,
        error_messages={"required": "Choose one of these.", "invalid_choice": "Choose one of these."},
    )
    offer = forms.ModelChoiceField(
        queryset=MentorOffer.objects.none(), label="Mentor", error_messages={"required": "Choose a mentor."}
    )

    def __init__(self, data: Any, *, found: MatchingRound, leader: str) -> None:
        """Offer who is in this round; begin with the leader whose line was followed."""
        super().__init__(data, initial={"line": leader if leader.isdecimal() and len(leader) < 10 else None})
        offers = MentorOffer.objects.filter(pk__in=found.mentors.values("offer")).select_related("mentor")
        lines: Any = self.fields["line"]
        lines.queryset, lines.label_from_instance = (
            found.leaders.select_related("leader", "round"),
            lambda line: str(line.leader),
        )
        mentors: Any = self.fields["offer"]
        mentors.queryset, mentors.label_from_instance = offers, lambda offer: str(offer.mentor)
