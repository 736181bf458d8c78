"""Times for a talk, how long, and how."""

import datetime
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from cohorts.times import at_wall, day, is_missing
from cohorts.times import clock as clock_of
from mentoring.models import Match, Talk
from youdesign.people.forms.words import Line
from youdesign.people.models import Person

LATEST = datetime.timedelta(days=366)


class TalkForm(forms.Form):
    """Times that look easy for both to tick, one of one's own, how long, and how."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**31)
    times = forms.TypedMultipleChoiceField(
        label="Which times do you offer?",
        required=False,
        coerce=datetime.datetime.fromisoformat,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these times is not free any more. Choose again."},
    )
    own_on = forms.DateField(
        label="Another day",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Write a day that exists, like 21 August 2027."},
    )
    own_at = forms.TimeField(
        label="And the time",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Write a time, like 5:30pm or 17:30."},
    )
    minutes = forms.TypedChoiceField(
        label="How long?",
        coerce=int,
        choices=[(minutes, f"{minutes} minutes") for minutes in Talk.MINUTES],
        initial=45,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how long."),
    )
    channel = forms.ChoiceField(
        label="How?",
        choices=Talk.Channel,
        initial=Talk.Channel.VIDEO,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how you would talk."),
    )
    where = Line("The link, the number to ring, or the place", 300, help_text="You can leave it for your room.")

    def __init__(
        self, data: Any = None, *, match: Match, by: Person, times: Sequence[datetime.datetime], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.zone = by.zone
        self.fields["times"].choices = [  # type: ignore[attr-defined]
            (at.isoformat(), f"{day(at, self.zone)}, {clock_of(at, self.zone)}") for at in times
        ]
        if not times:
            del self.fields["times"]
        self.audiences = {"where": f"Only {match.other_than(by)} and you read this."}

    def clean(self) -> dict[str, Any]:
        """Put the times together; at least one, each to come."""
        said = super().clean() or {}
        own = self.own_time(said.get("own_on"), said.get("own_at"))
        said["starts"] = sorted({*said.get("times", ()), *([own] if own else [])})
        if not said["starts"] and not self.errors:
            self.add_error(
                "own_on", "Tick a time above, or write one here." if "times" in self.fields else "Write a day."
            )
        return said

    def own_time(self, on: datetime.date | None, at: datetime.time | None) -> datetime.datetime | None:
        """Return the moment of one's own day and time, or say at its box what is missing."""
        if on is None or at is None:
            if on is not None and "own_at" not in self.errors:
                self.add_error("own_at", "Write when it would begin.")
            if at is not None and "own_on" not in self.errors:
                self.add_error("own_on", "Write on which day.")
            return None
        wall, now = datetime.datetime.combine(on, at), timezone.now()
        moment = at_wall(wall, self.zone)
        if not now < moment < now + LATEST:
            self.add_error("own_on", "Choose a day and a time to come, within a year.")
        elif is_missing(wall, self.zone):
            self.add_error("own_at", "The clocks go forward then, so this time does not exist. Choose another.")
        return moment

    def answer(self, seen: int, words: str) -> None:
        """Say that other times were offered meanwhile; offering these again puts them in place of those."""
        self.data = cast(QueryDict, self.data).copy()
        self.data["seen"] = str(seen)
        self.add_error("own_on", words)

    def offered(self) -> dict[str, Any]:
        """Return what is offered, as the action takes it."""
        return {name: self.cleaned_data[name] for name in ("starts", "minutes", "channel", "where", "seen")}
