"""Who helps to run which group."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from cohorts.actions import add_cofacilitator, end_cofacilitation
from cohorts.admin.filters import Ongoing
from cohorts.admin.scope import ScopedAdmin, do_to_each, programmes_of
from cohorts.models import CoFacilitation, RoleGrant
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest


@admin.register(CoFacilitation)
class CoFacilitationAdmin(ScopedAdmin):
    """Adding one lets them into the group's room; ending one closes it, and the facilitator goes on."""

    programme = "group__cohort__programme"
    is_changed_by_actions = True
    list_display = ("person", "group", "started_at", "ended_at")
    list_filter = (Ongoing, ("group", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("person", "group")
    search_fields = ("person__name", "group__name")
    actions = ("end_these",)
    why_needed = ("add", *actions)
    adds = "Add a co-facilitator"

    def named(self, obj: Any) -> str:
        """Who, and where."""
        return f"{obj.person}, co-facilitator of {obj.group}"

    def get_fields(self, request: HttpRequest, obj: CoFacilitation | None = None) -> tuple[str, ...]:
        """Ask who helps where."""
        return ("group", "person") if obj is None else ("group", "person", "started_at", "ended_at")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer facilitators."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "person":
            roles = RoleGrant.objects.current().filter(
                programme__in=programmes_of(request.user), role=RoleGrant.Role.FACILITATOR
            )
            field.queryset = Person.objects.filter(pk__in=roles.values("person"), is_active=True)
            field.help_text = "Facilitators of your programmes. Give somebody the role first to see them here."
        return field

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Let them help."""
        obj.pk = add_cofacilitator(group=obj.group, person=obj.person, by=request.user).pk

    @admin.action(description="They stop helping to run the group", permissions=["view"])
    def end_these(self, request: PersonRequest, queryset: models.QuerySet[CoFacilitation]) -> None:
        """End each, in the room too."""
        rows = queryset.filter(ended_at__isnull=True)
        do_to_each(request, rows, lambda row: end_cofacilitation(helps=row, by=request.user), "Stopped")
