"""Every change of a notice but its sending: what is owed, withdrawn, started afresh, wished for; and of feeds."""

import datetime
import secrets
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from youdesign.notices import nudges
from youdesign.notices.drain import drain
from youdesign.notices.kinds import all_kinds
from youdesign.notices.links import hash_of
from youdesign.notices.models import Bounce, CalendarFeed, Notice, NoticePreference, NoticeTimes, PushDevice
from youdesign.notices.owing import (
    Promise,
    UnknownKind,
    owe_notice,
    owe_notices,
    withdraw_all_notices,
    withdraw_notices,
)
from youdesign.notices.policies import can_believe_address, can_have_feed, can_send_notice_again, can_switch_notices
from youdesign.people import audit
from youdesign.people.models import Person

__all__ = [
    "Promise",
    "UnknownKind",
    "add_device",
    "believe_address",
    "drain",
    "make_feed",
    "owe_notice",
    "owe_notices",
    "send_again",
    "set_preference",
    "set_preferences",
    "set_times",
    "stop_device",
    "stop_feed",
    "withdraw_all_notices",
    "withdraw_notices",
]


@transaction.atomic
def send_again(*, notice: Notice, by: Person) -> Notice:
    """Start a parked notice afresh, with all its tries; an address that bounced is believed again."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if not can_send_notice_again(by, notice):
        raise PermissionDenied
    return begin_again(notice, by=by)


def begin_again(notice: Notice, *, by: Person) -> Notice:
    """Let a locked notice wait to be sent, as if it had never been tried."""
    notice.state, notice.reason, notice.tries = Notice.State.WAITING, "", 0
    notice.next_try_at, notice.lease_until = timezone.now(), None
    notice.save(update_fields=["state", "reason", "tries", "next_try_at", "lease_until"])
    if notice.person is not None:
        Bounce.objects.of(notice.person).update(over_at=timezone.now())
    audit.record("send_again", notice, by=by, about=notice.person)
    nudges.after_commit()
    return notice


@transaction.atomic
def believe_address(*, bounce: Bounce, by: Person) -> int:
    """Write to an address again, beginning with what waited for that; return how many messages did."""
    bounce = Bounce.objects.select_for_update().get(pk=bounce.pk)
    if not can_believe_address(by, bounce):
        raise PermissionDenied
    bounce.over_at = timezone.now()
    bounce.save(update_fields=["over_at"])
    audit.record("believe_address", bounce, by=by, about=bounce.person)
    waiting = Notice.objects.select_for_update().filter(person=bounce.person, state=Notice.State.PARKED)
    return len([begin_again(notice, by=by) for notice in waiting])


@transaction.atomic
def set_preference(*, by: Person, kind: str, frequency: str) -> NoticePreference:
    """Keep one person's wish about one kind of notice."""
    if kind not in all_kinds():
        raise UnknownKind(kind)
    if not can_switch_notices(by, all_kinds()[kind]):
        raise PermissionDenied
    wish, _ = NoticePreference.objects.update_or_create(person=by, kind=kind, defaults={"frequency": frequency})
    audit.record("set_preference", wish, by=by, kind=kind, frequency=frequency)
    return wish


@transaction.atomic
def set_preferences(*, by: Person, wishes: Mapping[str, str]) -> list[NoticePreference]:
    """Keep one person's wishes about several kinds: all of them, or none."""
    return [set_preference(by=by, kind=kind, frequency=frequency) for kind, frequency in sorted(wishes.items())]


@transaction.atomic
def set_times(
    *,
    by: Person,
    quiet_from: datetime.time | None,
    quiet_until: datetime.time | None,
    rest_until: datetime.date | None,
) -> NoticeTimes:
    """Keep when one person wants no messages."""
    if not by.is_active:
        raise PermissionDenied
    wished = {"quiet_from": quiet_from, "quiet_until": quiet_until, "rest_until": rest_until}
    times, _ = NoticeTimes.objects.update_or_create(person=by, defaults=wished)
    audit.record("set_times", times, by=by, quiet=quiet_from is not None, rests=rest_until is not None)
    put_off = Notice.objects.filter(person=by, state=Notice.State.WAITING, tries=0).exclude(reason="")
    put_off.update(next_try_at=F("due_at"), reason="")  # asked again at once, by the new wish
    return times


@transaction.atomic
def add_device(*, by: Person, endpoint: str, p256dh: str, auth: str, browser: str) -> PushDevice:
    """Keep a browser that wants to be told; a browser has one owner, whoever said so last."""
    if not by.is_active:
        raise PermissionDenied
    facts = {"person": by, "p256dh": p256dh, "auth": auth, "browser": browser}
    device, _ = PushDevice.objects.update_or_create(endpoint=endpoint, defaults=facts)
    audit.record("add_device", device, by=by)
    return device


@transaction.atomic
def stop_device(*, by: Person, device: PushDevice) -> None:
    """Tell a browser nothing more."""
    if device.person_id != by.pk:
        raise PermissionDenied
    audit.record("stop_device", device, by=by)
    device.delete()


@transaction.atomic
def make_feed(*, by: Person, replaces: int | None = None) -> str | None:
    """Return the token of a new feed of this person's dates; the one it replaces stops at once.

    Nothing is made when another one stands there than they knew of: a form sent twice would end what it just began.
    """
    if not can_have_feed(by):
        raise PermissionDenied
    Person.objects.select_for_update().get(pk=by.pk)
    stands = CalendarFeed.objects.filter(person=by).first()
    if (stands.pk if stands else None) != replaces:
        return None
    if stands:
        stands.delete()
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(person=by, token_hash=hash_of(token))
    audit.record("make_feed", feed, by=by, about=by, anew=replaces is not None)
    return token


@transaction.atomic
def stop_feed(*, feed: CalendarFeed, by: Person) -> None:
    """Let no calendar program read at this address any more."""
    if feed.person_id != by.pk:
        raise PermissionDenied
    audit.record("stop_feed", feed, by=by, about=by)
    feed.delete()
