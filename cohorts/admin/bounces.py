"""Addresses that take no mail: somebody rings the person, puts the address right, and has it written to again."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest

from cohorts.admin.scope import ScopedAdmin
from youdesign.notices.actions import believe_address
from youdesign.notices.models import Bounce
from youdesign.people.admin.filters import Question
from youdesign.people.requests import PersonRequest


class StandingBounces(Question):
    """Whether it is still so."""

    title = "whether it is still so"
    parameter_name = "stands"

    answers = {"now": ("Still so", lambda bounces: bounces.standing())}


@admin.register(Bounce)
class BounceAdmin(ScopedAdmin):
    """Mail servers say that nobody is there; people of one's own programmes only."""

    programme = "person__memberships__cohort__programme"
    is_changed_by_actions = True
    lists = "Addresses that take no mail"
    list_display = ("person", "address", "phone", "at", "over_at")
    list_filter = (StandingBounces, "at")
    list_select_related = ("person",)
    search_fields = ("person__name", "address")
    fields = ("person", "phone", "address", "code", "at", "over_at")
    readonly_fields = ("phone",)
    actions = ("write_again",)

    def named(self, obj: Any) -> str:
        """Whose address."""
        return f"the address of {obj.person} that takes no mail"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Once each, whatever the number of their places."""
        return super().get_queryset(request).distinct()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Mail servers say it."""
        return False

    @admin.display(description="phone")
    def phone(self, bounce: Bounce) -> str:
        """Where to ring."""
        return " ".join(filter(None, (bounce.person.phone, bounce.person.phone_hours))) or "-"

    @admin.action(description="Write to these addresses again", permissions=["view"])
    def write_again(self, request: PersonRequest, queryset: models.QuerySet[Bounce]) -> None:
        """Believe them, and send what waited."""
        asked = list(queryset.filter(over_at__isnull=True))
        sent = sum(believe_address(bounce=bounce, by=request.user) for bounce in asked)
        messages.success(request, f"Addresses that we write to again: {len(asked)}. Messages that go out now: {sent}.")
