"""Who was suggested to whom: names, states and reasons, never what two people wrote."""

import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cohorts.admin.scope import ScopedAdmin, do_to_each, programmes_of
from cohorts.models import Membership
from mentoring.actions import suggest_mentors
from mentoring.models import Match
from mentoring.reasons import spoken_to_staff
from youdesign.people.admin.filters import Question
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest

BREAK = SafeString("<br>")


UNANSWERED_FOR, UNDECIDED_FOR = (datetime.timedelta(days=days) for days in (4, 21))


def day(moment: datetime.datetime | None) -> str:
    """Return the day of it, if there is one."""
    return f"{timezone.localtime(moment):%-d %B %Y}" if moment else ""


class Stuck(Question):
    """What has stood still for long, so that somebody can lend a hand."""

    title = "what stands still"
    parameter_name = "stuck"
    answers = {
        "unanswered": (
            "Asked more than four days ago, no answer yet",
            lambda matches: matches.filter(state="chosen", chosen_at__lt=timezone.now() - UNANSWERED_FOR),
        ),
        "undecided": (
            "Said yes to a hello three weeks ago, and the leader has not chosen",
            lambda matches: matches.hellos().filter(answered_at__lt=timezone.now() - UNDECIDED_FOR),
        ),
        "unsigned": (
            "Chosen three weeks ago, and no agreement yet",
            lambda matches: matches.filter(
                state__in=["accepted", "met"], decided_at__lt=timezone.now() - UNDECIDED_FOR
            ),
        ),
    }


@admin.register(Match)
class MatchAdmin(ScopedAdmin):
    """Who was suggested to whom, why, and what came of it. A leader chooses; staff can only look again for them."""

    programme: ClassVar[str] = "offer__programme"
    is_changed_by_actions = True
    list_display = ("leader", "mentor", "state", "waits", "suggested", "asked")
    list_filter = (Stuck, "state", ("offer__programme", admin.RelatedOnlyFieldListFilter), "suggested_at")
    list_select_related = ("leader", "offer__mentor")
    search_fields = ("leader__name", "offer__mentor__name")
    fields = (
        "leader",
        "mentor",
        "state",
        "why",
        "suggested_at",
        "chosen_at",
        "answered_at",
        "declined_at",
        "decided_at",
        "lapsed_at",
        "passed_on_at",
    )
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

    @admin.display(description="waiting for an answer", ordering="chosen_at")
    def waits(self, match: Match) -> str:
        """How long a question has been open, and when it ends by itself."""
        if not match.is_asked or match.answer_by is None or match.chosen_at is None:
            return ""
        days = (timezone.now() - match.chosen_at).days
        ends = f"{timezone.localtime(match.answer_by):%-d %B}"
        return f"{days} day{'' if days == 1 else 's'}, ends by itself on {ends}"

    @admin.display(description="suggested", ordering="suggested_at")
    def suggested(self, match: Match) -> str:
        """The day; the time stands on its page."""
        return day(match.suggested_at)

    @admin.display(description="asked", ordering="chosen_at")
    def asked(self, match: Match) -> str:
        """The day on which the leader asked."""
        return day(match.chosen_at)

    @admin.display(description="why")
    def why(self, match: Match) -> SafeString:
        """The reasons, as the leader read them, but what is between the two."""
        return format_html_join(BREAK, "{}", ((line,) for line in spoken_to_staff(match.reasons)))

    @admin.action(description="Look again for these leaders: suggest up to three people now", permissions=["view"])
    def look_again(self, request: PersonRequest, queryset: models.QuerySet[Match]) -> None:
        """Suggest to each leader once, in place of what they have not answered."""
        places = Membership.objects.taking_part().filter(cohort__programme__in=programmes_of(request.user))
        leaders = Person.objects.filter(pk__in=queryset.values("leader")).filter(pk__in=places.values("person"))
        do_to_each(request, leaders, lambda leader: suggest_mentors(leader=leader, by=request.user), "Looked again")
