"""Who was suggested to whom: names, states and reasons, never what two people wrote."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cohorts.admin.scope import ScopedAdmin, do_to_each, programmes_of
from cohorts.models import Membership
from mentoring.actions import suggest_mentors
from mentoring.models import Match
from mentoring.reasons import spoken
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest

BREAK = SafeString("<br>")


@admin.register(Match)
class MatchAdmin(ScopedAdmin):
    """Who was suggested to whom, why, and what came of it. A leader chooses; staff can only look again for them."""

    programme: ClassVar[str] = "offer__programme"
    is_changed_by_actions = True
    list_display = ("leader", "mentor", "state", "suggested_at", "chosen_at", "answered_at")
    list_filter = ("state", ("offer__programme", admin.RelatedOnlyFieldListFilter), "suggested_at")
    list_select_related = ("leader", "offer__mentor")
    search_fields = ("leader__name", "offer__mentor__name")
    fields = ("leader", "mentor", "state", "why", "suggested_at", "chosen_at", "answered_at", "declined_at")
    readonly_fields = fields
    actions = ("look_again",)

    def named(self, obj: Any) -> str:
        """Who was suggested to whom."""
        return f"{obj.offer.mentor} for {obj.leader}"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Without the hello, which is between the two."""
        return super().get_queryset(request).defer("hello")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leaders choose; nobody is matched by hand."""
        return False

    @admin.display(ordering="offer__mentor__name")
    def mentor(self, match: Match) -> Person:
        """Whose offer it is."""
        return match.offer.mentor

    @admin.display(description="why")
    def why(self, match: Match) -> SafeString:
        """The reasons, as the leader read them."""
        return format_html_join(BREAK, "{}", ((spoken(reason),) for reason in match.reasons))

    @admin.action(description="Look again for these leaders: suggest up to three people now", permissions=["view"])
    def look_again(self, request: PersonRequest, queryset: models.QuerySet[Match]) -> None:
        """Suggest to each leader once, in place of what they have not answered."""
        places = Membership.objects.taking_part().filter(cohort__programme__in=programmes_of(request.user))
        leaders = Person.objects.filter(pk__in=queryset.values("leader")).filter(pk__in=places.values("person"))
        do_to_each(request, leaders, lambda leader: suggest_mentors(leader=leader, by=request.user), "Looked again")
