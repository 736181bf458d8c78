"""Sessions: planning, moving, calling off, and who was there. Who is coming is for the group alone: it is not here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join

from cohorts.actions import cancel_session, move_session, plan_series, plan_session
from cohorts.admin.previews import PreviewedAdmin, do_once_seen
from cohorts.attendance import noted_at
from cohorts.forms import when_of
from cohorts.forms.series import NO_DATE, RepeatsForm
from cohorts.models import DebriefSession
from cohorts.policies import is_open_session
from cohorts.times import clock, day
from youdesign.people.requests import PersonRequest

WHEN = ("on", "starts", "ends", "time_zone")
OFTEN = ("repeat", "times")
NOT_KEPT = ("csrfmiddlewaretoken", "looked", "day", "_save", "_look")


class StaffSessionForm(RepeatsForm, forms.ModelForm):
    """What a facilitator's own page asks about the time, how often a new one comes, and how to join."""

    class Meta:
        model = DebriefSession
        fields = ("group", *DebriefSession.HOW)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        session = kwargs.get("instance")
        kwargs["initial"] = {**(when_of(session) if session and session.pk else {}), **kwargs.get("initial", {})}
        super().__init__(data, *args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Put the instants where the model's own checks look for them."""
        said = super().clean()
        for name, value in (self.instants if self.meeting else {}).items():
            setattr(self.instance, name, value)
        return said


@admin.register(DebriefSession)
class DebriefSessionAdmin(PreviewedAdmin):
    """Planning owes reminders; moving replaces them and tells those who had one; calling off tells everyone."""

    programme = "group__cohort__programme"
    form = StaffSessionForm
    list_display = ("group", "when", "state", "said_coming", "were_there")
    list_filter = ("state", ("group", admin.RelatedOnlyFieldListFilter), "starts_at")
    list_select_related = ("group",)
    ordering = ("-starts_at",)
    actions = ("call_off",)
    adds = "Plan a session"
    sends = "Save, and send these"
    added = "Planned, and everyone is told: {}."
    saved = "Moved, and everyone who needs to know is told: {}."

    def named(self, obj: Any) -> str:
        """Which group, and when."""
        return f"the session of {obj.group} on {self.when(obj)}"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With how many said that they come, and how many did."""
        coming = models.Count("attendances", filter=models.Q(attendances__answer="coming"))
        there = models.Count("attendances", filter=models.Q(attendances__was__in=("there", "part")))
        found: models.QuerySet[Any] = super().get_queryset(request).annotate(coming=coming, there=there)
        return found

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Before a series is planned, its dates are shown, as on the facilitator's page."""
        if request.method == "POST" and request.path == reverse("admin:cohorts_debriefsession_add"):
            if "back" in request.POST:
                request.method = "GET"  # the form once more, with what was typed; nothing is saved
            elif self.has_add_permission(request) and (page := self.dates_to_look_at(request)):
                return page
        return super().changeform_view(request, *args, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What was typed, for whoever came back from the dates."""
        return request.POST.dict() if "back" in request.POST else super().get_changeform_initial_data(request)

    def dates_to_look_at(self, request: HttpRequest) -> HttpResponse | None:
        """Return the page that shows the dates of a series, until they were looked at and one is ticked."""
        form = self.get_form(request, None, change=False)(request.POST)
        if not form.is_valid() or not form.turns or (form.was_looked_at and form.chosen):
            return None
        kept = [(name, value) for name in request.POST if name not in NOT_KEPT for value in request.POST.getlist(name)]
        facts = {"form": form, "kept": kept, "error": NO_DATE if form.was_looked_at else ""}
        return self.page(request, "admin/cohorts/debriefsession/dates.html", "Are these the dates?", **facts)

    def get_fields(self, request: HttpRequest, obj: DebriefSession | None = None) -> tuple[str, ...]:
        """Ask for a wall time; show one that is over."""
        if obj is not None and not self.has_change_permission(request, obj):
            return (
                "group",
                "when",
                "time_zone",
                "template",
                *DebriefSession.HOW,
                "state",
                "said_coming",
                "who_was_there",
            )
        return ("group", *WHEN, *(("template",) if obj else OFTEN), *DebriefSession.HOW)

    def get_readonly_fields(self, request: HttpRequest, obj: DebriefSession | None = None) -> tuple[str, ...]:
        """A session stays with its group."""
        if obj is None:
            return ()
        return (
            ("group", "template")
            if self.has_change_permission(request, obj)
            else ("group", "template", "when", "said_coming", "who_was_there")
        )

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What is over or called off stays as it was."""
        return super().has_change_permission(request, obj) and (
            not isinstance(obj, DebriefSession) or is_open_session(obj, timezone.now())
        )

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Plan or move it."""
        said = {name: form.cleaned_data[name] for name in DebriefSession.HOW}
        facts = {**form.instants, **said}
        if change:
            move_session(session=obj, by=request.user, **facts)
        elif form.turns:
            every_weeks = form.cleaned_data["repeat"]
            series = plan_series(by=request.user, group=obj.group, every_weeks=every_weeks, turns=form.chosen, **said)
            obj.pk = series.days.values_list("session", flat=True)[0]
        else:
            obj.pk = plan_session(by=request.user, group=obj.group, **facts).pk

    @admin.display(description="when", ordering="starts_at")
    def when(self, session: DebriefSession) -> str:
        """On the wall of its own zone."""
        return f"{day(session.starts_at, session.zone)}, {clock(session.starts_at, session.zone)}"

    @admin.display(description="said they are coming")
    def said_coming(self, session: Any) -> Any:
        """How many, not who."""
        return session.coming

    @admin.display(description="were there")
    def were_there(self, session: Any) -> Any:
        """How many, once whoever ran it said so."""
        return session.there if session.is_held else "-"

    @admin.display(description="who was there")
    def who_was_there(self, session: DebriefSession) -> str:
        """Each person in a line, as whoever ran it said."""
        lines = ((each.person, each.get_was_display()) for each in noted_at(session))
        return format_html_join("\n", "<div>{}: {}</div>", lines) or "Nobody has said yet"

    @admin.action(description="Call these sessions off, and tell everyone", permissions=["view"])
    def call_off(self, request: PersonRequest, queryset: models.QuerySet[DebriefSession]) -> HttpResponse | None:
        """Show who is told what, then cancel them."""
        return do_once_seen(
            request,
            self,
            queryset,
            lambda row: cancel_session(session=row, by=request.user),
            title="Call sessions off",
            button="Call off, and tell everyone",
            done="Called off",
        )
