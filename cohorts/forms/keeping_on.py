"""The next dates of a group: how often, how many, and which of them."""

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from cohorts.forms.series import NO_DATE, NOT_A_NUMBER
from cohorts.keeping_on import Rhythm, beside, next_turns
from cohorts.meeting_times import NotATime
from cohorts.models import LearningGroup, SessionSeries
from cohorts.repeating import Turn

FOUR = 4


class NextDatesForm(forms.Form):
    """How often and how many; the dates that come of it stand on the page."""

    every = forms.TypedChoiceField(
        label="How often?",
        choices=SessionSeries.Every.choices,
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how often from the list."),
    )
    times = forms.IntegerField(
        label="How many more?",
        min_value=1,
        max_value=SessionSeries.MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 2, "class": "govuk-input--width-3"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), NOT_A_NUMBER.replace("2 to", "1 to")
        ),
    )
    turns: tuple[Turn, ...] = ()

    def __init__(self, data: Any, *, group: LearningGroup, rhythm: Rhythm, now: datetime.datetime) -> None:
        first = {"every": rhythm.every_weeks, "times": FOUR}
        super().__init__(data if data and "times" in data else first)
        self.group, self.rhythm, self.now = group, rhythm, now

    def clean(self) -> dict[str, Any]:
        """Work out the dates."""
        said = super().clean() or {}
        if {"every", "times"} <= said.keys():
            try:
                turns = next_turns(self.rhythm, said["every"], said["times"], self.now)
            except NotATime as problem:
                self.add_error(None, problem.words)
            else:
                self.turns = tuple(beside(self.group, turns))
        return said


class TickedDatesForm(NextDatesForm):
    """The same with the dates that are ticked, and the mark of what was there when they were shown."""

    seen = forms.CharField(required=False, max_length=30)

    def __init__(self, data: QueryDict, *, group: LearningGroup, rhythm: Rhythm) -> None:
        super().__init__(data, group=group, rhythm=rhythm, now=timezone.now())
        self.ticked = set(data.getlist("day"))

    def clean(self) -> dict[str, Any]:
        """Ask for at least one date."""
        said = super().clean()
        if self.turns and not self.chosen:
            self.add_error(None, NO_DATE)
        return said

    @property
    def chosen(self) -> list[Turn]:
        """Return the dates that are wanted."""
        return [turn for turn in self.turns if turn.on.isoformat() in self.ticked]
