"""When pairs talk, and pairs to look after: dates and states, never what two people said."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cohorts.admin.scope import ScopedAdmin, do_to_each, programmes_of
from mentoring.actions import say_looked_after
from mentoring.models import PairTask, PairTaskQuerySet, Talk
from youdesign.people.admin.filters import Question
from youdesign.people.requests import PersonRequest


@admin.register(Talk)
class TalkAdmin(ScopedAdmin):
    """When pairs talk, and what came of it."""

    programme: ClassVar[str] = "match__offer__programme"
    is_changed_by_actions = True
    list_display = ("pair", "state", "starts_at", "channel", "settled_at")
    list_filter = ("state", ("match__offer__programme", admin.RelatedOnlyFieldListFilter), "starts_at")
    list_select_related = ("match__leader", "match__offer__mentor")
    search_fields = ("match__leader__name", "match__offer__mentor__name")
    fields = ("pair", "state", "starts_at", "ends_at", "channel", "offered_at", "booked_at", "settled_at")
    readonly_fields = fields

    def named(self, obj: Any) -> str:
        """Who talks with whom."""
        return f"A talk of {pair_of(obj)}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The two find a time."""
        return False

    @admin.display(description="who", ordering="match__leader__name")
    def pair(self, talk: Talk) -> str:
        """The two."""
        return pair_of(talk)


class StillToDo(Question):
    """Whether it is still to do."""

    title = "still to do"
    parameter_name = "stands"
    answers = {
        "waiting": ("To do now", lambda rows: rows.waiting()),
        "done": ("Looked after", lambda rows: rows.filter(done_at__isnull=False)),
    }


@admin.register(PairTask)
class PairTaskAdmin(ScopedAdmin):
    """Pairs that could do with a hand: somebody gets in touch, and never asks what was said."""

    programme: ClassVar[str] = "match__offer__programme"
    is_changed_by_actions = True
    list_display = ("about", "why", "where", "pair", "since", "done_at")
    list_filter = (StillToDo, "why", ("match__offer__programme", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("about", "match__leader", "match__offer__mentor")
    search_fields = ("about__name",)
    fields = ("about", "why", "words", "where", "pair", "since", "done_at", "done_by")
    readonly_fields = fields
    actions = ("say_these_were_looked_after",)

    def named(self, obj: Any) -> str:
        """Whom it is about."""
        return f"looking after {obj.about}"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Nobody looks after a pair that they are one of; what is left of a pair that is gone is found here too."""
        found: PairTaskQuerySet = super(ScopedAdmin, self).get_queryset(request)  # type: ignore[assignment]
        return found.filter(PairTask.within(programmes_of(request.user))).not_of(request.user)  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come of what happens between two people."""
        return False

    @admin.display(description="where to ring")
    def where(self, task: PairTask) -> str:
        """The number that is known."""
        return " ".join(filter(None, (task.about.phone, task.about.phone_hours))) or "No number yet"

    @admin.display(description="which pair")
    def pair(self, task: PairTask) -> SafeString | str:
        """The two, and the way to their match."""
        if task.match is None:
            return "The other of the two has left"
        href = reverse("admin:mentoring_match_change", args=[task.match_id])
        return format_html('<a href="{}">{}</a>', href, pair_of(task))

    @admin.action(description="I have been in touch with them", permissions=["view"])
    def say_these_were_looked_after(self, request: PersonRequest, queryset: models.QuerySet[PairTask]) -> None:
        """Keep who got in touch, and when."""
        rows = queryset.filter(done_at__isnull=True)
        now = timezone.now()
        do_to_each(request, rows, lambda row: say_looked_after(task=row, by=request.user, now=now), "Looked after")


def pair_of(row: Any) -> str:
    """Return the two by name."""
    return f"{row.match.leader} and {row.match.offer.mentor}"
