"""What one person sees on a room's page: a stretch of messages by day, where the new ones start, who reads."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet

from youdesign.conversations.entries import EARLIER, HIDDEN, Entry, entries, first_unread
from youdesign.conversations.files import MOST_BYTES, WHAT_IS_TAKEN
from youdesign.conversations.forms import MessageForm, ReadForm
from youdesign.conversations.frames import hue_of
from youdesign.conversations.models import MAX_CHARACTERS, Message, Reaction, Room, RoomMember
from youdesign.conversations.naming import can_be_named
from youdesign.conversations.policies import is_parted
from youdesign.conversations.reading import around
from youdesign.people.faces import faces_for
from youdesign.people.models import Block, Person

STRETCH = 30  # enough to see what it is about, and not too much for somebody who listens
LATER = "Whoever joins later can read it."
NOT_LATER = "Whoever joins later reads from then on."
WORDS = {
    "hidden": HIDDEN,
    "earlier": EARLIER,
    "signals": json.dumps(dict(Message.Signal.choices)),
    "reactions": json.dumps(dict(Reaction.Code.choices)),
}  # for the room's script


@dataclass(frozen=True)
class Sight:
    """What one person may see of one room, and who else is in it."""

    room: Room
    me: RoomMember
    members: list[RoomMember]

    @property
    def others(self) -> list[Person]:
        """Everybody else who is in the room."""
        return [member.person for member in self.members if member.pk != self.me.pk]

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be written: the room is closed, or of two one keeps the other away."""
        return self.room.is_closed or is_parted(self.room)


def sight_of(room: Room, person: Person) -> Sight:
    """Return what this person may see of the room, in one query."""
    members = list(RoomMember.objects.visible_to(person).filter(room=room).present().select_related("person"))
    return Sight(room, next(member for member in members if member.person_id == person.pk), members)


def messages_for(room: Room, person: Person) -> QuerySet[Message]:
    """Return the messages of a room that this person may see, each with its author and what stands around it."""
    messages = Message.objects.visible_to(person).filter(room=room)
    return messages.select_related("author").defer("found_by").annotate(**around(""))


def stretch(room: Room, me: Person, before: int | None) -> list[Message]:
    """Return the last messages of the room, or those before one of them, oldest first."""
    messages = messages_for(room, me)
    if before is not None:
        messages = messages.filter(number__lt=before)
    return list(messages.order_by("-number")[:STRETCH])[::-1]


def faces_in(sight: Sight, messages: list[Message]) -> dict[int, str]:
    """Return the photos of those in the room and of those who wrote these messages."""
    writers = {message.author_id for message in messages if message.author_id}
    return faces_for(sight.me.person, {member.person_id for member in sight.members} | writers)


def blocked_by(person: Person) -> set[int]:
    """Return the keys of those whose words come folded."""
    return set(Block.objects.visible_to(person).values_list("blocked", flat=True))


def entries_for(
    sight: Sight, messages: list[Message], *, faces: dict[int, str], folded: set[int], **marks: Any
) -> list[Entry]:
    """Return these messages as the person sees them."""
    return entries(
        messages,
        sight.me.person,
        folded=folded,
        faces=faces,
        sees_after=sight.me.sees_after,
        can_answer=not sight.is_closed,
        **marks,
    )


def readers_in_words(room: Room, others: list[Person]) -> str:
    """Return who will read what is written here."""
    later = LATER if room.shows_history else NOT_LATER
    if not others:
        return "Nobody else is here now." if room.is_for_two else f"Nobody else is here yet. {later}"
    return f"{others[0]} will read this." if len(others) == 1 else f"{len(others)} other people will read this."


def audience_in_words(room: Room, others: list[Person]) -> str:
    """Return who can read the room, the reader included."""
    if not others:
        return "Only you can read this now." if room.is_for_two else "Only you are here so far."
    if len(others) == 1:
        return f"Only you and {others[0]} can read this."
    return f"The {len(others) + 1} people in this group can read this."


def send_in_words(others: list[Person]) -> str:
    """Return what the button says: to whom it sends."""
    if not others:
        return "Send"
    return f"Send to {others[0]}" if len(others) == 1 else f"Send to {len(others)} people"


