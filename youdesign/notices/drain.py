"""Sending what is due: claim a row, ask again whether it is true and wanted, hand it to the mail server, mark it."""

import datetime
import logging
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

from youdesign.notices import nudges, push
from youdesign.notices.answers import Answer, codes_of, in_short, in_words, meaning_of
from youdesign.notices.digests import gather
from youdesign.notices.kinds import Withheld
from youdesign.notices.mail import message_for, one_line
from youdesign.notices.models import Notice
from youdesign.notices.troubles import note_bounce, tell_staff
from youdesign.notices.wishes import DIGEST, Gather, Later
from youdesign.notices.writing import KIND_GONE, Parked, Strange, Written, write

log = logging.getLogger(__name__)

SETTLED = (Notice.State.SENT, Notice.State.WITHHELD)
LIMIT = 500  # rows in one run, and
RUN = datetime.timedelta(minutes=1)  # how long it may take, so that a worker comes up for air
MANY = 50  # rows after which a run rings for another worker: there may be as many again
LEASE = datetime.timedelta(minutes=2)  # longer than one mail may take; then another worker may try
ENOUGH = datetime.timedelta(minutes=1)  # what must be left of a lease to begin a mail: it can take that long
BACKOFF = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
MOST_TRIES = len(BACKOFF) + 1
PATIENCE = 0.5  # seconds between two looks whether the database is back

GAVE_UP = "It could not be made or sent after five tries."
STRANGE = "This copy of the site does not know this kind of message yet."
REFUSED = {
    Answer.BOUNCED: "There is nobody at this address",
    Answer.UNWANTED: "The mail server does not take this text",
}


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
        self.dealt_with = self.lost_lines = 0
        self.post: BaseEmailBackend = get_connection()
        self.rows = ExitStack()

    def begin(self) -> None:
        """Open the mail server's door first: while it is shut, no row spends a try."""
        self.rows.callback(self.post.close)
        if self.opens():
            self.rows.push(self.next_row)

    def opens(self) -> bool:
        """Whether the mail server lets us in."""
        try:
            self.post.open()
        except OSError as error:
            log.warning("The mail server does not answer (%s). What is due waits for it.", in_short(error))
            return False
        return True

    def next_row(self, fault: type[BaseException] | None, *details: object) -> None:
        """Claim a row, and deal with it once the one after it is lined up; what ends the process ends the round."""
        is_ending = fault is not None and not issubclass(fault, Exception)
        if is_ending or self.left <= 0 or self.clock() - self.now > RUN or self.is_stopping():
            return
        notice = claim(self.clock())
        if notice is None:
            return
        self.left -= 1
        self.dealt_with += 1
        if self.dealt_with == MANY:
            nudges.bell.ring()
        self.rows.push(self.next_row)
        self.settle(notice)

    def clock(self) -> datetime.datetime:
        """The moment this run was given, moved on by the time it has taken: no clock that is set disturbs it."""
        return self.now + datetime.timedelta(seconds=time.monotonic() - self.began)

    def settle(self, notice: Notice) -> None:
        """Send it or say why not."""
        match write(notice, self.now):
            case Written(kind, mail):
                message = message_for(notice, kind, mail, connection=self.post)
                self.send(notice, message.send, subject=one_line(mail.subject))
            case Withheld(reason):
                finish(notice, state=Notice.State.WITHHELD, reason=reason[:200])
            case Parked(reason):
                park(notice, reason, now=self.clock())
            case Later(at, reason):
                put_off(notice, at, reason)
            case Gather() as wait:
                gather(notice, wait)
            case Strange():
                let_others_try(notice)

    def send(self, notice: Notice, hand_over: Callable[[], object], *, subject: str) -> None:
        """Hand it to the mail server, whose answer decides what becomes of it.

        A process that slept until its lease was nearly over sends nothing: another may have the row by now.
        """
        if notice.lease_until is None or self.clock() > notice.lease_until - ENOUGH:
            return
        try:
            hand_over()
        except OSError as error:  # every SMTPException is one
            self.postpone(notice, error)
            return
        self.lost_lines = 0
        self.remember(notice, subject=subject)
        push.tell_devices(notice)

    def remember(self, notice: Notice, *, subject: str) -> None:
        """Mark it sent; a database that is away for a moment is waited for, or the mail would go a second time."""
        while True:
            try:
                finish(notice, state=Notice.State.SENT, subject=subject, sent_at=self.clock(), reason="")
            except (InterfaceError, OperationalError):
                connection.close()
                if notice.lease_until is None or self.clock() > notice.lease_until:
                    raise
                time.sleep(PATIENCE)
            else:
                return

    def postpone(self, notice: Notice, error: OSError) -> None:
        """Let the row wait longer, or park it; a line that is lost is opened again, once."""
        answer, code = meaning_of(error), in_words(error)
        log.warning("Notice %s was not taken (%s), try %s.", notice.pk, in_short(error), notice.tries)
        if answer in REFUSED:
            park(notice, f"{REFUSED[answer]}{code}.", now=self.clock())
        elif notice.tries >= MOST_TRIES:
            park(notice, f"The mail server did not take it{code}.", now=self.clock())
        else:
            why = f"The mail server did not take it{code}. We will try again."
            finish(notice, state=Notice.State.WAITING, reason=why)
        if answer is Answer.BOUNCED:
            note_bounce(notice, max(codes_of(error)))
        self.lost_lines = self.lost_lines + 1 if answer is Answer.AWAY else 0
        if self.lost_lines:
            self.come_back()

    def come_back(self) -> None:
        """Open a lost line again; when it is lost twice running, leave the others for the next run."""
        self.post.close()
        if self.lost_lines > 1 or not self.opens():
            self.left = 0


