"""Invitations: one at a time, or a whole list from a spreadsheet with a look at it first."""

from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminEmailInputWidget, AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from cohorts.actions import invite, invite_list, revoke_invitation, send_invitation_again
from cohorts.admin.filters import Standing
from cohorts.admin.previews import do_once_seen
from cohorts.admin.scope import ScopedAdmin, choices_for, do_to_each
from cohorts.invitation_checks import look
from cohorts.invitation_lists import MOST_BYTES, MOST_LINES, CannotRead, Line, as_text, read
from cohorts.models import Cohort, Invitation
from cohorts.problems import NoSeatToOffer, Problem
from cohorts.seats import free_seats
from youdesign.notices.rehearsal import Rehearsal, rehearse
from youdesign.people.account_forms import Address
from youdesign.people.admin.why import WhyForm
from youdesign.people.audit import because
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest


class InvitationForm(forms.ModelForm):
    """One address, one place or one role."""

    email = Address(
        label="Email address",
        help_text="The invitation goes here at once, and can be used for 14 days.",
        widget=AdminEmailInputWidget,
        error_messages={"required": "Enter the email address."},
    )

    class Meta:
        model = Invitation
        fields = ("email", "name", "cohort", "role", "group")
        help_texts = {
            "role": "What they are invited to be. Every role but patient leader is for the whole programme.",
            "group": "The seat a patient leader gets with their yes. Leave it empty for a place without a group.",
        }

    def clean(self) -> dict[str, Any]:
        """Say first what the action would refuse."""
        data = super().clean() or {}
        group, cohort = data.get("group"), data.get("cohort")
        if group and cohort and group.cohort_id != cohort.pk:
            self.add_error("group", f"“{group}” is in another cohort. Choose a group of “{cohort}”.")
        elif group and data.get("role") != Invitation.MEMBER:
            self.add_error("group", "A seat in a group is for patient leaders. Leave it empty.")
        elif group and not group.takes_people:
            self.add_error("group", f"“{group}” is not taking new people now. Choose another group, or leave it empty.")
        elif group and free_seats([group], timezone.now(), but=[data.get("email", "")])[group.pk] <= 0:
            self.add_error("group", str(NoSeatToOffer(group)))
        return data


