"""Saying something in a room, and every change of what was said: each takes the room's lock and its next turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from youdesign.conversations.actions.files import keep_files
from youdesign.conversations.actions.limits import check_can_post, check_pace
from youdesign.conversations.actions.rooms import add_event, take_turn
from youdesign.conversations.files import SafeFile
from youdesign.conversations.models import MAX_CHARACTERS, Mention, Message, Reaction, Room, RoomEvent, RoomMember
from youdesign.conversations.naming import named_in
from youdesign.conversations.policies import (
    can_answer_message,
    can_edit_message,
    can_hide_message,
    can_look_after_room,
    can_post_message,
    can_read_room,
    can_take_back_message,
    is_own,
)
from youdesign.conversations.problems import (
    ChangedMeanwhile,
    EnoughPins,
    MessageEmpty,
    MessageTooLong,
    NothingToAnswer,
    NotThereAnyMore,
    RoomClosed,
    TooLateToChange,
)
from youdesign.notices.owing import Promise, owe_notices
from youdesign.people.audit import record
from youdesign.people.models import Person

SENT_ONCE = "message_is_sent_once"
MOST_PINS = 10
READ_LIVE = timedelta(minutes=2)  # whoever is reading just now has read it by then, and is not written to


@dataclass(frozen=True)
class Posted:
    """The stored message, its place in the room's order, and whether it had been stored before."""

    message: Message
    seq: int
    is_duplicate: bool = False


def post_message(
    *,
    room: Room,
    by: Person,
    text: str,
    client_id: UUID,
    reply_to: int | None = None,
    content_note: str = "",
    signal: str = "",
    files: Sequence[SafeFile] = (),
) -> Posted:
    """Say something in the room once: a repeated send gets the first answer, however many come at the same time.

    `reply_to` is the number of the message that is answered; an answer to an answer joins the same thread.
    """
    message = Message(
        author=by,
        client_id=client_id,
        text="" if signal or (files and not text.strip()) else clean_words(text),
        content_note=" ".join(content_note.split()),
        signal=signal,
    )
    try:
        return posted_before(room, by, client_id) or post_new(room, message, by, reply_to, files)
    except IntegrityError as error:
        first = posted_before(room, by, client_id) if SENT_ONCE in str(error) else None
        if first is None:
            raise
        return first


@transaction.atomic
def post_new(room: Room, message: Message, by: Person, reply_to: int | None, files: Sequence[SafeFile]) -> Posted:
    """Store a message that is new, in the room's order."""
    room = take_turn(room, messages=1)
    check_can_post(room, by)
    message.room, message.number, message.sent_at = room, room.message_count, room.turned_at
    if reply_to is not None:
        message.reply_to = thread_of(room, by, reply_to)
    check_pace(room, by, message.sent_at, is_signal=bool(message.signal))
    message.save(force_insert=True)
    keep_files(message, by, files)
    room.members.present().filter(person=by, read_count=message.number - 1).update(read_count=message.number)
    tell_named(message, at=message.sent_at)
    event = add_event(room, RoomEvent.Kind.MESSAGE, message=message)
    return Posted(message, event.seq)


def thread_of(room: Room, by: Person, number: int) -> Message:
    """Return the message with which the thread of this one begins. Raises NothingToAnswer."""
    found = room.messages.visible_to(by).filter(number=number).select_related("reply_to").first()
    if found is None or found.is_gone or found.is_hidden:
        raise NothingToAnswer
    return found.reply_to or found


def posted_before(room: Room, by: Person, client_id: UUID) -> Posted | None:
    """Return the first answer to this send, if there was one and the person is still in the room."""
    events = RoomEvent.objects.visible_to(by).filter(room=room, kind=RoomEvent.Kind.MESSAGE)
    event = events.filter(message__author=by, message__client_id=client_id).select_related("message").first()
    if event is None or event.message is None:
        return None
    return Posted(event.message, event.seq, is_duplicate=True)


@transaction.atomic
def edit_message(*, message: Message, by: Person, text: str, content_note: str = "", revision: int) -> Message:
    """Change one's own words for a quarter of an hour; what they were stays for those who read them.

    `revision` is the one that was changed; the same change sent twice is one.
    """
    words, note = clean_words(text), " ".join(content_note.split())
    message = locked(message, by)
    if is_own(by, message) and (message.text, message.content_note) == (words, note):
        return message
    message.room = take_turn(message.room)
    now = message.room.turned_at
    if not can_edit_message(by, message, now):
        raise why_not_edited(message, by)
    if message.revision != revision:
        raise ChangedMeanwhile
    before = {"revision": message.revision, "text": message.text, "content_note": message.content_note}
    message.versions.create(**before, until=now)
    message.text, message.content_note, message.edited_at = words, note, now
    message.revision += 1
    message.save(update_fields=["text", "content_note", "edited_at", "revision"])
    tell_named(message, at=now)
    add_event(message.room, RoomEvent.Kind.EDIT, message=message)
    return message


