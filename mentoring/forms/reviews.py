"""How it is, after a talk and halfway."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from cohorts.forms import PulseForm
from mentoring.desk import desk_of, in_words
from mentoring.models import Match, Review
from youdesign.people.forms.words import Words
from youdesign.people.models import Person

FROM_HERE = "Where would you like it to go from here?"


def choice(label: str, *, is_leader: bool) -> forms.ChoiceField:
    """Return the question where it goes from here; it can be left open. Finding somebody else is the leader's."""
    choices = [each for each in Review.Choice.choices if is_leader or each[0] != Review.Choice.SWITCH]
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one from the list, or leave it open."},
    )


class TalkReviewForm(PulseForm):
    """A choice for each statement, after the first talk whether it fits, and words for the coordinator."""

    words = Words(
        label="Is there anything you would like the coordinator to know?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, match: Match, by: Person, asks_fit: bool, chosen: str = "", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if asks_fit:
            label = f"Does it feel right so far? {FROM_HERE}"
            self.fields["choice"] = choice(label, is_leader=match.leader_id == by.pk)
            self.fields["choice"].initial = chosen
        self.order_fields([*(name for name in self.fields if name != "words"), "words"])
        desk = in_words(desk_of(match))
        self.audiences = {
            "words": f"{capfirst(desk)} and whoever stands in for them read this within two working days. "
            f"{match.other_than(by).get_short_name()} does not."
        }


class HalfwayForm(PulseForm):
    """A choice for each statement, where it goes from here, and whether the other may read it."""

    is_shared = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, match: Match, by: Person, chosen: str, is_shared: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        other = match.other_than(by)
        self.fields["choice"] = choice(FROM_HERE, is_leader=match.leader_id == by.pk)
        self.fields["choice"].initial = chosen
        self.fields["is_shared"].label = f"{other.get_short_name()} may read how far I agree"
        self.fields["is_shared"].initial = is_shared
        self.order_fields([*(name for name in self.fields if name != "is_shared"), "is_shared"])
