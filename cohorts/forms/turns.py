"""What somebody brings to their group, and which turn or role is meant."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import dateformat, timezone

from cohorts.models import Reflection, Turn
from cohorts.times import clock
from cohorts.turn_problems import TurnChanged
from cohorts.turns import CouldBring
from youdesign.people.forms.words import Line

NOTHING = ("", "Nothing of these")
GONE = "This one cannot be chosen any more. Choose another, or nothing."


def said_day(at: datetime.datetime) -> str:
    """Return a day as it stands in a list."""
    return dateformat.format(timezone.localtime(at), "j F Y")


def said_of(reflection: Reflection) -> str:
    """Return what tells one debrief from another: never a word of it."""
    matter = reflection.event or reflection.about
    about = f", {matter}" if matter else ""
    at = clock(reflection.written_at, timezone.get_current_timezone())
    return f"{said_day(reflection.written_at)}, {at}{about}"


class TurnForm(forms.Form):
    """A topic line, perhaps one of my dates, and perhaps one of my debriefs to have at hand."""

    mark = forms.CharField(required=False, widget=forms.HiddenInput)
    topic = Line(
        "What would you bring?",
        Turn.LONGEST,
        missing="Say in a few words what it is about.",
        help_text="One line, like “The board spoke over me”. You say the rest at the session, as much as you like.",
    )
    event = forms.ChoiceField(
        label="Is it about one of your dates?", required=False, error_messages={"invalid_choice": GONE}
    )
    reflection = forms.ChoiceField(
        label="Did you write about it?",
        required=False,
        help_text="Then you find it beside your turn.",
        error_messages={"invalid_choice": GONE},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        could_bring: CouldBring,
        initial: Mapping[str, str],
        now: str = "",
    ) -> None:
        super().__init__(data, initial={**initial, "mark": now})
        self.now = now  # the mark of what is saved, where something is
        self.things: dict[str, Mapping[str, Any]] = {"event": could_bring.events, "reflection": could_bring.reflections}
        names = {
            "event": {key: f"{event}, {said_day(event.starts_at)}" for key, event in could_bring.events.items()},
            "reflection": {key: said_of(reflection) for key, reflection in could_bring.reflections.items()},
        }
        for name, choices in names.items():
            self.fields[name].choices = [NOTHING, *choices.items()]  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]
        self.audiences = {
            "topic": "The people round your group's table. Programme staff do not see it.",
            "event": "The people round your group's table see its name and its day.",
            "reflection": "Only you. Your group does not see that you wrote anything.",
        }

    def clean(self) -> dict[str, Any]:
        """Refuse once to save over what was saved in another tab meanwhile."""
        said = super().clean() or {}
        if said.get("mark", "") != self.now:
            self.data = {**self.data.dict(), "mark": self.now}  # type: ignore[attr-defined]  # a QueryDict
            self.add_error(None, TurnChanged.words)
        return said

    def facts(self) -> dict[str, Any]:
        """Return what the actions take."""
        chosen = {name: self.things[name].get(self.cleaned_data.get(name, "")) for name in self.things}
        return {"topic": self.cleaned_data["topic"], **chosen}


class WhichTurnForm(forms.Form):
    """Which turn: a button each."""

    turn = forms.UUIDField()


class WhichRoleForm(forms.Form):
    """Which role: a button each."""

    role = forms.SlugField()
