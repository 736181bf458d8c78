"""Learning groups, seats in them, and invitations."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join

from cohorts.actions import hand_over_group, join_group, leave_group, move_group, start_group
from cohorts.admin.filters import Missing, StillSeated
from cohorts.admin.scope import ScopedAdmin, do_to_each, programmes_of
from cohorts.models import DebriefSession, GroupMembership, LearningGroup, Membership, RoleGrant
from cohorts.policies import can_hand_over_group
from cohorts.times import clock, day
from cohorts.turns import waits_in
from youdesign.people.admin.hand_over import HandedOverAdmin
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest


def said(session: DebriefSession) -> tuple[str, str]:
    """Return its day and time, on the wall of its own zone."""
    return day(session.starts_at, session.zone), clock(session.starts_at, session.zone)


@admin.register(LearningGroup)
class LearningGroupAdmin(HandedOverAdmin, ScopedAdmin):
    """Starting a group opens its room and puts the facilitator in it."""

    adds = "Start a group"
    added = "Started: {}, with its room."
    hands_over = "Hand over to another facilitator"
    what_happens = (
        "The new facilitator is in the group's room from now on, and gets a message. "
        "The one before leaves the room at once, also where it is open now, and does not see the group any more."
    )
    nobody_else = "Nobody else is a facilitator or a mentor of this programme. Give somebody the role first."
    found_at = ("Give somebody a role", "admin:cohorts_rolegrant_add")

    programme = "cohort__programme"
    is_changed_by_actions = True
    list_display = ("name", "cohort", "facilitator", "state", "seats")
    list_filter = ("state", Missing, ("cohort", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("cohort", "facilitator")
    search_fields = ("name",)
    actions = ("open_these", "settle_these")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With how many seats are taken."""
        there = models.Q(group_memberships__left_at__isnull=True)
        taken = models.Count("group_memberships", filter=there)
        found: models.QuerySet[Any] = super().get_queryset(request).annotate(taken=taken)
        return found

    def get_fields(self, request: HttpRequest, obj: LearningGroup | None = None) -> tuple[str, ...]:
        """Ask for the three things that start a group; show who is in it and when it meets."""
        asked = ("cohort", "name", "facilitator")
        return (
            asked if obj is None else (*asked, "helpers", "state", "people_now", "turns_go_round", "sessions_planned")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: LearningGroup | None = None) -> tuple[str, ...]:
        """Lists to look at."""
        return () if obj is None else ("helpers", "people_now", "turns_go_round", "sessions_planned")

    @admin.display(description="co-facilitators")
    def helpers(self, group: LearningGroup) -> str:
        """Who helps to run it, in a line each."""
        return format_html_join("\n", "<div>{}</div>", ((person,) for person in group.who_run()[1:])) or "Nobody"

    @admin.display(description="people")
    def people_now(self, group: LearningGroup) -> str:
        """Who has a seat, in a line each."""
        return format_html_join("\n", "<div>{}</div>", ((person,) for person in group.members())) or "Nobody yet"

    @admin.display(description="turns")
    def turns_go_round(self, group: LearningGroup) -> str:
        """Since when each has waited for a turn, whoever has waited longest first; never what turns were about."""
        lines = ((wait.person, wait.words) for wait in waits_in(group))
        return format_html_join("\n", "<div>{}: {}</div>", lines) or "Nobody has a seat yet"

    @admin.display(description="sessions")
    def sessions_planned(self, group: LearningGroup) -> str:
        """The sessions to come, each with the way to its page."""
        lines = (
            (reverse("admin:cohorts_debriefsession_change", args=[session.pk]), *said(session))
            for session in group.sessions.upcoming(timezone.now())
        )
        return format_html_join("\n", '<div><a href="{}">{}, {}</a></div>', lines) or "None planned"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Facilitators and mentors of these programmes can facilitate."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "facilitator":
            roles = RoleGrant.objects.current().filter(
                programme__in=programmes_of(request.user), role__in=("facilitator", "mentor")
            )
            field.queryset = Person.objects.filter(pk__in=roles.values("person"))
            field.help_text = (
                "Facilitators and mentors of your programmes. Give somebody the role first to see them here."
            )
        return field

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Start it, with its room."""
        group = start_group(by=request.user, cohort=obj.cohort, name=obj.name, facilitator=obj.facilitator)
        obj.pk, obj.room_id, obj.state = group.pk, group.room_id, group.state

    def held_by(self, obj: LearningGroup) -> Person:
        """Its facilitator."""
        return obj.facilitator

    def may_hand_over(self, by: Person, obj: LearningGroup) -> bool:
        """Coordinators of its programme."""
        return can_hand_over_group(by, obj)

    def candidates(self, by: Person, obj: LearningGroup) -> models.QuerySet[Person]:
        """Facilitators and mentors of its programme who have no seat in it."""
        roles = RoleGrant.objects.current().filter(
            programme=obj.cohort.programme_id, role__in=("facilitator", "mentor")
        )
        people = Person.objects.filter(pk__in=roles.values("person"), is_active=True)
        return people.exclude(pk__in=obj.group_memberships.present().values("person"))

    def in_order(self, candidates: models.QuerySet[Person], obj: LearningGroup) -> models.QuerySet[Person]:
        """Those who help to run it first: they know the group."""
        helps = models.Exists(obj.cofacilitations.current().filter(person=models.OuterRef("pk")))
        return candidates.annotate(helps=helps).order_by("-helps", "name", "pk")

    def hand_over(self, obj: LearningGroup, to: Person, by: Person) -> str:
        """By the action."""
        before = obj.facilitator
        hand_over_group(group=obj, to=to, by=by)
        return f"{to} facilitates {obj} now. {before} is out of it and of its room."

    @admin.display(description="seats taken", ordering="taken")
    def seats(self, group: Any) -> str:
        """How many of the eight."""
        return f"{group.taken} of {LearningGroup.PLACES}"

    @admin.action(description="Open to new people", permissions=["view"])
    def open_these(self, request: PersonRequest, queryset: models.QuerySet[LearningGroup]) -> None:
        """Forming or settled becomes open."""
        self.move(request, queryset, LearningGroup.State.OPEN, "Open")

    @admin.action(description="Settled: no new people for now", permissions=["view"])
    def settle_these(self, request: PersonRequest, queryset: models.QuerySet[LearningGroup]) -> None:
        """Open becomes settled."""
        self.move(request, queryset, LearningGroup.State.SETTLED, "Settled")

    def move(self, request: PersonRequest, groups: models.QuerySet[LearningGroup], to: str, done: str) -> None:
        """Move each by the table."""
        do_to_each(request, groups, lambda group: move_group(group=group, to=to, by=request.user), done)


@admin.register(GroupMembership)
class GroupMembershipAdmin(ScopedAdmin):
    """Seats in groups. Adding one seats somebody who has a place in the group's cohort, and lets them into its room."""

    programme = "group__cohort__programme"
    is_changed_by_actions = True
    list_display = ("person", "group", "joined_at", "left_at")
    list_filter = (StillSeated, ("group", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("person", "group")
    search_fields = ("person__name",)
    actions = ("give_up_these_seats",)
    why_needed = actions
    adds = "Give somebody a seat"

    def named(self, obj: Any) -> str:
        """Whose seat, and where."""
        return f"{obj.person}'s seat in {obj.group}"

    def get_fields(self, request: HttpRequest, obj: GroupMembership | None = None) -> tuple[str, ...]:
        """Ask who sits where."""
        return ("group", "person") if obj is None else ("group", "person", "joined_at", "left_at")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer people who have a place."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "person":
            places = Membership.objects.taking_part().filter(cohort__programme__in=programmes_of(request.user))
            field.queryset = Person.objects.filter(pk__in=places.values("person"))
        return field

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Seat them."""
        obj.pk = join_group(group=obj.group, person=obj.person, by=request.user).pk

    @admin.action(description="They gave up their seat", permissions=["view"])
    def give_up_these_seats(self, request: PersonRequest, queryset: models.QuerySet[GroupMembership]) -> None:
        """End the stay, in the room too."""
        rows = queryset.filter(left_at__isnull=True).select_related("group", "person")
        do_to_each(request, rows, lambda row: leave_group(group=row.group, person=row.person, by=request.user), "Left")
