"""Meeting buddies as facts: who looks, since when, what came of it; never what the date is or a word of it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from cohorts.admin.scope import ScopedAdmin, do_to_each
from mentoring.actions import look_after_request, make_buddy
from mentoring.admin.buddy_suggestions import suggest_page
from mentoring.buddy_policies import can_look_after_request
from mentoring.buddy_suggesting import can_suggest_for
from mentoring.models import BuddyOffer, BuddyRequest
from youdesign.people.admin.filters import Question
from youdesign.people.clock import clock
from youdesign.people.requests import PersonRequest


class Stands(Question):
    """Whether somebody is to be found by hand."""

    title = "to do"
    parameter_name = "stands"
    answers = {
        "waiting": ("Nobody found, and the date is to come", lambda rows: rows.to_look_after()),
        "looked_after": ("Somebody has been in touch", lambda rows: rows.filter(looked_after_at__isnull=False)),
    }


@admin.register(BuddyRequest)
class BuddyRequestAdmin(ScopedAdmin):
    """Who looks for a meeting buddy, and who is one."""

    programme: ClassVar[str] = "programme"
    is_changed_by_actions = True
    list_display = ("leader", "state", "date", "asked_at", "age", "buddy", "where")
    list_filter = (Stands, "state", ("programme", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("leader", "buddy", "event")
    search_fields = ("leader__name", "buddy__name")
    fields = (
        *("leader", "where", "programme", "state", "date", "asked_at", "answer_by", "buddy", "matched_at"),
        *("read_at", "settled_at", "looked_after_at", "looked_after_by"),
    )
    readonly_fields = fields
    actions = ("say_these_were_looked_after",)

    change_form_template = "admin/mentoring/buddyrequest/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """With the page to suggest somebody by hand."""
        view = self.admin_site.admin_view(self.suggest)
        return [path("<int:pk>/suggest/", view, name="mentoring_buddyrequest_suggest"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the way there, while nobody is found."""
        obj = kwargs.get("obj")
        if obj is not None and can_suggest_for(obj, timezone.now()):
            context["suggest_url"] = reverse("admin:mentoring_buddyrequest_suggest", args=[obj.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def suggest(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Suggest somebody by hand."""
        wish = get_object_or_404(self.get_queryset(request).with_all(), pk=pk)  # type: ignore[attr-defined]
        if not self.has_view_permission(request, wish) or not can_look_after_request(request.user, wish):
            raise PermissionDenied
        if not can_suggest_for(wish, timezone.now()):
            raise Http404
        return suggest_page(self, request, wish)

    def named(self, obj: Any) -> str:
        """Whose wish it is."""
        return f"{obj.leader}'s wish for a meeting buddy"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leaders ask."""
        return False

    @admin.display(description="when the date is", ordering="event__starts_at")
    def date(self, row: BuddyRequest) -> str:
        """When it is."""
        at = timezone.localtime(row.event.starts_at)
        return f"{at:%-d %B %Y}, {clock(at)}"

    @admin.display(description="days since", ordering="asked_at")
    def age(self, row: BuddyRequest) -> int:
        """How many days ago they asked."""
        return (timezone.now() - row.asked_at).days

    @admin.display(description="where to ring")
    def where(self, row: BuddyRequest) -> str:
        """The number that is known."""
        return " ".join(filter(None, (row.leader.phone, row.leader.phone_hours))) or "No number yet"

    @admin.action(description="I have been in touch with them", permissions=["view"])
    def say_these_were_looked_after(self, request: PersonRequest, queryset: models.QuerySet[BuddyRequest]) -> None:
        """Keep who got in touch, and when."""
        rows, now = queryset.filter(looked_after_at__isnull=True), timezone.now()
        do_to_each(request, rows, lambda row: look_after_request(wish=row, by=request.user, now=now), "Looked after")


class HasRole(Question):
    """Whether leaders of the whole programme can ask them."""

    title = "who can ask them"
    parameter_name = "can"
    answers = {
        "new": ("Only their group so far", lambda rows: rows.without_role()),
        "all": ("Leaders of the programme", lambda rows: rows.with_role().filter(has_role=True)),
    }


@admin.register(BuddyOffer)
class BuddyOfferAdmin(ScopedAdmin):
    """Who would be a meeting buddy."""

    programme: ClassVar[str] = "programme"
    is_changed_by_actions = True
    list_display = ("person", "programme", "is_open", "said_at", "is_one")
    list_filter = (HasRole, "is_open", ("programme", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("person", "programme")
    search_fields = ("person__name",)
    fields = ("person", "programme", "is_open", "said_at", "is_one")
    readonly_fields = fields
    actions = ("make_them_buddies",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With whether each has the role."""
        found: Any = super().get_queryset(request)
        return found.with_role()

    def named(self, obj: Any) -> str:
        """Who it is."""
        return f"{obj.person}, who would be a meeting buddy"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People say it themselves."""
        return False

    @admin.display(description="leaders of the programme can ask them", boolean=True)
    def is_one(self, row: Any) -> bool:
        """Whether they have the role."""
        return bool(row.has_role)

    @admin.action(description="Make them meeting buddies of the programme", permissions=["view"])
    def make_them_buddies(self, request: PersonRequest, queryset: models.QuerySet[BuddyOffer]) -> None:
        """Give them the role."""
        rows = BuddyOffer.objects.without_role().filter(pk__in=queryset.values("pk"))
        rows = rows.select_related("person", "programme")
        do_to_each(request, rows, lambda row: make_buddy(offer=row, by=request.user), "Made meeting buddies")
