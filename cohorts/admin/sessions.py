"""Sessions: planning, moving and calling off. Who is coming is for the group alone, so it is not here."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from cohorts.actions import cancel_session, move_session, plan_session
from cohorts.admin.scope import ScopedAdmin, do_to_each
from cohorts.models import DebriefSession
from cohorts.policies import is_open_session
from cohorts.times import at_wall, clock, day, is_missing
from youdesign.people.models import validate_time_zone
from youdesign.people.requests import PersonRequest

HOW = ("time_zone", "how_to_join", "phone_in")


class SessionForm(forms.ModelForm):
    """A date and a time on the wall of its zone, and how long."""

    on = forms.DateField(label="date", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    at = forms.TimeField(label="time", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    minutes = forms.IntegerField(label="minutes", min_value=10, max_value=480, initial=60)

    class Meta:
        model = DebriefSession
        fields = ("group", *HOW)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            starts = self.instance.starts_at.astimezone(self.instance.zone)
            lasts = self.instance.ends_at - self.instance.starts_at
            self.initial = {
                **self.initial,
                "on": starts.date(),
                "at": starts.time(),
                "minutes": round(lasts.total_seconds() / 60),
            }

    def clean_time_zone(self) -> str:
        """Know the zone before anything is worked out in it."""
        name = str(self.cleaned_data["time_zone"])
        validate_time_zone(name)
        return name

    def clean(self) -> dict[str, Any]:
        """Turn wall time into instants."""
        data = super().clean() or {}
        if not {"on", "at", "minutes", "time_zone"} <= data.keys():
            return data
        self.instance.time_zone = data["time_zone"]
        wall = datetime.datetime.combine(data["on"], data["at"])
        if not timezone.now().year <= wall.year <= timezone.now().year + 5:
            self.add_error("on", "Choose a date within the next five years.")
        elif is_missing(wall, self.instance.zone):
            self.add_error("at", "The clocks go forward that night and skip this time. Choose another time.")
        elif at_wall(wall, self.instance.zone) <= timezone.now():
            self.add_error("on", "Choose a date and time in the future.")
        else:
            data["starts_at"] = at_wall(wall, self.instance.zone)
            data["ends_at"] = data["starts_at"] + datetime.timedelta(minutes=data["minutes"])
        return data


@admin.register(DebriefSession)
class DebriefSessionAdmin(ScopedAdmin):
    """Planning owes reminders; moving replaces them and tells those who had one; calling off tells everyone."""

    programme = "group__cohort__programme"
    form = SessionForm
    list_display = ("group", "when", "state", "said_coming")
    list_filter = ("state", ("group", admin.RelatedOnlyFieldListFilter), "starts_at")
    list_select_related = ("group",)
    ordering = ("-starts_at",)
    actions = ("call_off",)
    adds = "Plan a session"
    added = "Planned, and everyone is told: {}."
    saved = "Moved, and everyone who needs to know is told: {}."

    def named(self, obj: Any) -> str:
        """Which group, and when."""
        return f"the session of {obj.group} on {self.when(obj)}"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With how many said that they come."""
        coming = models.Count("attendances", filter=models.Q(attendances__answer="coming"))
        found: models.QuerySet[Any] = super().get_queryset(request).annotate(coming=coming)
        return found

    def get_fields(self, request: HttpRequest, obj: DebriefSession | None = None) -> tuple[str, ...]:
        """Ask for a wall time; show one that is over."""
        if obj is not None and not self.has_change_permission(request, obj):
            return ("group", "when", *HOW, "state", "said_coming")
        return ("group", "on", "at", "minutes", *HOW)

    def get_readonly_fields(self, request: HttpRequest, obj: DebriefSession | None = None) -> tuple[str, ...]:
        """A session stays with its group."""
        if obj is None:
            return ()
        return ("group",) if self.has_change_permission(request, obj) else ("group", "when", "said_coming")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What is over or called off stays as it was."""
        return super().has_change_permission(request, obj) and (
            not isinstance(obj, DebriefSession) or is_open_session(obj, timezone.now())
        )

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Plan or move it."""
        facts = {name: form.cleaned_data[name] for name in ("starts_at", "ends_at", *HOW)}
        if change:
            move_session(session=obj, by=request.user, **facts)
        else:
            obj.pk = plan_session(by=request.user, group=obj.group, **facts).pk
        obj.starts_at, obj.ends_at = facts["starts_at"], facts["ends_at"]

    @admin.display(description="when", ordering="starts_at")
    def when(self, session: DebriefSession) -> str:
        """On the wall of its own zone."""
        return f"{day(session.starts_at, session.zone)}, {clock(session.starts_at, session.zone)}"

    @admin.display(description="said they are coming")
    def said_coming(self, session: Any) -> Any:
        """How many, not who."""
        return session.coming

    @admin.action(description="Call these sessions off, and tell everyone", permissions=["view"])
    def call_off(self, request: PersonRequest, queryset: models.QuerySet[DebriefSession]) -> None:
        """Cancel them."""
        do_to_each(request, queryset, lambda row: cancel_session(session=row, by=request.user), "Called off")
