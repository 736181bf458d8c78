"""Rooms for programme staff, as facts: how many people and messages, open or closed. Never a word of what is said."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from youdesign.conversations.actions import archive_room, close_room, reopen_room, set_pace
from youdesign.conversations.forms import PACES
from youdesign.conversations.models import Room, RoomMember
from youdesign.conversations.problems import RoomProblem
from youdesign.people.admin.filters import Question
from youdesign.people.admin.plain import PlainAdmin
from youdesign.people.audit import record
from youdesign.people.composed import modules
from youdesign.people.requests import PersonRequest

Change = Callable[..., None]


class StateOf(Question):
    """Open rooms, closed ones, or those put away."""

    title = "state"
    parameter_name = "state"
    answers = {
        "open": ("Open", lambda rooms: rooms.filter(closed_at__isnull=True)),
        "closed": ("Closed", lambda rooms: rooms.filter(closed_at__isnull=False, archived_at__isnull=True)),
        "away": ("Put away", lambda rooms: rooms.filter(archived_at__isnull=False)),
    }


class MemberInline(admin.TabularInline):
    """Who is in the room and since when; joining and leaving happen where the room belongs, in a group or a match."""

    model = RoomMember
    fields = readonly_fields = ("person", "is_facilitator", "joined_at", "left_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody is put into a room by hand."""
        return False


class RoomForm(forms.ModelForm):
    """How fast a room goes: all that staff set in it."""

    slow_seconds = forms.TypedChoiceField(label="How fast it goes, for each person", choices=PACES, coerce=int)


@admin.register(Room)
class RoomAdmin(PlainAdmin):
    """Rooms: to see that they are used and to close one. What is said in them is for those in them."""

    list_display = ("title", "people", "message_count", "standing", "pace", "made_at")
    list_filter = (StateOf, "made_at")
    search_fields = ("title",)
    fields = ("title", "people", "message_count", "standing", "slow_seconds", "ways", "made_at")
    readonly_fields = ("title", "people", "message_count", "standing", "ways", "made_at")
    form = RoomForm
    inlines = (MemberInline,)
    actions = ("close", "reopen", "put_away")
    ordering = ("title",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        """Those of one's own programmes, with the people of all counted in one query."""
        rooms = super().get_queryset(request)
        if not request.user.is_superuser:
            mine = (Q(pk__in=module.rooms_of(request.user)) for module in modules("STAFF_ROOMS"))
            rooms = rooms.filter(reduce(or_, mine))
        return rooms.annotate(people=Count("members", filter=Q(members__left_at__isnull=True)))

    @admin.display(description="people", ordering="people")
    def people(self, room: Room) -> int:
        """How many are in it now."""
        count: int = room.people  # type: ignore[attr-defined]  # get_queryset counted them
        return count

    @admin.display(description="state", ordering="closed_at")
    def standing(self, room: Room) -> str:  # `state` is the row of what goes on in it, which staff have no right to
        """Open, closed or put away."""
        if room.archived_at:
            return "Put away"
        if room.is_closed_by_staff:
            return "Closed by staff"
        return "Closed" if room.is_closed else "Open"

    @admin.display(description="pace", ordering="slow_seconds")
    def pace(self, room: Room) -> str:
        """How long each person waits between two messages."""
        return f"{room.slow_seconds} seconds" if room.slow_seconds else "As people like"

    @admin.display(description="what the group agreed")
    def ways(self, room: Room) -> str:
        """What newcomers see, and whether copies are kept."""
        first = "Newcomers read from the start" if room.shows_history else "Newcomers read from the day they join"
        return f"{first}; members {'may' if room.may_be_saved else 'do not'} keep a copy"

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Set the pace, by the same action as in the room; the rest of the row moves on meanwhile and is left alone."""
        if not form.changed_data:
            record("change", obj, by=request.user, fields="")
        set_pace(room=obj, by=request.user, slow_seconds=obj.slow_seconds)

    @admin.action(description="Close for new messages (people can still read)", permissions=("change",))
    def close(self, request: PersonRequest, queryset: QuerySet[Room]) -> None:
        """Close the chosen rooms."""
        self.changed(request, queryset, close_room, "Closed")

    @admin.action(description="Open again", permissions=("change",))
    def reopen(self, request: PersonRequest, queryset: QuerySet[Room]) -> None:
        """Open the chosen rooms again."""
        self.changed(request, queryset.filter(closed_at__isnull=False), reopen_room, "Open again")

    @admin.action(description="Put away (closed rooms leave the lists)", permissions=("change",))
    def put_away(self, request: PersonRequest, queryset: QuerySet[Room]) -> None:
        """Put the chosen closed rooms away."""
        self.changed(request, queryset.filter(archived_at__isnull=True), archive_room, "Put away")

    def changed(self, request: PersonRequest, queryset: QuerySet[Room], action: Change, said: str) -> None:
        """Do it to each room, by the same action as everywhere, and say which it was and which it could not be."""
        done, not_done = [], []
        for room in queryset:
            try:
                action(room=room, by=request.user)
                done.append(str(room))
            except RoomProblem as problem:
                not_done.append(f"{room}: {problem}.")
        if done:
            self.message_user(request, f"{said}: {', '.join(done)}.", messages.SUCCESS)
        for words in not_done:
            self.message_user(request, words, messages.WARNING)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rooms are opened by what they belong to."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deleting a room would delete what people said in it."""
        return False
