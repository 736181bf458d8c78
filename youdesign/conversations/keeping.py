"""How long what is said is kept: a programme may say for how many months, and then it goes for good."""

import datetime
from collections.abc import Iterable

from dateutil.relativedelta import relativedelta
from django.db import transaction

from youdesign.conversations.models import Message, Room

AT_ONCE = 500


def forget_old_messages(rooms: Iterable[int], months: int, now: datetime.datetime) -> int:
    """Delete what was said in these rooms longer ago than so many months, with all that hangs on it; return how many.

    Some at a time, each under its room's lock: those who talk there meanwhile wait for a moment, not for minutes. A
    browser that stands before what is gone takes the page anew.
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
    Room.objects.select_for_update().get(pk=room_pk)
    old = Message.objects.filter(room=room_pk, sent_at__lt=before).order_by("number").values_list("pk", flat=True)
    chosen = list(old[:AT_ONCE])
    Message.objects.filter(pk__in=chosen).delete()
    return len(chosen)
