"""How often a group meets, and which of the dates that come of it are wanted."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict

from cohorts.forms.planning import SessionChangeForm, SessionForm, WhenForm
from cohorts.keeping_on import beside
from cohorts.meeting_times import NotATime
from cohorts.models import DebriefSession, LearningGroup, SeriesDay, SessionSeries
from cohorts.repeating import Pattern, Turn, turn_on, turns_of

ONCE = 0
ONLY, AFTER = "only", "after"
NOT_A_NUMBER = f"Write how many times, a number from 2 to {SessionSeries.MOST}."
NO_DATE = "Tick at least one date."


class WhichForm(forms.Form):
    """Only this one, or those after it too."""

    def __init__(self, data: Any = None, *, after: int) -> None:
        super().__init__(data)
        self.fields["which"] = which_of(after)


class SeriesChangeForm(SessionChangeForm):
    """What there is to say about one that has others after it in its series, and whether it is said of them too."""

    def __init__(self, data: Any = None, *, session: DebriefSession, day: SeriesDay, after: Sequence[DebriefSession]):
        super().__init__(data, session=session)
        self.fields["which"] = which_of(len(after))
        self.day, self.after = day, after

    def clean(self) -> dict[str, Any]:
        """Try the time on each of the dates it would be for."""
        said = super().clean()
        if self.meeting and self.is_for_all:
            shift = said["on"] - self.day.on
            try:
                for each in self.after:
                    turn_on(self.pattern, each.series_day.on + shift)
            except NotATime as problem:
                self.add_error(problem.box, problem.words)
        return said

    @property
    def is_for_all(self) -> bool:
        """Whether those after it change too."""
        return self.cleaned_data.get("which") == AFTER

    @property
    def pattern(self) -> Pattern:
        """Return when it meets, as those after it will."""
        said = self.cleaned_data
        return Pattern(said["starts"], said["ends"], DebriefSession(time_zone=said["time_zone"]).zone)


def which_of(after: int) -> forms.ChoiceField:
    """Return the choice between one session and those after it too."""
    others = "the one after it" if after == 1 else f"the {after} after it"
    return forms.ChoiceField(
        label="Which sessions?",
        choices=[(ONLY, "Only this one"), (AFTER, f"This one and {others}")],
        initial=ONLY,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose which sessions."),
    )


class RepeatsForm(WhenForm):
    """A day and two times, how often they come, and which of the dates that come of it are wanted."""

    unmarked = ("repeat", "times")  # there is always an answer to the first, and the second is needed by it

    repeat = forms.TypedChoiceField(
        label="How often?",
        choices=[(ONCE, "Just once"), *SessionSeries.Every.choices],
        coerce=int,
        required=False,
        initial=ONCE,
        error_messages={"invalid_choice": "Choose how often from the list."},
    )
    times = forms.IntegerField(
        label="How many times?",
        required=False,
        min_value=2,
        max_value=SessionSeries.MOST,
        initial=6,
        help_text=f"Only if it comes again, {SessionSeries.MOST} times at most. You see all the dates before you save.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 2, "class": "govuk-input--width-3"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NOT_A_NUMBER),
    )
    group: LearningGroup | None = None  # where no box asks for it
    turns: tuple[Turn, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Work out the dates of a series."""
        said = super().clean()
        if not said.get("repeat"):
            self.errors.pop("times", None)  # nobody asked how many
        elif "times" in said and said["times"] is None:
            self.add_error("times", NOT_A_NUMBER)
        elif "times" in said and self.meeting:
            self.expand(said)
        return said

    def expand(self, said: dict[str, Any]) -> None:
        """Keep the dates, with what the group has at those times already, or say at its box why there are none."""
        pattern = Pattern(said["starts"], said["ends"], DebriefSession(time_zone=said["time_zone"]).zone)
        try:
            turns = turns_of(pattern, said["on"], said["repeat"], said["times"])
        except NotATime as problem:
            self.add_error(problem.box, problem.words)
        else:
            if group := said.get("group", self.group):
                self.turns = tuple(beside(group, turns))

    @property
    def was_looked_at(self) -> bool:
        """Whether it comes from the page that lists the dates, and not to change something else first."""
        return "looked" in self.data and "back" not in self.data

    @property
    def ticked(self) -> set[str]:
        """Which days are ticked; before anybody looked, all that are free."""
        if not self.was_looked_at:
            return {turn.on.isoformat() for turn in self.turns if turn.is_free}
        return set(cast(QueryDict, self.data).getlist("day"))

    @property
    def chosen(self) -> list[Turn]:
        """Return the dates that are wanted."""
        return [turn for turn in self.turns if turn.on.isoformat() in self.ticked]

    @property
    def dates(self) -> list[tuple[Turn, bool]]:
        """Return each date with whether it is ticked."""
        return [(turn, turn.on.isoformat() in self.ticked) for turn in self.turns]


class NewSessionForm(SessionForm, RepeatsForm):
    """Everything there is to say about a session, and how often it comes."""

    def __init__(self, data: Any = None, *, group: LearningGroup, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.group = group
