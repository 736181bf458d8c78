"""Concerns for those who answer them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from youdesign.people.actions import move_concern
from youdesign.people.admin.plain import PlainAdmin
from youdesign.people.admin.rows import ReadOnly, staff
from youdesign.people.models import Concern
from youdesign.people.states import MoveNotAllowed


@admin.register(Concern)
class ConcernAdmin(ReadOnly, PlainAdmin):
    """What people told us, the most urgent first; moved on by the buttons above the list."""

    list_display = ("answer_by", "is_late", "state", "category", "about", "responder", "raised_at")
    list_filter = ("state", "category", ("responder", admin.RelatedOnlyFieldListFilter), "answer_by")
    list_select_related = ("responder",)
    fields = (
        "what",
        "category",
        "about",
        "said",
        "said_by",
        "said_at",
        "contact",
        "raised_by",
        "page",
        "responder",
        "state",
        "raised_at",
        "answer_by",
    )
    actions = ("seen", "acting", "closed")
    why_needed = actions

    def get_queryset(self, request: HttpRequest) -> QuerySet[Concern]:
        """The overdue first, then what is due, then what is closed; never one about the reader's own words."""
        return super().get_queryset(request).exclude(said_by_id=staff(request).pk).most_urgent_first()  # type: ignore[attr-defined]

    @admin.display(description="late", boolean=True)
    def is_late(self, concern: Concern) -> bool:
        """Whether the promised time is over."""
        return concern.is_overdue(timezone.now())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list's buttons need it; the words themselves are never changed."""
        return obj is None and request.user.has_perm("people.change_concern")

    @admin.action(description="I have seen this (or: open it again)", permissions=["change"])
    def seen(self, request: HttpRequest, queryset: QuerySet[Concern]) -> None:
        """Seen."""
        self._move(request, queryset, Concern.State.SEEN)

    @admin.action(description="I am acting on this", permissions=["change"])
    def acting(self, request: HttpRequest, queryset: QuerySet[Concern]) -> None:
        """Being acted on."""
        self._move(request, queryset, Concern.State.ACTING)

    @admin.action(description="Close this", permissions=["change"])
    def closed(self, request: HttpRequest, queryset: QuerySet[Concern]) -> None:
        """Closed."""
        self._move(request, queryset, Concern.State.CLOSED)

    def _move(self, request: HttpRequest, queryset: QuerySet[Concern], state: Concern.State) -> None:
        for concern in queryset:
            try:
                move_concern(concern=concern, state=state, by=staff(request))
            except MoveNotAllowed:
                now = concern.get_state_display().lower()
                self.message_user(
                    request, f"{concern} is {now}, so it cannot become “{state.label.lower()}”.", messages.WARNING
                )
            else:
                self.message_user(request, f"{concern}: {state.label.lower()}.", messages.SUCCESS)
