"""People to ring: a person does it, and says so here."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from cohorts.actions import say_rung
from cohorts.admin.scope import ScopedAdmin, do_to_each
from cohorts.models import PersonToRing
from youdesign.people.admin.filters import Question
from youdesign.people.requests import PersonRequest


class StillToRing(Question):
    """Whether it is still to do."""

    title = "still to do"
    parameter_name = "stands"
    answers = {
        "waiting": ("To ring now", lambda rows: rows.waiting()),
        "rung": ("Rung", lambda rows: rows.filter(done_at__isnull=False)),
    }


@admin.register(PersonToRing)
class PersonToRingAdmin(ScopedAdmin):
    """Somebody missed two sessions in a row, or asked for a call."""

    programme = "group__cohort__programme"
    is_changed_by_actions = True
    list_display = ("person", "why", "where", "group", "since", "done_at")
    list_filter = (StillToRing, "why", ("group", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("person", "group")
    search_fields = ("person__name",)
    fields = ("person", "why", "where", "group", "since", "done_at", "done_by")
    readonly_fields = ("where",)
    actions = ("say_these_were_rung",)

    def named(self, obj: Any) -> str:
        """Whom."""
        return f"the call to {obj.person}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come of what was said about a session."""
        return False

    @admin.display(description="where to ring")
    def where(self, row: PersonToRing) -> str:
        """What they wrote, or the number that is known."""
        return row.contact or " ".join(filter(None, (row.person.phone, row.person.phone_hours))) or "No number yet"

    @admin.action(description="I have rung them", permissions=["view"])
    def say_these_were_rung(self, request: PersonRequest, queryset: models.QuerySet[PersonToRing]) -> None:
        """Keep who rang, and when."""
        rows = queryset.filter(done_at__isnull=True)
        do_to_each(request, rows, lambda row: say_rung(row=row, by=request.user, now=timezone.now()), "Rung")
