"""A room's words as plain text, for somebody in it to keep."""

from collections.abc import Iterator
from textwrap import indent

from django.utils import timezone
from django.utils.formats import date_format

from youdesign.conversations.entries import Entry
from youdesign.conversations.models import Room, RoomMember
from youdesign.conversations.pages import messages_for
from youdesign.people.models import Person


def transcript(room: Room, reader: Person) -> str:
    """Return everything this person may read in the room, by day, in the order in which it was said."""
    sees_after = RoomMember.objects.present().get(room=room, person=reader).sees_after
    messages = messages_for(room, reader).order_by("number").iterator(chunk_size=500)
    return "".join(lines(room, (Entry(message, reader, sees_after) for message in messages), reader))


def lines(room: Room, listed: Iterator[Entry], reader: Person) -> Iterator[str]:
    """Give the heading, each day once, and each message beneath the name and the time."""
    yield f"{room.title}\n\nFor {reader}. It holds other people's words: keep it to yourself.\n"
    last = None
    for entry in listed:
        at = timezone.localtime(entry.message.sent_at)
        if at.date() != last:
            last = at.date()
            yield f"\n\n{date_format(at, 'l j F Y')}\n"
        yield f"\n{said(entry, f'{at:%H:%M}')}\n"


def said(entry: Entry, at: str) -> str:
    """Return one message: who, when, what it answers and what it is about, and the words."""
    heads = [f"{at} {entry.name}"]
    if entry.answers and not entry.gone:
        heads.append(f"answers “{entry.answers.words}”" if entry.answers.words else "answers an earlier message")
    if entry.is_edited:
        heads.append("changed")
    if entry.message.content_note and not entry.gone:
        heads.append(f"about: {entry.message.content_note}")
    lines = [entry.gone or entry.text, *(f"[{file['name']}] {file['description']}".rstrip() for file in entry.files)]
    return f"{', '.join(heads)}\n{indent(chr(10).join(filter(None, lines)), '  ')}"
