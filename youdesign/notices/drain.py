"""Sending what is due: claim a row, ask again whether it is true and wanted, hand it to the mail server, mark it."""

import datetime
import logging
import time
from collections.abc import Callable
from contextlib import ExitStack
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from youdesign.notices import push
from youdesign.notices.digests import gather
from youdesign.notices.kinds import Kind, Mail, Withheld, all_kinds
from youdesign.notices.mail import message_for, one_line
from youdesign.notices.models import Notice
from youdesign.notices.wishes import DIGEST, Frequency, Gather, Later, frequency_of, wait_for

log = logging.getLogger(__name__)

LIMIT = 500  # rows in one run, so that a worker comes up for air
LEASE = datetime.timedelta(minutes=2)  # longer than one mail may take; then another worker may try
BACKOFF = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
MOST_TRIES = len(BACKOFF) + 1

TOO_LATE = Withheld("It was too late to be useful.")
ACCOUNT_CLOSED = Withheld("This account is closed.")
SWITCHED_OFF = Withheld("You switched these messages off.")
KIND_GONE = Withheld("We no longer send messages of this kind.")
GAVE_UP = "It could not be made or sent after five tries."


def never() -> bool:
    """Nobody asks to stop."""
    return False


def drain(*, now: datetime.datetime, limit: int = LIMIT, is_stopping: Callable[[], bool] = never) -> int:
    """Deal with what is due, any number of copies at once; return how many notices were sent, withheld or tried.

    A try is counted when a row is claimed. So a row that brings its worker down has spent one, waits longer each
    time, and is parked in the end like any other.
    """
    park_the_worn_out(now)
    if not Notice.objects.due(now).exists():
        return 0
    work = Round(now, limit, is_stopping)
    with work.rows:
        work.begin()
    return work.dealt_with


class Round:
    """One run of the drain: its clock, its connection to the mail server, and a stack that goes on after a fault.

    The next row waits on the exit stack while this one is dealt with. An exit stack runs on when something in it
    raises, and raises at its end: a kind with a bug is heard of, and holds up nobody.
    """

    def __init__(self, now: datetime.datetime, limit: int, is_stopping: Callable[[], bool]) -> None:
        self.began, self.now = time.monotonic(), now
        self.left, self.is_stopping = limit, is_stopping
        self.dealt_with = 0
        self.post: BaseEmailBackend = get_connection()
        self.rows = ExitStack()

    def begin(self) -> None:
        """Open the mail server's door first: while it is shut, no row spends a try."""
        self.rows.callback(self.post.close)
        try:
            self.post.open()
        except OSError as error:
            log.warning("The mail server does not answer (%s). What is due waits for it.", type(error).__name__)
            return
        self.rows.push(self.next_row)

    def next_row(self, fault: type[BaseException] | None, *details: object) -> None:
        """Claim a row, and deal with it once the one after it is lined up; what ends the process ends the round."""
        is_ending = fault is not None and not issubclass(fault, Exception)
        if is_ending or self.left <= 0 or self.is_stopping():
            return
        notice = claim(self.clock())
        if notice is None:
            return
        self.left -= 1
        self.dealt_with += 1
        self.rows.push(self.next_row)
        self.settle(notice)

    def clock(self) -> datetime.datetime:
        """The moment this run was given, moved on by the time it has taken."""
        return self.now + datetime.timedelta(seconds=time.monotonic() - self.began)

    def settle(self, notice: Notice) -> None:
        """Send it or say why not; a mail server's answer decides when it is tried again."""
        written = write(notice, self.now)
        if isinstance(written, Gather):
            gather(notice, written)
            return
        if isinstance(written, Later):
            put_off(notice, written)
            return
        if isinstance(written, Withheld):
            finish(notice, state=Notice.State.WITHHELD, reason=written.reason[:200])
            return
        kind, mail = written
        try:
            self.post.send_messages([message_for(notice, kind, mail, connection=self.post)])
        except OSError as error:  # every SMTPException is one
            self.postpone(notice, error)
            return
        finish(notice, state=Notice.State.SENT, subject=one_line(mail.subject), sent_at=self.clock(), reason="")
        if notice.kind == DIGEST:
            gathered = Notice.objects.filter(digest=notice, state=Notice.State.GATHERED)
            gathered.update(state=Notice.State.SENT, sent_at=self.clock(), reason="")
        push.tell_devices(notice)

    def postpone(self, notice: Notice, error: OSError) -> None:
        """Let the row wait longer, or park it; when the server itself went away, leave the others for the next run."""
        reason = what_the_server_said(error)
        log.warning("Notice %s was not taken (%s), try %s.", notice.pk, reason, notice.tries)
        if notice.tries >= MOST_TRIES or is_refused_for_good(error):
            finish(notice, state=Notice.State.PARKED, reason=f"The mail server did not take it ({reason}).")
        else:
            finish(
                notice,
                state=Notice.State.WAITING,
                reason=f"The mail server did not take it ({reason}). We will try again.",
            )
        if not isinstance(error, SMTPException) or isinstance(error, SMTPServerDisconnected):
            self.left = 0


