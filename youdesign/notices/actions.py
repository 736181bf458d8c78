"""Every change of a notice but its sending: what is owed, withdrawn, started afresh, and wished for."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.notices import nudges
from youdesign.notices.drain import drain
from youdesign.notices.kinds import all_kinds
from youdesign.notices.models import Notice, NoticePreference
from youdesign.notices.policies import can_send_notice_again, can_switch_notices
from youdesign.people import audit
from youdesign.people.models import Person

__all__ = ["UnknownKind", "drain", "owe_notice", "send_again", "set_preference", "withdraw_notices"]


class UnknownKind(Exception):
    """No app lists this kind of notice."""


# Owing and withdrawing write no audit row: the notice is itself the record of what is owed to whom, why and since when.
@transaction.atomic
def owe_notice(
    kind_code: str,
    *,
    object_id: object,
    due_at: datetime.datetime,
    person: Person | None = None,
    email: str = "",
    occurrence: str = "once",
    useful_until: datetime.datetime | None = None,
) -> Notice:
    """Promise one message, inside the caller's transaction; promising the same one again gives the first row."""
    if kind_code not in all_kinds():
        raise UnknownKind(kind_code)
    notice, is_new = Notice.objects.get_or_create(
        kind=kind_code,
        person=person,
        email="" if person else email.strip().lower(),
        object_id=str(object_id),
        occurrence=occurrence,
        defaults={"due_at": due_at, "next_try_at": due_at, "useful_until": useful_until},
    )
    if is_new and due_at <= timezone.now():
        nudges.after_commit()
    return notice


@transaction.atomic
def withdraw_notices(kind_code: str, *, object_id: object, reason: str) -> int:
    """Withhold what is not sent yet about this object, and say why in words its person may read."""
    waiting = Notice.objects.filter(
        kind=kind_code, object_id=str(object_id), state__in=[Notice.State.WAITING, Notice.State.PARKED]
    )
    return waiting.update(state=Notice.State.WITHHELD, reason=reason)


@transaction.atomic
def send_again(*, notice: Notice, by: Person) -> Notice:
    """Start a parked notice afresh, with all its tries."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if not can_send_notice_again(by, notice):
        raise PermissionDenied
    notice.state, notice.reason, notice.tries = Notice.State.WAITING, "", 0
    notice.next_try_at, notice.lease_until = timezone.now(), None
    notice.save(update_fields=["state", "reason", "tries", "next_try_at", "lease_until"])
    audit.record("send_again", notice, by=by, about=notice.person)
    nudges.after_commit()
    return notice


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
