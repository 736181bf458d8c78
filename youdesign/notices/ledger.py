"""What the ledger page says about each notice and each kind, in words."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from youdesign.notices.kinds import Kind, all_kinds
from youdesign.notices.models import Notice, NoticePreference
from youdesign.people.models import Person


@dataclass(frozen=True)
class Line:
    """One message that was sent, will be sent, or was kept back."""

    title: str
    about: str
    because: str
    state: str
    tone: str
    at: datetime.datetime
    reason: str


@dataclass(frozen=True)
class Switch:
    """One kind of message and what this person wishes about it."""

    kind: Kind
    frequency: str

    @property
    def is_off(self) -> bool:
        """Whether these are not sent."""
        return self.frequency == NoticePreference.Frequency.OFF


STATES = {
    Notice.State.WAITING: ("We will send it", "plum"),
    Notice.State.GATHERED: ("In your next mail", "plum"),
    Notice.State.SENT: ("Sent", "good"),
    Notice.State.WITHHELD: ("Not sent", "plain"),
    Notice.State.PARKED: ("Not sent yet", "wait"),
}
PARKED = "We could not send it. Our staff are looking into it."


def lines_for(notices: Sequence[Notice]) -> list[Line]:
    """Return the lines of the ledger; each kind names all of its own at once."""
    kinds = all_kinds()
    names: dict[int, str] = {}
    for code in {notice.kind for notice in notices} & kinds.keys():
        names.update(kinds[code].name_each([notice for notice in notices if notice.kind == code]))
    return [line_for(notice, kinds.get(notice.kind), names.get(notice.pk, "")) for notice in notices]


def line_for(notice: Notice, kind: Kind | None, about: str) -> Line:
    """Return one line: what it said, or will say as far as we know now, and what it is about."""
    title = kind.title if kind else "A message"
    state, tone = STATES[Notice.State(notice.state)]
    return Line(
        title=notice.subject or title,
        about=about,
        because=kind.because if kind else "",
        state=state,
        tone=tone,
        at=notice.sent_at or notice.due_at,
        reason=PARKED if notice.state == Notice.State.PARKED else notice.reason,
    )


def switches_for(person: Person) -> list[Switch]:
    """Return each kind of message that can concern this person, or did, with their wish."""
    wishes = NoticePreference.objects.filter(person=person).exclude(frequency=NoticePreference.Frequency.NOW)
    codes = dict(wishes.values_list("kind", "frequency"))
    had = set(Notice.objects.filter(person=person).order_by().values_list("kind", flat=True).distinct())
    concerns = cache(lambda is_for: bool(is_for(person)))  # several kinds ask the same question
    return [
        Switch(kind, codes.get(kind.code, "now") if kind.can_be_off else "now")
        for kind in all_kinds().values()
        if kind.code in had or kind.code in codes or concerns(kind.is_for)
    ]
