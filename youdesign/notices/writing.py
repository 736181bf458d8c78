"""Asking again, when a notice is due, whether it is true, allowed, wanted and in time, and writing it.

Sending and every preview of what would be sent go through here, so that they cannot differ.
"""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from youdesign.notices.kinds import Kind, Mail, Withheld, all_kinds
from youdesign.notices.models import Notice
from youdesign.notices.quiet import PAUSED
from youdesign.notices.wishes import Frequency, Gather, Later, frequency_of, wait_for

TOO_LATE = Withheld("It was too late to be useful.")
ACCOUNT_CLOSED = Withheld("This account is closed.")
SWITCHED_OFF = Withheld("You switched these messages off.")
KIND_GONE = Withheld("We no longer send messages of this kind.")


@dataclass(frozen=True)
class Written:
    """A notice that may go: its kind and its words."""

    kind: Kind
    mail: Mail


@dataclass(frozen=True)
class Parked:
    """Why a notice waits for staff."""

    reason: str


@dataclass(frozen=True)
class Strange:
    """A kind that this copy of the site does not know: a newer one may, while both run."""


Outcome = Written | Withheld | Parked | Later | Gather | Strange

ADDRESS_BOUNCED = Parked("Mail to this address came back before.")


def write(notice: Notice, now: datetime.datetime) -> Outcome:
    """Return the mail, or what becomes of the notice instead; it was found `with_wishes`."""
    kind = all_kinds().get(notice.kind)
    if kind is None:
        return Strange()
    frequency = frequency_of(notice, kind)
    if refusal := why_not(notice, kind, frequency, now):
        return refusal
    if wait := wait_for(notice, kind, frequency, now):
        return wait
    with timezone.override(notice.person.zone if notice.person else None):
        mail = kind.compose(notice)
    return mail if isinstance(mail, Withheld) else Written(kind, mail)


def why_not(notice: Notice, kind: Kind, frequency: str, now: datetime.datetime) -> Withheld | Parked | None:
    """Return what speaks against sending it, whatever it says."""
    if notice.useful_until is not None and notice.useful_until < now:
        return TOO_LATE
    if notice.person is None:
        return None
    if not notice.person.is_active:
        return ACCOUNT_CLOSED
    if frequency == Frequency.OFF:
        return SWITCHED_OFF
    if kind.can_be_off and notice.is_quiet:
        return PAUSED
    return ADDRESS_BOUNCED if notice.has_bounced else None
