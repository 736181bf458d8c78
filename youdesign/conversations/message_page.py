"""What one person sees on the page of one message."""

from typing import Any

from django.utils import timezone

from youdesign.conversations.entries import chips_of
from youdesign.conversations.frames import file_fields
from youdesign.conversations.models import Message, Reaction
from youdesign.conversations.pages import (
    Sight,
    blocked_by,
    entries_for,
    faces_in,
    messages_for,
    sight_of,
    title_in_words,
)
from youdesign.conversations.policies import (
    can_answer_message,
    can_edit_message,
    can_hide_message,
    can_read_hidden,
    can_take_back_message,
)
from youdesign.people.models import Person

LONGEST_THREAD = 200


def message_page(message: Message, me: Person) -> dict[str, Any]:
    """Return the message with its thread, what it was before it was changed, who tapped, and what may be done."""
    sight = sight_of(message.room, me)
    first = message.reply_to_id or message.pk
    thread = messages_for(message.room, me)
    beginning = list(thread.filter(pk=first))
    replies = list(thread.filter(reply_to=first).order_by("number")[:LONGEST_THREAD])
    messages = [*beginning, *replies]
    if all(each.pk != message.pk for each in messages):
        messages += thread.filter(pk=message.pk)  # so far down in the thread
    listed = entries_for(sight, messages, faces=faces_in(sight, messages), folded=blocked_by(me))
    entry = next(each for each in listed if each.message.pk == message.pk)
    is_readable = not message.is_gone and (not message.is_hidden or can_read_hidden(me, message))
    return {
        "room": message.room,
        "title": title_in_words(message.room, sight.others),
        "message": message,
        "number": str(message.number),
        "alone": entry,
        "thread": listed if len(listed) > 1 else [],
        "versions": message.versions.all() if is_readable else [],
        "hidden_files": file_fields(message.room_id, entry.message.files) if is_readable and message.is_hidden else [],  # type: ignore[attr-defined]
        "hidden_words": message.text if is_readable and message.is_hidden else "",
        "taps": [] if entry.gone else taps_in_words(entry.message.taps, sight),  # type: ignore[attr-defined]
        "choices": choices(entry.message.taps, me),  # type: ignore[attr-defined]
        "can_answer": can_answer_message(me, message),
        "can_edit": can_edit_message(me, message, timezone.now()),
        "can_take_back": can_take_back_message(me, message),
        "can_hide": can_hide_message(me, message),
    }


def choices(taps: list[str], me: Person) -> list[dict[str, Any]]:
    """Return every short answer there is, and whether this person has given it."""
    mine = {chip.code for chip in chips_of(taps, me) if chip.mine}
    return [{"code": code, "label": label, "mine": code in mine} for code, label in Reaction.Code.choices]


def taps_in_words(taps: list[str], sight: Sight) -> list[dict[str, Any]]:
    """Return each short answer with the names of those who gave it, as far as they are still here."""
    names = {member.person_id: "You" if member.pk == sight.me.pk else str(member.person) for member in sight.members}
    given: dict[str, list[str]] = {}
    for tap in taps:
        code, _, person = tap.partition(" ")
        given.setdefault(code, []).append(names.get(int(person), "Someone who left"))
    return [{"label": Reaction.Code(code).label, "names": people} for code, people in given.items()]
