"""What an action would send, to whom, and who would get nothing and why: the action itself, and then undone.

Nothing here knows any action, and none knows that it is rehearsed. So what staff read before they press the button is
what happens when they press it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import dateformat, timezone

from youdesign.notices.kinds import Kind, Mail, Withheld, all_kinds
from youdesign.notices.models import Notice
from youdesign.notices.owing import overheard
from youdesign.notices.wishes import Gather, Later
from youdesign.notices.writing import Outcome, Parked, Written, write


@dataclass(frozen=True)
class Reader:
    """Somebody, and what is to be said about when they read it, or why they do not."""

    who: str
    note: str = ""


@dataclass
class Letter:
    """One message to several people: its words as the first of them gets it, when if not now, and who gets it."""

    kind: Kind
    when: datetime.datetime | None
    mail: Mail | None = None
    readers: list[Reader] = field(default_factory=list)


@dataclass
class Rehearsal:
    """All that would come of it, soonest first."""

    letters: list[Letter] = field(default_factory=list)
    left_out: list[Reader] = field(default_factory=list)
    held_back: int = 0

    @property
    def count(self) -> int:
        """How many messages there are to read."""
        return sum(len(letter.readers) for letter in self.letters)


def rehearse(act: Callable[[], object]) -> Rehearsal:
    """Do it, look at what it would send as sending will, and undo all of it."""
    found = Rehearsal()
    with transaction.atomic():
        with overheard() as heard:
            act()
        now = timezone.now()
        found.held_back = heard.held_back
        owed = Notice.objects.with_wishes().filter(pk__in=heard.owed, state=Notice.State.WAITING)
        for notice in owed.order_by("due_at", "kind", "person__name", "pk"):
            look(found, notice, now)
        transaction.set_rollback(True)
    return found


def look(found: Rehearsal, notice: Notice, now: datetime.datetime) -> None:
    """Put one notice where it belongs; what would say who told us something is not shown."""
    kind = all_kinds()[notice.kind]
    if kind.is_private:
        return
    who, outcome = str(notice.person or notice.email), write(notice, now)
    if isinstance(outcome, Withheld | Parked):
        found.left_out.append(Reader(who, outcome.reason))
        return
    letter = letter_for(found, notice, kind, now)
    letter.readers.append(Reader(who, note_on(outcome)))
    if letter.mail is None and isinstance(outcome, Written):
        letter.mail = outcome.mail


def letter_for(found: Rehearsal, notice: Notice, kind: Kind, now: datetime.datetime) -> Letter:
    """Return the letter of this kind and time, the same for all its readers."""
    when = notice.due_at if notice.due_at > now else None
    known = next((letter for letter in found.letters if letter.kind is kind and letter.when == when), None)
    if known is None:
        known = Letter(kind, when)
        found.letters.append(known)
    return known


def note_on(outcome: Outcome) -> str:
    """Say when somebody reads it, where that is not at once."""
    match outcome:
        case Later(at, _):
            return f"not before {dateformat.format(timezone.localtime(at), 'j F Y, P')}, as they wish"
        case Gather():
            return "together with others, in one mail"
        case _:
            return ""