class ListForm(forms.Form):
    """A file or pasted lines, for one cohort."""

    cohort = forms.ModelChoiceField(
        queryset=Cohort.objects.none(), help_text="Everyone in the list is invited to this cohort."
    )
    upload = forms.FileField(
        label="A file",
        required=False,
        help_text=f"CSV or Excel (.xlsx), {MOST_LINES} people or fewer. Its first line says Email, Name, Role, Group.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
    )
    lines = forms.CharField(
        label="Or paste the lines here",
        required=False,
        strip=False,
        help_text="Copied from a spreadsheet, its first line too. Name, Role and Group may be left out: "
        "then it is a place for a patient leader. Addresses alone do too, one on each line.",
        widget=AdminTextareaWidget(attrs={"rows": 8}),
    )
    send_again = forms.BooleanField(
        label="Invite again those who have not answered yet",
        required=False,
        help_text="Their first invitation stops working. Without the tick they are left alone.",
    )

    def __init__(self, *args: Any, by: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        cohorts = choices_for(by)[Cohort] if not by.is_superuser else Cohort.objects.all()
        cast(forms.ModelChoiceField, self.fields["cohort"]).queryset = cohorts

    def clean(self) -> dict[str, Any]:
        """Read the list and look at each line."""
        data = super().clean() or {}
        upload, pasted = data.get("upload"), data.get("lines") or ""
        if not upload and not pasted.strip():
            self.add_error("upload", "Choose a file, or paste the lines below.")
        elif "cohort" in data:
            try:
                self.people = look(read(upload.read(MOST_BYTES + 1) if upload else pasted.encode()), data["cohort"])
            except CannotRead as error:
                self.add_error("upload" if upload else "lines", str(error))
        return data

    def can_be_sent(self, people: list[Line]) -> list[Line]:
        """Return the lines that nothing stands in the way of."""
        again = self.cleaned_data["send_again"]
        return [line for line in people if not line.problem and (again or not line.is_waiting)]

    def write_down(self, people: list[Line]) -> None:
        """Put the lines in the box, where they can be mended and sent without the file."""
        self.data = {**self.data, "cohort": self.cleaned_data["cohort"].pk, "lines": as_text(people)}
        self.files.clear()


@admin.register(Invitation)
class InvitationAdmin(ScopedAdmin):
    """Inviting sends the mail; a newer invitation to the same address takes the place of an older one."""

    programme = "cohort__programme"
    is_changed_by_actions = True
    form = InvitationForm
    list_display = ("email", "name", "role", "cohort", "group", "where_it_stands", "invited_at", "invited_by")
    list_filter = (Standing, "role", ("cohort", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("cohort", "group", "invited_by")
    search_fields = ("email", "name")
    actions = ("send_again", "take_back")
    change_form_template = "admin/cohorts/invitation/change_form.html"
    adds = "Invite someone"
    added = "On its way: {}."

    def named(self, obj: Any) -> str:
        """Whom it asks."""
        return f"the invitation to {obj.email}"

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> tuple[str, ...]:
        """Ask for what it offers; show what became of it."""
        asked = InvitationForm.Meta.fields
        return asked if obj is None else (*asked, "where_it_stands", "invited_by", "invited_at", "expires_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Invitation | None = None) -> tuple[str, ...]:
        """Say what became of it in words."""
        return () if obj is None else ("where_it_stands",)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Invite them."""
        invitation = invite(by=request.user, **{name: form.cleaned_data[name] for name in InvitationForm.Meta.fields})
        obj.pk = invitation.pk

    @admin.display(description="where it stands")
    def where_it_stands(self, invitation: Invitation) -> str:
        """In one word."""
        words = {"open": "Waiting", "accepted": "Said yes", "declined": "No thanks", "revoked": "Taken back"}
        return words.get(invitation.state(timezone.now()), "Ran out")

    @admin.action(description="Send these invitations again, for 14 days from now", permissions=["view"])
    def send_again(self, request: PersonRequest, queryset: models.QuerySet[Invitation]) -> HttpResponse | None:
        """With a new link; the old one stops when the new one goes out."""
        return do_once_seen(
            request,
            self,
            queryset,
            lambda row: send_invitation_again(invitation=row, by=request.user),
            title="Send invitations again",
            button="Send them again",
            done="Sent again",
        )

    @admin.action(description="Take these invitations back", permissions=["view"])
    def take_back(self, request: PersonRequest, queryset: models.QuerySet[Invitation]) -> None:
        """Close the links that nobody answered."""
        do_to_each(request, queryset, lambda row: revoke_invitation(invitation=row, by=request.user), "Taken back")

    def get_urls(self) -> list[URLPattern]:
        """With the page for a whole list, and the button that sends one again."""
        view = self.admin_site.admin_view
        return [
            path("list/", view(self.invite_a_list), name="cohorts_invitation_list"),
            path("<int:pk>/send-again/", view(self.send_one_again), name="cohorts_invitation_send_again"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the button that sends it again, while nobody has answered."""
        obj = kwargs.get("obj")
        context["can_send_again"] = obj is not None and obj.state(timezone.now()) in ("open", "expired")
        context["why_again"] = WhyForm(is_needed=False)["why"]
        return super().render_change_form(request, context, *args, **kwargs)

    def send_one_again(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Send it again with the reason that stands above the button, and go back to its page."""
        found, form = self.get_queryset(request).filter(pk=pk), WhyForm(request.POST, is_needed=False)
        if request.method == "POST" and self.has_view_permission(request) and not form.is_valid():
            messages.error(request, f"Nothing was sent. {form.errors.as_data()['why'][0].message}")
        elif request.method == "POST" and self.has_view_permission(request):
            with because(form.cleaned_data["why"]):
                do_to_each(
                    request, found, lambda row: send_invitation_again(invitation=row, by=request.user), "Sent again"
                )
        return redirect("admin:cohorts_invitation_change", pk)

    def send_list(self, request: PersonRequest, form: ListForm) -> list[Line]:
        """Send what can be sent, and return the lines that are left to mend: all of them when a seat has just gone."""
        ready = form.can_be_sent(form.people)
        try:
            invite_list(by=request.user, cohort=form.cleaned_data["cohort"], lines=ready)
        except Problem as problem:
            messages.error(request, f"Nothing was sent. {problem}")
            return form.people
        messages.success(request, f"Invitations sent: {len(ready)}.")
        return [line for line in form.people if line.problem]

    def rehearsed(self, request: PersonRequest, form: ListForm, ready: list[Line]) -> Rehearsal | None:
        """Return what each would read; nothing while there are too few seats, which sending says in words."""
        try:
            act = partial(invite_list, by=request.user, cohort=form.cleaned_data["cohort"], lines=ready)
            return rehearse(act)
        except Problem:
            return None

    def invite_a_list(self, request: PersonRequest) -> HttpResponse:
        """Show what would happen to each line, then send what was shown."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ListForm(request.POST or None, request.FILES or None, by=request.user)
        people: list[Line] = []
        if form.is_valid():
            people = form.people
            if "send" in request.POST:
                people = self.send_list(request, form)
                if not people:
                    return redirect("admin:cohorts_invitation_changelist")
            form.write_down(people)
        ready = form.can_be_sent(people) if people else []
        context = {
            "title": "Invite a whole list",
            "opts": self.opts,
            "form": form,
            "people": people,
            "ready": len(ready),
            "seen": self.rehearsed(request, form, ready) if ready else None,
        }
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, "admin/cohorts/invitation/list.html", context)
