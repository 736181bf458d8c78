"""Ways to narrow a list that are a question, not a column."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from cohorts.times import today


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
    """Where an invitation stands."""

    title = "where it stands"
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """As the list says it."""
        return [
            ("waiting", "Waiting"),
            ("ran_out", "Ran out"),
            ("accepted", "Said yes"),
            ("declined", "No thanks"),
            ("revoked", "Taken back"),
        ]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        """Invitations that stand there."""
        where, now = self.value(), timezone.now()
        if where == "waiting":
            return queryset.unanswered().filter(expires_at__gt=now)  # type: ignore[attr-defined]  # invitations
        if where == "ran_out":
            return queryset.run_out(now)  # type: ignore[attr-defined]
        return (
            queryset.filter(**{f"{where}_at__isnull": False})
            if where in ("accepted", "declined", "revoked")
            else queryset
        )


class LeftOver(admin.SimpleListFilter):
    """Whether somebody still waits though their cohort has begun."""

    title = "still waiting"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The one thing to look for."""
        return [("left_over", "The cohort has begun")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        """Those who were left over."""
        return queryset.left_over(today()) if self.value() else queryset  # type: ignore[attr-defined]  # applications


class Ongoing(admin.SimpleListFilter):
    """What goes on now, or what was before."""

    title = "now or before"
    parameter_name = "when"
    ends: ClassVar[str] = "ended_at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two times."""
        return [("now", "Now"), ("before", "Before")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Rows that have ended, or have not."""
        return queryset.filter(**{f"{self.ends}__isnull": self.value() == "now"}) if self.value() else queryset


class StillSeated(Ongoing):
    """Seats that are taken now, or were."""

    ends = "left_at"