def park_the_worn_out(now: datetime.datetime) -> None:
    """Park rows whose last try never came back: their worker fell over with them, five times."""
    if Notice.objects.due(now).filter(tries__gte=MOST_TRIES).update(state=Notice.State.PARKED, reason=GAVE_UP):
        tell_staff(now)


def claim(now: datetime.datetime) -> Notice | None:
    """Take the row that has waited longest and that nobody holds; the claim is stored before anything is sent."""
    with transaction.atomic(durable=True):
        notice = next_due(now).first()
        if notice is not None:
            notice.tries += 1
            notice.lease_until = now + LEASE
            notice.next_try_at = now + (BACKOFF[notice.tries - 1] if notice.tries < MOST_TRIES else LEASE)
            notice.save(update_fields=["tries", "lease_until", "next_try_at"])
    return notice


def next_due(now: datetime.datetime) -> QuerySet[Notice]:
    """Return what is due and free, oldest first, to be locked; however many there are, an index leads to the first."""
    due = Notice.objects.due(now).filter(tries__lt=MOST_TRIES).order_by("next_try_at", "pk")
    return due.with_wishes().with_devices().select_for_update(skip_locked=True, of=("self",))


def put_off(notice: Notice, at: datetime.datetime, reason: str) -> None:
    """Give the row back until then; looking at it too early was no try."""
    mine = Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING, lease_until=notice.lease_until)
    mine.update(next_try_at=at, tries=notice.tries - 1, lease_until=None, reason=reason)


def let_others_try(notice: Notice) -> None:
    """Leave it to a newer copy of the site; after five tries there is none."""
    if notice.tries < MOST_TRIES:
        finish(notice, state=Notice.State.WAITING, reason=STRANGE)
    else:
        finish(notice, state=Notice.State.WITHHELD, reason=KIND_GONE.reason)


@transaction.atomic
def park(notice: Notice, reason: str, *, now: datetime.datetime) -> None:
    """Leave it to staff, and let them know."""
    finish(notice, state=Notice.State.PARKED, reason=reason)
    tell_staff(now)


def finish(notice: Notice, **facts: Any) -> None:
    """Write down what came of it, unless the lease ran out and another worker has the row now.

    A row that was withdrawn while its mail was on the way is marked sent all the same: that is what happened.
    """
    mine = Notice.objects.filter(pk=notice.pk, lease_until=notice.lease_until, tries=notice.tries)
    if facts["state"] != Notice.State.SENT:
        mine = mine.filter(state=Notice.State.WAITING)
    if notice.kind == DIGEST and facts["state"] in SETTLED:
        finish_with_parts(notice, mine, facts)
    else:
        mine.update(lease_until=None, **facts)


@transaction.atomic
def finish_with_parts(notice: Notice, mine: QuerySet[Notice], facts: dict[str, Any]) -> None:
    """What a mail with several messages holds goes the way of that mail."""
    if mine.update(lease_until=None, **facts):
        parts = Notice.objects.filter(digest=notice, state=Notice.State.GATHERED)
        parts.update(state=facts["state"], sent_at=facts.get("sent_at"), reason=facts["reason"])
