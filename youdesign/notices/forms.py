"""A person's wishes about messages: how often, when not, and on which devices."""

import datetime
from collections.abc import Sequence
from typing import Any, cast

from django import forms

from youdesign.notices.kinds import all_kinds
from youdesign.notices.ledger import Switch
from youdesign.notices.models import NoticePreference
from youdesign.notices.push import is_push_service
from youdesign.people.forms.sections import ZONES


class WishForm(forms.Form):
    """Send these, or do not."""

    frequency = forms.ChoiceField(
        label="What would you like?",
        choices=NoticePreference.Frequency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether we send these messages"},
    )


class KindWishForm(WishForm):
    """The same, with the kind it is about."""

    kind = forms.ChoiceField(
        choices=lambda: [(kind.code, kind.title) for kind in all_kinds().values() if kind.can_be_off]
    )


class FrequencyForm(forms.Form):
    """How often, for each kind that this person can have."""

    def __init__(self, data: Any, *, switches: Sequence[Switch]) -> None:
        super().__init__(data)
        self.held = {switch.kind.code: switch.frequency for switch in switches}
        for switch in switches:
            if switch.kind.can_be_off:
                self.fields[switch.kind.code] = forms.ChoiceField(
                    label=switch.kind.title,
                    help_text=switch.kind.because,
                    choices=NoticePreference.Frequency.choices,
                    initial=switch.frequency,
                    error_messages={"invalid_choice": "Choose one of the four"},
                )

    def changes(self) -> dict[str, str]:
        """Return how often each kind should come that comes otherwise until now."""
        return {kind: wish for kind, wish in self.cleaned_data.items() if wish != self.held[kind]}


class TimesForm(forms.Form):
    """By which clock, quiet hours, and until when nothing at all."""

    time_zone = forms.ChoiceField(
        label="Your time zone",
        choices=ZONES,
        help_text="By this clock we send, and show every time on this site.",
        error_messages={
            "required": "Choose a time zone from the list, like Europe/London",
            "invalid_choice": "Choose a time zone from the list, like Europe/London",
        },
    )

    quiet_from = forms.TimeField(
        label="Quiet from",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Enter a time like 21:30"},
    )
    quiet_until = forms.TimeField(
        label="Quiet until",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Enter a time like 08:00"},
    )
    rest_until = forms.DateField(
        label="Pause everything until",
        help_text="On that morning messages begin again. Leave it empty for no pause.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a date like 21/8/2026"},
    )
    unmarked = ("quiet_from", "quiet_until", "rest_until")

    def __init__(self, data: Any = None, *, today: datetime.date, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.today = today
        own = self.initial.get("time_zone")
        if own and own not in dict(ZONES):  # a name that the list leaves out, like UTC
            cast(forms.ChoiceField, self.fields["time_zone"]).choices = [(own, own), *ZONES]

    def clean_rest_until(self) -> datetime.date | None:
        """Ask for a day to come, within a year."""
        day: datetime.date | None = self.cleaned_data["rest_until"]
        if day and not self.today < day <= self.today + datetime.timedelta(days=366):
            raise forms.ValidationError("Enter a day in the future, at most a year from now")
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for both ends of the quiet hours, and for two that differ."""
        said = self.cleaned_data
        if "quiet_from" in said and "quiet_until" in said:
            begin, end = said["quiet_from"], said["quiet_until"]
            if (begin is None) != (end is None):
                self.add_error("quiet_until" if end is None else "quiet_from", "Enter both times, or neither")
            elif begin is not None and begin == end:
                self.add_error("quiet_until", "Enter two different times")
        return said


class FeedForm(forms.Form):
    """Which feed a new one takes the place of, as the page showed it: none, or the one that stood there."""

    replaces = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class DeviceForm(forms.Form):
    """A browser that wants to be told, as the browser itself gives it."""

    endpoint = forms.CharField(max_length=600)
    p256dh = forms.RegexField(r"^[A-Za-z0-9_-]{86,88}=?$")
    auth = forms.RegexField(r"^[A-Za-z0-9_-]{21,24}={0,2}$")

    def clean_endpoint(self) -> str:
        """Take only addresses of push services that we know."""
        endpoint = str(self.cleaned_data["endpoint"])
        if not is_push_service(endpoint):
            raise forms.ValidationError("This browser uses a push service that we do not know")
        return endpoint
