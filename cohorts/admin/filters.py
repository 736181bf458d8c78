"""Ways to narrow a list that are a question, not a column."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone


class Missing(admin.SimpleListFilter):
    """What a group lacks."""

    title = "what is missing"
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two questions."""
        return [("facilitator", "A facilitator"), ("date", "A date to come")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        """Groups that lack it."""
        if self.value() == "facilitator":
            return queryset.without_facilitator()  # type: ignore[attr-defined]  # learning groups
        if self.value() == "date":
            return queryset.without_date(timezone.now())  # type: ignore[attr-defined]
        return queryset


class Standing(admin.SimpleListFilter):
    """Where an invitation stands, when nobody has answered."""

    title = "no answer"
    parameter_name = "unanswered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two kinds."""
        return [("waiting", "Still waiting"), ("ran_out", "Ran out")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        """Invitations of that kind."""
        if self.value() == "waiting":
            return queryset.unanswered().filter(expires_at__gt=timezone.now())  # type: ignore[attr-defined]
        return queryset.run_out(timezone.now()) if self.value() == "ran_out" else queryset  # type: ignore[attr-defined]