def title_in_words(room: Room, others: list[Person]) -> str:
    """Return what the room is called to this reader: a room for two is called by the two."""
    return f"You and {others[0]}" if room.is_for_two and len(others) == 1 else room.title


def form_for(room: Room, others: list[Person], form: MessageForm | None, reply_to: int | None) -> MessageForm:
    """Return the form, a new one if need be, with who will read it said beside the box."""
    form = form or MessageForm(initial={"reply_to": reply_to})
    if len(others) == 1 or room.is_for_two:
        form["text"].label = f"Write to {others[0]}" if others else "Write here"
    form["text"].help_text = readers_in_words(room, others)
    return form


def answered_by(sight: Sight, form: MessageForm, folded: set[int]) -> Entry | None:
    """Return the message that the form answers, if it does and it is there."""
    number = str(form["reply_to"].value() or "")
    if not number.isdecimal():
        return None
    found = messages_for(sight.room, sight.me.person).said().filter(number=int(number[:15])).first()  # type: ignore[attr-defined]
    return Entry(found, sight.me.person, is_folded=found.author_id in folded) if found else None


def room_page(
    room: Room, me: Person, form: MessageForm | None, before: int | None, reply_to: int | None
) -> dict[str, Any]:
    """Return what the room's page shows; `room` carries `unread`."""
    sight = sight_of(room, me)
    others = sight.others
    messages = stretch(room, me, before)
    faces = faces_in(sight, messages)
    folded = blocked_by(me)
    new = first_unread(messages, sight.me.read_count, folded | {me.pk})
    last = messages[-1].number if messages else sight.me.sees_after
    form = form_for(room, others, form, reply_to)
    return {
        "room": room,
        "stay": sight.me,
        "title": title_in_words(room, others),
        "form": form,
        "answered": answered_by(sight, form, folded),
        "most": MAX_CHARACTERS,
        "what_is_taken": WHAT_IS_TAKEN,
        "most_bytes": MOST_BYTES,
        "audience": audience_in_words(room, others),
        "send_label": send_in_words(others),
        "people": people_here(sight, faces),
        "my_photo": faces.get(me.pk, ""),
        "entries": entries_for(sight, messages, faces=faces, folded=folded, new=new, unread=room.unread),
        "pins": pins(room, me, folded),
        "folded": sorted(folded),
        "is_closed": sight.is_closed,
        "unread": room.unread,
        "first_unread": first_unread_place(sight.me.read_count, room.unread, messages),
        "read_form": ReadForm(initial={"count": last}, auto_id=False),
        "older": messages[0].number if messages and messages[0].number > sight.me.sees_after + 1 else None,
        "is_newest": before is None or last >= room.message_count,
        "words": WORDS,
        "signals": Message.Signal.choices,
        "signal_id": uuid4(),
    }


def people_here(sight: Sight, faces: dict[int, str]) -> list[dict[str, Any]]:
    """Return everybody else in the room, as the list beside it shows them."""
    named = can_be_named([member.person for member in sight.members])
    return [
        {
            "person": member.person,
            "can_be_named": member.person in named,
            "hue": hue_of(member.person),
            "photo": faces.get(member.person_id, ""),
            "text": "Looks after this room" if member.is_facilitator else "",
        }
        for member in sight.members
        if member.pk != sight.me.pk
    ]


def pins(room: Room, me: Person, folded: set[int]) -> list[Entry]:
    """Return what is pinned, the latest first."""
    pinned = Message.objects.visible_to(me).filter(room=room, pinned_at__isnull=False).order_by("-pinned_at")
    return [Entry(message, me, is_folded=message.author_id in folded) for message in pinned.select_related("author")]


def first_unread_place(read_count: int, unread: int, messages: list[Message]) -> str:
    """Return the link to the first unread message, on this page or on the one that holds it."""
    if not unread:
        return ""
    if messages and messages[0].number <= read_count + 1 <= messages[-1].number:
        return "#new"
    return f"?before={read_count + STRETCH}#new"
