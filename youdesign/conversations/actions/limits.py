"""What stands in the way of saying something: the room, its pace, and how much this person has said and sent lately."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied

from youdesign.conversations.files import MOST_FILES
from youdesign.conversations.models import Attachment, Message, Room
from youdesign.conversations.policies import can_look_after_room, can_post_message, can_read_room
from youdesign.conversations.problems import RoomClosed, RoomIsSlow, SendingManyFiles, SendingTooFast, TooManyFiles
from youdesign.notices.clock import database_time
from youdesign.people.models import Person

FAST_MESSAGES = 20
FAST_WINDOW = timedelta(seconds=10)
MANY_FILES = 40
MANY_WINDOW = timedelta(hours=1)


def check_can_post(room: Room, by: Person) -> None:
    """Raise RoomClosed, or PermissionDenied for somebody who is not in the room."""
    if not can_post_message(by, room):
        raise RoomClosed if can_read_room(by, room) else PermissionDenied


def check_pace(room: Room, by: Person, at: datetime, *, is_signal: bool) -> None:
    """Raise RoomIsSlow or SendingTooFast where the room, or a person's own speed, asks for a rest."""
    lately = Message.objects.filter(author=by, sent_at__gt=at - FAST_WINDOW)
    if lately.count() >= FAST_MESSAGES:
        raise SendingTooFast
    if not room.slow_seconds or is_signal or can_look_after_room(by, room):
        return
    own = room.messages.filter(author=by, signal="").order_by("-number").values_list("sent_at", flat=True)
    last = own.first()
    rest = room.slow_seconds - (at - last).total_seconds() if last else 0
    if rest > 0:
        raise RoomIsSlow(rest)


def check_files(by: Person, count: int, at: datetime) -> None:
    """Raise TooManyFiles or SendingManyFiles."""
    if count > MOST_FILES:
        raise TooManyFiles
    lately = Attachment.objects.filter(sender=by, message__sent_at__gt=at - MANY_WINDOW)
    if lately.count() + count > MANY_FILES:
        raise SendingManyFiles


def check_before_reading(*, room: Room, by: Person, count: int) -> None:
    """Raise what stands in the way of so many files before they are read, for that takes long.

    Storing the message asks the same again, under the room's lock.
    """
    check_can_post(room, by)
    now = database_time()
    check_pace(room, by, now, is_signal=False)
    check_files(by, count, now)
