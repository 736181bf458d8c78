"""What one person sees on a room's page: a stretch of messages by day, where the new ones start, who reads."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from youdesign.conversations.forms import MessageForm, ReadForm
from youdesign.conversations.frames import SOMEBODY, hue_of, is_gone
from youdesign.conversations.models import MAX_CHARACTERS, Message, Room, RoomMember
from youdesign.conversations.policies import is_parted
from youdesign.people.faces import faces_for
from youdesign.people.models import Block, Person

STRETCH = 50


@dataclass(frozen=True)
class Entry:
    """One message on the page, and what stands above it."""

    message: Message
    mine: bool
    is_folded: bool = False
    photo: str = ""
    day: str = ""
    unread: int = 0

    @property
    def anchor(self) -> str:
        """Where a link to this message goes."""
        return f"m{self.message.number}"

    @property
    def name(self) -> str:
        """Who said it."""
        return str(self.message.author) if self.message.author else SOMEBODY

    @property
    def initials(self) -> str:
        """The letters in the round picture."""
        return self.message.author.initials if self.message.author else ""

    @property
    def tell(self) -> str:
        """Where to tell somebody about it; nothing for one's own, or for one that is gone."""
        if self.mine or self.gone:
            return ""
        return reverse("message-tell", args=[self.message.room_id, self.message.number])

    @property
    def hue(self) -> str:
        """The colour of the round picture; one's own is plum."""
        return "" if self.mine else hue_of(self.message.author)

    @property
    def gone(self) -> str:
        """The words shown in place of a message that was taken back."""
        message = self.message
        gone = is_gone(message.author_id, message.text, message.deleted_at)
        return f"{self.name} took this message back." if gone else ""


def day_in_words(day: date, today: date) -> str:
    """Return "Today, Sunday 22 November", or the day as people say it, with the year when it is another."""
    words = date_format(day, "l j F" if day.year == today.year else "l j F Y")
    return f"Today, {words}" if day == today else words


def entries(
    messages: list[Message], me: Person, folded: set[int], faces: dict[int, str], read_count: int, unread: int
) -> list[Entry]:
    """Return the messages, the first of each day and the first unread one marked."""
    today, last, found = timezone.localdate(), None, []
    new = first_unread(messages, me, read_count)
    for message in messages:
        day = timezone.localdate(message.sent_at)
        found.append(
            Entry(
                message=message,
                mine=message.author_id == me.pk,
                is_folded=message.author_id in folded,
                photo=faces.get(message.author_id or 0, ""),
                day=day_in_words(day, today) if day != last else "",
                unread=unread if message.number == new else 0,
            )
        )
        last = day
    return found


def first_unread(messages: list[Message], me: Person, read_count: int) -> int | None:
    """Return the number of the first message of somebody else that is new, where none before it is left out."""
    if not messages or messages[0].number > read_count + 1:
        return None
    others = (message for message in messages if message.author_id != me.pk)
    return next((message.number for message in others if message.number > read_count), None)


def stretch(room: Room, me: Person, before: int | None) -> list[Message]:
    """Return the last messages of the room, or those before one of them, oldest first."""
    messages = Message.objects.visible_to(me).filter(room=room).select_related("author")
    if before is not None:
        messages = messages.filter(number__lt=before)
    return list(messages.order_by("-number")[:STRETCH])[::-1]


def readers_in_words(room: Room, others: list[Person]) -> str:
    """Return who will read what is written here."""
    if not others:
        later = "Nobody else is here yet. Whoever joins later can read it."
        return "Nobody else is here now." if room.is_for_two else later
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


def form_for(room: Room, others: list[Person], form: MessageForm | None) -> MessageForm:
    """Return the form, a new one if need be, with who will read it said beside the box."""
    form = form or MessageForm()
    if len(others) == 1 or room.is_for_two:
        form["text"].label = f"Write to {others[0]}" if others else "Write here"
    form["text"].help_text = readers_in_words(room, others)
    return form


def room_page(room: Room, me: Person, form: MessageForm | None, before: int | None) -> dict[str, Any]:
    """Return what the room's page shows; `room` carries `unread`."""
    members = list(RoomMember.objects.visible_to(me).filter(room=room).present().select_related("person"))
    others = [member.person for member in members if member.person_id != me.pk]
    read_count = next(member.read_count for member in members if member.person_id == me.pk)
    unread = room.unread
    folded = set(Block.objects.visible_to(me).values_list("blocked", flat=True))
    messages = stretch(room, me, before)
    writers = {message.author_id for message in messages if message.author_id}
    faces = faces_for(me, {member.person_id for member in members} | writers)
    last = messages[-1].number if messages else 0
    return {
        "room": room,
        "title": title_in_words(room, others),
        "form": form_for(room, others, form),
        "most": MAX_CHARACTERS,
        "audience": audience_in_words(room, others),
        "send_label": send_in_words(others),
        "people": [{"person": person, "hue": hue_of(person), "photo": faces.get(person.pk, "")} for person in others],
        "my_photo": faces.get(me.pk, ""),
        "entries": entries(messages, me, folded, faces, read_count, unread),
        "folded": sorted(folded),
        "is_closed": room.is_closed or is_parted(room),
        "unread": unread,
        "first_unread": first_unread_place(read_count, unread, messages),
        "read_form": ReadForm(initial={"count": last}, auto_id=False),
        "older": messages[0].number if messages and messages[0].number > 1 else None,
        "is_newest": last == room.message_count,
    }


def first_unread_place(read_count: int, unread: int, messages: list[Message]) -> str:
    """Return the link to the first unread message, on this page or on the one that holds it."""
    if not unread:
        return ""
    if messages and messages[0].number <= read_count + 1 <= messages[-1].number:
        return "#new"
    return f"?before={read_count + STRETCH}#new"
