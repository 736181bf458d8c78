"""Turns as facts: who had one, who waits, and since when; what they are about is for the group alone."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from cohorts.admin.scope import ScopedAdmin
from cohorts.models import Turn
from cohorts.times import day
from youdesign.people.admin.filters import Question


class TurnStanding(Question):
    """Whether it still waits."""

    title = "where it stands"
    parameter_name = "stands"
    answers = {
        "waiting": ("Waiting", lambda turns: turns.waiting()),
        "picked": ("Picked for a session", lambda turns: turns.picked()),
        "held": ("Held", lambda turns: turns.filter(state=Turn.State.HELD)),
    }


@admin.register(Turn)
class TurnAdmin(ScopedAdmin):
    """Members offer turns and their group picks them; staff see how fairly they go round."""

    programme = "group__cohort__programme"
    is_changed_by_actions = True
    list_display = ("person", "group", "state", "offered_at", "held_at")
    list_filter = (TurnStanding, ("group", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("person", "group")
    search_fields = ("person__name", "group__name")
    ordering = ("-offered_at", "-pk")
    fields = ("person", "group", "session_when", "state", "offered_at", "held_at")
    readonly_fields = ("session_when",)

    def named(self, obj: Any) -> str:
        """Whose, and where."""
        return f"a turn of {obj.person} in {obj.group}"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Without what it is about."""
        found: models.QuerySet[Any] = super().get_queryset(request).defer("topic")
        return found

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Members offer their own."""
        return False

    @admin.display(description="at which session")
    def session_when(self, turn: Turn) -> str:
        """Its day, for one that is picked or was held."""
        return day(turn.session.starts_at, turn.session.zone) if turn.session else "None yet"
