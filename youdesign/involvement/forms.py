"""What a leader writes about an involvement and its dates."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from youdesign.involvement.actions import STARTS, NewHost
from youdesign.involvement.models import Host, Involvement
from youdesign.people.forms.words import Text, Words
from youdesign.people.models import Code, Person

ONLY_YOU = "Only you can read this."
YOU_AND_STAFF = "You, and programme staff, who look after the list. They do not see who added it."
FIRST_YEAR = 1948
LONGEST_NOTES = 10_000
YEARS_AHEAD = 10
START_LABELS = {
    "thinking_about_it": "I am thinking about it",
    "said_yes": "I have said yes",
    "under_way": "It is under way",
}


class CodeField(forms.ModelChoiceField):
    """One entry of a code list, none chosen at first."""

    def __init__(self, listing: str, **options: Any) -> None:
        queryset = Code.objects.filter(listing=listing, is_on=True)
        super().__init__(queryset=queryset, required=False, empty_label="I would rather not say yet", **options)


class InvolvementForm(forms.Form):
    """A piece of real work: what, with whom, and what can change."""

    unmarked = ("host", "host_name", "host_kind")  # one of them is needed

    title = Text(
        label="What is the work?",
        help_text="A few words you will recognise, like “Discharge board at Riverside”.",
        max_length=140,
        error_messages={
            "required": "Write a few words for the work, like “Discharge board”",
        },
    )
    host = forms.ModelChoiceField(
        label="Which organisation is it with?",
        help_text="We call it the host. If it is not in the list, add it below.",
        queryset=Host.objects.none(),
        required=False,
        empty_label="Choose one, or add it below",
        error_messages={"invalid_choice": "Choose an organisation from the list, or add it below"},
    )
    host_name = Text(
        label="Name of an organisation that is not in the list",
        max_length=160,
        required=False,
    )
    host_kind = forms.ModelChoiceField(
        label="What kind of organisation is that?",
        help_text="Only if you add one.",
        queryset=Code.objects.filter(listing="host_kind", is_on=True),
        required=False,
        empty_label="Choose its kind",
        error_messages={"invalid_choice": "Choose a kind from the list"},
    )
    state = forms.ChoiceField(
        label="Where are you with it?",
        choices=[(value, label) for value, label in START_LABELS.items() if value in STARTS],
        initial=Involvement.State.THINKING,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where you are with it"},
    )
    role = CodeField("involvement_role", label="What will you do in it?")
    level = CodeField("level", label="How far does it reach?")
    place = CodeField(
        "place", label="Where is your voice in it?", help_text="There are four places where patients are heard."
    )
    open_to_change = Words(
        label="What is open to change, and what is not?",
        help_text="Ask the host before you say yes. If nothing is open, it helps to know that early.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        hosts = Host.objects.visible_to(person)
        host_field = self.fields["host"]
        assert isinstance(host_field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        host_field.queryset = hosts
        for name, audience in (("title", ONLY_YOU), ("open_to_change", ONLY_YOU), ("host_name", YOU_AND_STAFF)):
            self.fields[name].audience = audience  # type: ignore[attr-defined]  # our renderer's own word

    def clean(self) -> dict[str, Any]:
        """Ask for one host: one of the list, or a new one with its kind."""
        said = super().clean() or {}
        host, name, kind = said.get("host"), said.get("host_name"), said.get("host_kind")
        if host and name:
            self.add_error("host_name", "Choose from the list or add a new one, not both")
        elif name and not kind and "host_kind" not in self.errors:
            self.add_error("host_kind", "Choose what kind of organisation it is")
        elif not host and not name and not {"host", "host_name"} & self.errors.keys():
            self.add_error("host", "Choose the organisation, or write its name below")
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """What `add_involvement` takes; a name that is in the list already means that one."""
        said = dict(self.cleaned_data)
        name, kind = said.pop("host_name"), said.pop("host_kind")
        if name:
            known = Host.objects.visible_to(self.person).filter(name__iexact=name).first()
            said["host"] = known or NewHost(name, kind)
        return said


class EventForm(forms.Form):
    """One date of an involvement, in the person's own zone."""

    title = Text(
        label="What is it?",
        help_text="Like “First board meeting”.",
        max_length=140,
        error_messages={
            "required": "Write a few words, like “First board meeting”",
        },
    )
    day = forms.DateField(
        label="Which day?",
        help_text="A day in the past is fine too, if you want to look back at it.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input--width-10"}),
        error_messages={"required": "Choose the day", "invalid": "Write a day that exists, like 21 August 2026"},
    )
    time = forms.TimeField(
        label="What time does it start?",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "govuk-input--width-5"}),
        error_messages={"required": "Choose the time it starts", "invalid": "Write a time, like 14:30"},
    )
    where = Text(
        label="Where is it?",
        help_text="An address, a video link, or a phone number.",
        max_length=250,
        required=False,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        for name in ("title", "where"):
            self.fields[name].audience = ONLY_YOU  # type: ignore[attr-defined]  # our renderer's own word

    def clean_day(self) -> datetime.date:
        """Refuse years that can only be a slip of the finger."""
        day: datetime.date = self.cleaned_data["day"]
        last_year = timezone.localdate().year + YEARS_AHEAD
        if not FIRST_YEAR <= day.year <= last_year:
            raise forms.ValidationError(f"Check the year: it can be from {FIRST_YEAR} to {last_year}")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a time that the clocks leave out; of a time that comes twice, mean the first."""
        said = super().clean() or {}
        if "day" in said and "time" in said:
            wall = datetime.datetime.combine(said["day"], said["time"], self.person.zone)
            said["starts_at"] = wall.astimezone(datetime.UTC)
            if said["starts_at"].astimezone(self.person.zone).time() != said["time"]:
                self.add_error("time", "The clocks go forward then, so that time does not exist. Choose another time")
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """What `add_event` takes."""
        names = ("title", "starts_at", "where")
        return {name: self.cleaned_data[name] for name in names} | {"time_zone": self.person.time_zone}


class MoveForm(forms.Form):
    """Which state comes next."""

    to = forms.SlugField()


class NotesForm(forms.Form):
    """What I write before a date, for myself."""

    text = Words(
        label="My notes",
        required=False,
        max_length=LONGEST_NOTES,
        help_text=(
            "What do you want to say? What do you want to come out of it? Who can support you? "
            "What do you need, to look after yourself?"
        ),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**8)
    audiences = {"text": "Only you can read this. Nobody else, not even programme staff."}
    unmarked = ("text",)
