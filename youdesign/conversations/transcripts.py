"""A room's words as plain text, for somebody in it to keep: given piece by piece, however much was said."""

from collections.abc import Iterator
from datetime import date, datetime
from textwrap import indent

from django.utils.formats import date_format

from youdesign.conversations.entries import Entry
from youdesign.conversations.models import Room, RoomMember
from youdesign.conversations.pages import messages_for
from youdesign.people.clock import clock
from youdesign.people.models import Person

AT_ONCE = 500  # messages


def transcript(room: Room, reader: Person) -> Iterator[str]:
    """Give everything this person may read in the room, by day, in the order in which it was said.

    What they may read is asked for each piece: whoever is taken out meanwhile gets nothing more.
    """
    yield f"{room.title}\n\nFor {reader}. It holds other people's words: keep it to yourself.\n"
    last, day = 0, None
    while listed := some_after(room, reader, last):
        yield "".join(lines(listed, day))
        last, day = listed[-1].message.number, when(listed[-1]).date()


def some_after(room: Room, reader: Person, last: int) -> list[Entry]:
    """Return the next messages after one of them."""
    stay = RoomMember.objects.present().filter(room=room, person=reader).first()
    if stay is None:
        return []
    messages = messages_for(room, reader).filter(number__gt=last).order_by("number")[:AT_ONCE]
    return [Entry(message, reader, stay.sees_after) for message in messages]


def when(entry: Entry) -> datetime:
    """Return when it was said, where its reader lives: the pieces are made when the request's own time zone is gone."""
    return entry.message.sent_at.astimezone(entry.reader.zone)


def lines(listed: list[Entry], day: date | None) -> Iterator[str]:
    """Give each new day once, and each message beneath the name and the time."""
    for entry in listed:
        at = when(entry)
        if at.date() != day:
            day = at.date()
            yield f"\n\n{date_format(at, 'l j F Y')}\n"
        yield f"\n{said(entry, clock(at))}\n"


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