def park_the_worn_out(now: datetime.datetime) -> None:
    """Park rows whose last try never came back: their worker fell over with them, five times."""
    Notice.objects.due(now).filter(tries__gte=MOST_TRIES).update(state=Notice.State.PARKED, reason=GAVE_UP)


def claim(now: datetime.datetime) -> Notice | None:
    """Take the row that has waited longest and that nobody holds; the claim is stored before anything is sent."""
    with transaction.atomic(durable=True):
        due = Notice.objects.due(now).filter(tries__lt=MOST_TRIES).order_by("next_try_at", "pk")
        notice = due.select_related("person").select_for_update(skip_locked=True, of=("self",)).first()
        if notice is not None:
            notice.tries += 1
            notice.lease_until = now + LEASE
            notice.next_try_at = now + (BACKOFF[notice.tries - 1] if notice.tries < MOST_TRIES else LEASE)
            notice.save(update_fields=["tries", "lease_until", "next_try_at"])
    return notice


def write(notice: Notice, now: datetime.datetime) -> tuple[Kind, Mail] | Withheld | Later | Gather:
    """Ask again whether it is still true, allowed, wanted and in time, and write it."""
    kind = all_kinds().get(notice.kind)
    if kind is None:
        return KIND_GONE
    if notice.useful_until is not None and notice.useful_until < now:
        return TOO_LATE
    if notice.person is not None and not notice.person.is_active:
        return ACCOUNT_CLOSED
    frequency = frequency_of(notice, kind)
    if frequency == Frequency.OFF:
        return SWITCHED_OFF
    if wait := wait_for(notice, kind, frequency, now):
        return wait
    with timezone.override(notice.person.zone if notice.person else None):
        mail = kind.compose(notice)
    return mail if isinstance(mail, Withheld) else (kind, mail)


def put_off(notice: Notice, wait: Later) -> None:
    """Give the row back until then; looking at it too early was no try."""
    mine = Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING, lease_until=notice.lease_until)
    mine.update(next_try_at=wait.at, tries=notice.tries - 1, lease_until=None, reason=wait.reason)


def finish(notice: Notice, **facts: object) -> None:
    """Write down what came of it, unless the lease ran out and another worker has the row now.

    A row that was withdrawn while its mail was on the way is marked sent all the same: that is what happened.
    """
    mine = Notice.objects.filter(pk=notice.pk, lease_until=notice.lease_until, tries=notice.tries)
    if facts["state"] != Notice.State.SENT:
        mine = mine.filter(state=Notice.State.WAITING)
    mine.update(lease_until=None, **facts)


def is_refused_for_good(error: OSError) -> bool:
    """Whether the server said that trying again will not help (a reply in the 500s about this address or this mail)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500


def what_the_server_said(error: OSError) -> str:
    """Return the kind of failure and its code; never the server's own words, which may hold an address."""
    codes = [code for code, _ in error.recipients.values()] if isinstance(error, SMTPRecipientsRefused) else []
    code = min(codes, default=getattr(error, "smtp_code", None) or error.errno)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
