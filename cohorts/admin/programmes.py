"""Programmes, plans and roles, and people's places."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from cohorts.actions import (
    end_role,
    grant_role,
    hand_over_programme,
    move_membership,
    move_programme,
    pause_place,
    resume_place,
)
from cohorts.admin.filters import Ongoing
from cohorts.admin.scope import ScopedAdmin, do_to_each
from cohorts.models import AgreementClause, Membership, NeedPlan, Programme, RoleGrant
from cohorts.policies import can_hand_over_programme
from youdesign.people.admin.hand_over import HandedOverAdmin
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest


class ProgrammeForm(forms.ModelForm):
    """A programme, and the states that can follow the one it is in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.instance.state
        if self.instance.pk and "state" in self.fields:
            can = [choice for choice in Programme.State.choices if choice[0] in {now, *Programme.MOVES[now]}]
            self.fields["state"].choices = can  # type: ignore[attr-defined]  # a choice field has some


@admin.register(Programme)
class ProgrammeAdmin(HandedOverAdmin, ScopedAdmin):
    """What a commissioner funds."""

    adds = "Set up a programme"
    hands_over = "Hand over to another coordinator"
    what_happens = (
        "The new coordinator looks after the programme and all its cohorts from now on, and people see their name and "
        "phone number. The plans for empty seats that are with the one before go with it. "
        "The one before does not coordinate this programme any more."
    )
    nobody_else = "Nobody else on the staff could take it over. Give somebody the role of coordinator first."
    found_at = ("Give somebody a role", "admin:cohorts_rolegrant_add")

    form = ProgrammeForm
    programme = "pk"
    list_display = ("name", "state", "coordinator")
    list_filter = ("state",)
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Programme]:
        """With the coordinator's name."""
        return super().get_queryset(request).select_related("coordinator")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Any member of staff may coordinate."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = Person.objects.filter(is_staff=True, is_active=True)
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Programme | None = None) -> tuple[str, ...]:
        """Who coordinates is changed by handing over, which also ends what the one before could do."""
        return () if obj is None else ("coordinator",)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Move it by the table of moves; the rest are plain facts."""
        if change and "state" in form.changed_data:
            move_programme(programme=obj, to=obj.state, by=request.user)
        super().save_model(request, obj, form, change)

    def held_by(self, obj: Programme) -> Person:
        """Its named coordinator."""
        return obj.coordinator

    def may_hand_over(self, by: Person, obj: Programme) -> bool:
        """The named coordinator, and staff with every right."""
        return can_hand_over_programme(by, obj)

    def candidates(self, by: Person, obj: Programme) -> models.QuerySet[Person]:
        """Staff; for a coordinator, those who hold the role in this programme already."""
        staff = Person.objects.filter(is_staff=True, is_active=True)
        roles = RoleGrant.objects.current().filter(programme=obj, role=RoleGrant.Role.COORDINATOR)
        return staff if by.is_superuser else staff.filter(pk__in=roles.values("person"))

    def hand_over(self, obj: Programme, to: Person, by: Person) -> str:
        """By the action."""
        before = obj.coordinator
        hand_over_programme(programme=obj, to=to, by=by)
        return f"{to} coordinates {obj} now, and all its cohorts. {before} does not any more."

    def has_add_permission(self, request: HttpRequest) -> bool:
        """New programmes are set up by staff with every right."""
        return bool(request.user.is_superuser)


@admin.register(NeedPlan)
class NeedPlanAdmin(ScopedAdmin):
    """Who is doing what about an empty seat, and by when: home says it to everyone it concerns."""

    programme = "programme"
    adds = "Say who is on to an empty seat"
    list_display = ("need", "programme", "what", "who", "by_on")
    list_filter = ("need", ("programme", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("programme", "who")

    def named(self, obj: Any) -> str:
        """Which need, and where."""
        return f"the plan for “{obj.get_need_display()}” in {obj.programme}"


@admin.register(AgreementClause)
class AgreementClauseAdmin(ScopedAdmin):
    """The group agreement, line by line. A programme with lines of its own uses only those."""

    programme = "programme"
    adds = "Add a line to the agreement"
    list_display = ("text", "programme", "position")
    list_select_related = ("programme",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The general lines belong to staff with every right."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.required = not request.user.is_superuser
        return field


class RoleGrantForm(forms.ModelForm):
    """A role for somebody who has joined, named by their address: nobody browses all people."""

    email = forms.EmailField(label="their email address")

    class Meta:
        model = RoleGrant
        fields = ("programme", "role")

    def clean_email(self) -> str:
        """Find the person."""
        email = str(self.cleaned_data["email"]).strip().lower()
        if not Person.objects.filter(email=email, is_active=True).exists():
            raise forms.ValidationError("Nobody has joined with this address yet. Ask them to join first.")
        return email


@admin.register(RoleGrant)
class RoleGrantAdmin(ScopedAdmin):
    """Who holds which role. Being a member is a place, not a role."""

    programme = "programme"
    is_changed_by_actions = True
    form = RoleGrantForm
    fields = ("email", "programme", "role")
    list_display = ("person", "role", "programme", "since", "until")
    list_filter = ("role", ("programme", admin.RelatedOnlyFieldListFilter), Ongoing)
    list_select_related = ("person", "programme")
    search_fields = ("person__name",)
    actions = ("end_these_roles",)
    why_needed = ("add", "end_these_roles")
    adds = "Give somebody a role"

    def named(self, obj: Any) -> str:
        """Who is what, and where."""
        return f"{obj.person} as {obj.get_role_display().lower()} in {obj.programme}"

    @admin.display(ordering="granted_at")
    def since(self, grant: RoleGrant) -> str:
        """From which day."""
        return date_format(localtime(grant.granted_at), "j F Y")

    @admin.display(ordering="ended_at")
    def until(self, grant: RoleGrant) -> str:
        """Until which day, where it has ended."""
        return date_format(localtime(grant.ended_at), "j F Y") if grant.ended_at else ""

    def get_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> tuple[str, ...]:
        """Ask for an address; show a person."""
        return self.fields if obj is None else ("person", "programme", "role", "granted_at", "ended_at")

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Grant it."""
        obj.person = Person.objects.get(email=form.cleaned_data["email"])
        obj.pk = grant_role(person=obj.person, programme=obj.programme, role=obj.role, by=request.user).pk

    @admin.action(description="End these roles", permissions=["view"])
    def end_these_roles(self, request: PersonRequest, queryset: models.QuerySet[RoleGrant]) -> None:
        """End them from now on."""
        do_to_each(request, queryset, lambda grant: end_role(grant=grant, by=request.user), "Ended")


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    """People's places. Pausing is normal; a place that was given up can be taken again."""

    programme = "cohort__programme"
    is_changed_by_actions = True
    list_display = ("person", "cohort", "state", "joined_at")
    list_filter = ("state", ("cohort", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("person", "cohort")
    search_fields = ("person__name", "person__email")
    actions = ("settle", "pause", "come_back", "complete", "withdraw")
    why_needed = ("complete", "withdraw")

    def named(self, obj: Any) -> str:
        """Whose place, and where."""
        return f"{obj.person}'s place in {obj.cohort}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Places come from invitations."""
        return False

    @admin.action(description="Say they have settled in", permissions=["view"])
    def settle(self, request: PersonRequest, queryset: models.QuerySet[Membership]) -> None:
        """From settling in to active."""
        self.move(request, queryset, Membership.State.ACTIVE, "Settled in")

    @admin.action(description="Pause for them, because they asked", permissions=["view"])
    def pause(self, request: PersonRequest, queryset: models.QuerySet[Membership]) -> None:
        """Keep the place and quiet reminders."""
        do_to_each(request, queryset, lambda row: pause_place(membership=row, by=request.user), "Paused")

    @admin.action(description="They are back from a pause", permissions=["view"])
    def come_back(self, request: PersonRequest, queryset: models.QuerySet[Membership]) -> None:
        """From paused to active."""
        do_to_each(request, queryset, lambda row: resume_place(membership=row, by=request.user), "Back")

    @admin.action(description="They completed the programme", permissions=["view"])
    def complete(self, request: PersonRequest, queryset: models.QuerySet[Membership]) -> None:
        """From active or paused to completed."""
        self.move(request, queryset, Membership.State.COMPLETED, "Completed")

    @admin.action(description="They gave up their place, and their seat in a group", permissions=["view"])
    def withdraw(self, request: PersonRequest, queryset: models.QuerySet[Membership]) -> None:
        """Give up the place; they can be invited again."""
        self.move(request, queryset, Membership.State.WITHDRAWN, "Given up")

    def move(self, request: PersonRequest, rows: models.QuerySet[Membership], to: str, done: str) -> None:
        """Move each by the table."""
        do_to_each(request, rows, lambda row: move_membership(membership=row, to=to, by=request.user), done)
