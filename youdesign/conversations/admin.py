"""Rooms for programme staff, as facts: how many people and messages, open or closed. Never a word of what is said."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from youdesign.conversations.actions import close_room
from youdesign.conversations.models import Room, RoomMember
from youdesign.conversations.problems import RoomClosed
from youdesign.people.admin.filters import Question
from youdesign.people.admin.plain import PlainAdmin
from youdesign.people.requests import PersonRequest


class IsOpen(Question):
    """Open rooms, or closed ones."""

    title = "state"
    parameter_name = "state"
    answers = {
        "open": ("Open", lambda rooms: rooms.filter(closed_at__isnull=True)),
        "closed": ("Closed", lambda rooms: rooms.filter(closed_at__isnull=False)),
    }


class MemberInline(admin.TabularInline):
    """Who is in the room and since when; joining and leaving happen where the room belongs, in a group or a match."""

    model = RoomMember
    fields = readonly_fields = ("person", "joined_at", "left_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody is put into a room by hand."""
        return False


@admin.register(Room)
class RoomAdmin(PlainAdmin):
    """Rooms: to see that they are used and to close one. What is said in them is for those in them."""

    list_display = ("title", "people", "message_count", "is_open", "made_at")
    list_filter = (IsOpen, "made_at")
    search_fields = ("title",)
    fields = readonly_fields = ("title", "people", "message_count", "made_at", "closed_at")
    inlines = (MemberInline,)
    actions = ("close",)
    ordering = ("title",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        """Count the people of all rooms in one query."""
        return super().get_queryset(request).annotate(people=Count("members", filter=Q(members__left_at__isnull=True)))

    @admin.display(description="people", ordering="people")
    def people(self, room: Room) -> int:
        """How many are in it now."""
        count: int = room.people  # type: ignore[attr-defined]  # get_queryset counted them
        return count

    @admin.display(description="open", boolean=True)
    def is_open(self, room: Room) -> bool:
        """Whether people can still write in it."""
        return not room.is_closed

    @admin.action(description="Close for new messages (people can still read)", permissions=("change",))
    def close(self, request: PersonRequest, queryset: QuerySet[Room]) -> None:
        """Close the chosen rooms, by the same action as everywhere."""
        closed = []
        for room in queryset:
            try:
                close_room(room=room, by=request.user)
                closed.append(str(room))
            except RoomClosed:
                continue
        if closed:
            self.message_user(request, f"Closed: {', '.join(closed)}.", messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rooms are opened by what they belong to."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deleting a room would delete what people said in it."""
        return False
