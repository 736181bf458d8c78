"""How long what is said is kept: a programme may say for how many months, and then it goes for good."""

import datetime
from collections.abc import Iterable

from dateutil.relativedelta import relativedelta
from django.db import transaction

from youdesign.conversations.actions.rooms import add_event, take_turn
from youdesign.conversations.models import Message, Room, RoomEvent

AT_ONCE = 500


def forget_old_messages(rooms: Iterable[int], months: int, now: datetime.datetime) -> int:
    """Delete what was said in these rooms longer ago than so many months, with all that hangs on it; return how many.

    Some at a time, each under its room's lock: those who talk there meanwhile wait for a moment, not for minutes. Open
    pages take their messages anew, and so does a browser that comes back to a place before what is gone.
    """
    before = now - relativedelta(months=months)
    gone = 0
    for pk in rooms:
        while many := forget_some(pk, before):
            gone += many
    return gone


@transaction.atomic
def forget_some(room_pk: int, before: datetime.datetime) -> int:
    """Delete the oldest of one room's old messages; return how many there were."""
    room = Room.objects.select_for_update().get(pk=room_pk)
    old = Message.objects.filter(room=room_pk, sent_at__lt=before).order_by("number").values_list("pk", "number")
    chosen = list(old[:AT_ONCE])
    if chosen:
        Message.objects.filter(pk__in=[pk for pk, _ in chosen]).delete()
        last = chosen[-1][1]
        room.members.filter(read_count__lt=last).update(read_count=last)  # nobody can read them any more
        add_event(take_turn(room), RoomEvent.Kind.ANEW)
    return len(chosen)
