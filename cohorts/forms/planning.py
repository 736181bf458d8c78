"""When a session meets, how to join it and what it is for: for pages, and for the staff's own."""

from typing import Any, cast

from django import forms
from django.utils import timezone

from cohorts.meeting_times import Later, Meeting, NotATime, meeting
from cohorts.models import DebriefSession, DebriefTemplate
from cohorts.video import has_rooms, new_room
from youdesign.people.forms.sections import ZONES
from youdesign.people.forms.words import Line, Words

NOT_A_ZONE = "Choose a time zone from the list, like Europe/London."
CHANGED_MEANWHILE = (
    "Somebody changed this session while you had it open. What you see here is not saved yet. Save again to keep what "
    "is here, or go back to the session to see what is saved."
)


class WhenForm(forms.Form):
    """A day, and two times on the wall of its zone."""

    on = forms.DateField(
        label="Which day?",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Choose the day.", "invalid": "Write a day that exists, like 21 August 2027."},
    )
    starts = forms.TimeField(
        label="When does it begin?",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Choose when it begins.", "invalid": "Write a time, like 5:30pm or 17:30."},
    )
    ends = forms.TimeField(
        label="When does it end?",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Choose when it ends.", "invalid": "Write a time, like 6:30pm or 18:30."},
    )
    time_zone = forms.ChoiceField(
        label="On the clock of which place?",
        choices=ZONES,
        initial="Europe/London",
        help_text="Everybody sees it by their own clock.",
        error_messages={"required": NOT_A_ZONE, "invalid_choice": NOT_A_ZONE},
    )
    meeting: Meeting | None = None
    later: Later | None = None  # the times to offer in place of what the clocks skip

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        starts, _, ends = str((data or {}).get("take_later", "")).partition(" ")
        if ends:
            self.retype(starts=starts, ends=ends)

    def retype(self, **typed: str) -> None:
        """Put this into the boxes in place of what was typed."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict is only changed as a copy
        data.update(typed)
        self.data = data

    def clean(self) -> dict[str, Any]:
        """Turn wall time into instants, or say at its box what is wrong."""
        said = super().clean() or {}
        if {"on", "starts", "ends", "time_zone"} <= said.keys():
            try:
                zone = DebriefSession(time_zone=said["time_zone"]).zone
                self.meeting = meeting(said["on"], said["starts"], said["ends"], zone, timezone.now())
            except NotATime as problem:
                self.add_error(problem.box, problem.words)
                self.later = problem.later
        return said

    @property
    def instants(self) -> dict[str, Any]:
        """What plan_session and move_session take."""
        assert self.meeting is not None  # noqa: S101  for the type checker: the form was valid
        return {
            "starts_at": self.meeting.starts_at,
            "ends_at": self.meeting.ends_at,
            "time_zone": self.cleaned_data["time_zone"],
        }


def when_of(session: DebriefSession) -> dict[str, Any]:
    """Return when a session meets as the form holds it."""
    starts, ends = (at.astimezone(session.zone) for at in (session.starts_at, session.ends_at))
    return {"on": starts.date(), "starts": starts.time(), "ends": ends.time(), "time_zone": session.time_zone}


class SessionForm(WhenForm):
    """Everything there is to say about a session."""

    title = Line("What is it about?", 100, help_text="A few words, like “What we learned on boards”.")
    online_link = forms.URLField(
        label="Video link",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="The address that people open to join by video.",
        error_messages={
            "invalid": "Write a whole address, like https://meet.example.org/tuesday",
            "max_length": "This address is too long. Keep it under 300 letters.",
        },
    )
    wants_room = forms.BooleanField(label="Make us a new video room", required=False)
    phone_in = Line("Phone number to join by", 60, help_text="Somebody may have no video, or no energy for it.")
    phone_code = Line("Code to type in on the phone", 30)
    place = Line("Place", 250, help_text="If you meet in a room: its address.")
    place_access = Words(
        label="Getting in",
        max_length=1000,
        required=False,
        help_text="Steps, lift, toilets, parking, the nearest bus, where to ring.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    template = forms.ModelChoiceField(
        queryset=DebriefTemplate.objects.none(),
        label="How will it go?",
        required=False,
        empty_label="Not decided: the longest that fits our time",
        help_text="Steps with their minutes, for everybody to see. Turns are offered before it.",
        error_messages={"invalid_choice": "This one is not offered any more. Choose another from the list."},
    )
    agenda = Words(
        label="Plan for the session",
        max_length=4000,
        required=False,
        help_text="What you will do, in order. A line for each.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    bring = Words(
        label="What to bring",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not has_rooms():
            del self.fields["wants_room"]
        chosen = self.get_initial_for_field(self.fields["template"], "template")
        key = str(getattr(chosen, "pk", chosen))[:9]  # as it was typed, where a page is shown again: it may be anything
        there = DebriefTemplate.objects.filter(pk__in=[int(key)] if key.isdecimal() else [])
        offered = DebriefTemplate.objects.offered_to_groups() | there
        cast(forms.ModelChoiceField, self.fields["template"]).queryset = offered

    def clean(self) -> dict[str, Any]:
        """Ask for one video link: their own, or a new room."""
        said = super().clean()
        if said.get("wants_room") and said.get("online_link"):
            self.add_error("wants_room", "Write a link or ask for a new room, not both.")
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """How to join and what for, as the actions take it."""
        said = {name: self.cleaned_data[name] for name in (*DebriefSession.HOW, *DebriefSession.WHAT, "template")}
        return said | {"online_link": new_room()} if self.cleaned_data.get("wants_room") else said


class SessionChangeForm(SessionForm):
    """The same for one that is planned, with the mark of what was there when the page was opened."""

    mark = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, session: DebriefSession) -> None:
        held = {name: getattr(session, name) for name in (*DebriefSession.HOW, *DebriefSession.WHAT)}
        held["template"] = session.template_id
        self.now = session.changed_at.isoformat()
        super().__init__(data, initial={**when_of(session), **held, "mark": self.now})

    def clean(self) -> dict[str, Any]:
        """Refuse once to save over what somebody else has saved meanwhile."""
        said = super().clean()
        if said.get("mark") != self.now:
            self.retype(mark=self.now)
            self.add_error(None, CHANGED_MEANWHILE)
        return said