def why_not_edited(message: Message, by: Person) -> Exception:
    """Return what stands in the way, in words for its author; others are told nothing."""
    if not is_own(by, message):
        return PermissionDenied()
    if message.is_gone or message.is_hidden:
        return NotThereAnyMore()
    if not can_post_message(by, message.room):
        return RoomClosed()
    return TooLateToChange()


@transaction.atomic
def take_back_message(*, message: Message, by: Person) -> None:
    """Take one's own message back: its words, what they were before and all that hung on them are gone for everyone."""
    message = locked(message, by)
    if message.is_gone and is_own(by, message):
        return  # pressed twice
    if not can_take_back_message(by, message):
        raise PermissionDenied
    for rows in (message.versions, message.reactions, message.mentions, message.attachments):
        rows.all().delete()
    message.text = message.content_note = message.signal = ""
    message.deleted_at, message.pinned_at, message.pinned_by = timezone.now(), None, None
    message.save(update_fields=["text", "content_note", "signal", "deleted_at", "pinned_at", "pinned_by"])
    add_event(take_turn(message.room), RoomEvent.Kind.DELETE, message=message)


@transaction.atomic
def set_reaction(*, message: Message, by: Person, code: str, is_on: bool) -> None:
    """Tap one of the short answers under a message, or take the tap back."""
    message = locked(message, by)
    check_answerable(message, by)
    mine = message.reactions.filter(person=by, code=code)
    if is_on == mine.exists():
        return
    if is_on:
        message.reactions.create(person=by, code=Reaction.Code(code))
    else:
        mine.delete()
    add_event(take_turn(message.room), RoomEvent.Kind.REACT, message=message)


@transaction.atomic
def pin_message(*, message: Message, by: Person, is_on: bool) -> None:
    """Pin a message above the others, for everyone in the room, or take it down."""
    message = locked(message, by)
    check_answerable(message, by)
    if is_on == (message.pinned_at is not None):
        return
    if is_on and message.room.messages.filter(pinned_at__isnull=False).count() >= MOST_PINS:
        raise EnoughPins
    message.pinned_at, message.pinned_by = (timezone.now(), by) if is_on else (None, None)
    message.save(update_fields=["pinned_at", "pinned_by"])
    add_event(take_turn(message.room), RoomEvent.Kind.PIN, message=message)


@transaction.atomic
def hide_message(*, message: Message, by: Person, is_on: bool) -> None:
    """Hide a message from the room, or show it again: its author and those who look after the room still read it."""
    message = locked(message, by)
    if not can_hide_message(by, message):
        raise NotThereAnyMore if message.is_gone and can_look_after_room(by, message.room) else PermissionDenied
    if is_on == message.is_hidden:
        return
    message.hidden_at, message.hidden_by = (timezone.now(), by) if is_on else (None, None)
    message.pinned_at = message.pinned_by = None
    message.save(update_fields=["hidden_at", "hidden_by", "pinned_at", "pinned_by"])
    add_event(take_turn(message.room), RoomEvent.Kind.HIDE, message=message)
    verb = "hide_message" if is_on else "show_message"
    record(verb, message, by=by, about=message.author, room=message.room_id)


def locked(message: Message, by: Person) -> Message:
    """Take the room's lock and return the message as it is now, if this person may read it.

    The account is held first: whoever is being erased changes nothing that is blank already.
    """
    if not Person.objects.select_for_update(no_key=True).filter(pk=by.pk).exists():
        raise PermissionDenied
    room = Room.objects.select_for_update().get(pk=message.room_id)
    found = Message.objects.visible_to(by).filter(pk=message.pk).select_related("author").first()
    if found is None:
        raise PermissionDenied
    found.room = room
    return found


def check_answerable(message: Message, by: Person) -> None:
    """Raise why this person cannot answer this message with a tap."""
    if can_answer_message(by, message):
        return
    if message.is_gone or message.is_hidden:
        raise NotThereAnyMore
    raise RoomClosed if can_read_room(by, message.room) else PermissionDenied


def tell_named(message: Message, *, at: datetime) -> None:
    """Note who is named in the message, and owe those who were not yet a notice; it waits for who reads live.

    Whoever had read the message before a change of it names them hears of it though they have read it.
    """
    named = {} if message.signal else named_in(message.text, message.room, but=message.author_id)
    message.mentions.exclude(person__in=named).delete()
    before = set(message.mentions.values_list("person", flat=True))
    new = [person for pk, person in named.items() if pk not in before]
    if not new:
        return
    had_read = set(have_read(message, new)) if message.revision else set()
    Mention.objects.bulk_create(
        Mention(message=message, person=person, is_after_reading=person.pk in had_read) for person in new
    )
    owe_notices([Promise("room_mention", person, str(message.pk), "once", at + READ_LIVE) for person in new])


def have_read(message: Message, people: list[Person]) -> QuerySet[RoomMember, int]:
    """Return the keys of those of these people who have read this far."""
    stays = message.room.members.present().filter(person__in=people, read_count__gte=message.number)
    return stays.values_list("person_id", flat=True)


def clean_words(text: str) -> str:
    """Return the text without blank edges and with one kind of line break, or say why it cannot be sent."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise MessageEmpty
    if len(words) > MAX_CHARACTERS:
        raise MessageTooLong
    return words
