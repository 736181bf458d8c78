"""The rooms of one person, as a list shows them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from youdesign.conversations.entries import day_in_words
from youdesign.conversations.models import Message, Room, RoomMember
from youdesign.people.clock import clock
from youdesign.people.models import Person

MOST = 200


@dataclass(frozen=True)
class Listed:
    """One room of a list: what it is called to its reader, what is new, and when somebody last wrote."""

    room: Room
    title: str
    last_at: datetime | None
    is_muted: bool

    @property
    def unread_in_words(self) -> str:
        """How many messages are new."""
        return f"{self.room.unread} new"

    @property
    def tone(self) -> str:
        """Whether what is new calls for a look."""
        return "plain" if self.is_muted else "clay"

    @property
    def note(self) -> str:
        """What else there is to say of it."""
        return "Closed. You can still read it." if self.room.is_closed else ""

    @property
    def last_in_words(self) -> str:
        """When somebody last wrote."""
        if self.last_at is None:
            return "Nobody has written yet"
        at = timezone.localtime(self.last_at)
        return f"Last words: {day_in_words(at.date(), timezone.localdate())}, {clock(at)}"


def rooms_of(person: Person) -> list[Listed]:
    """Return this person's rooms that are not put away, the one with the latest words first, in two queries."""
    last = Message.objects.visible_to(person).filter(room=OuterRef("pk")).order_by("-number").values("sent_at")[:1]
    rooms = Room.objects.visible_to(person).in_use().with_unread_for(person)
    rooms = rooms.annotate(last_at=Subquery(last), is_muted=F("members__is_muted"))
    found = list(rooms.order_by(F("last_at").desc(nulls_last=True), "-pk")[:MOST])
    names = other_names(person, [room.pk for room in found if room.is_for_two])
    return [
        Listed(room, names.get(room.pk, room.title), room.last_at, room.is_muted)  # type: ignore[attr-defined]
        for room in found
    ]


def other_names(person: Person, pks: list[int]) -> dict[int, str]:
    """Return what each of these rooms for two is called to one of the two."""
    others = RoomMember.objects.present().filter(room__in=pks).exclude(person=person).select_related("person")
    return {member.room_id: f"You and {member.person}" for member in others}
