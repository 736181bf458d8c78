"""What the ledger page says about each notice and each kind, in words."""

import datetime
from dataclasses import dataclass

from youdesign.notices.kinds import Kind, all_kinds
from youdesign.notices.models import Notice, NoticePreference
from youdesign.people.models import Person


@dataclass(frozen=True)
class Line:
    """One message that was sent, will be sent, or was kept back."""

    title: str
    because: str
    state: str
    tone: str
    at: datetime.datetime
    said: str
    reason: str


@dataclass(frozen=True)
class Switch:
    """One kind of message and what this person wishes about it."""

    kind: Kind
    is_off: bool


STATES = {
    Notice.State.WAITING: ("We will send it", "plum"),
    Notice.State.SENT: ("Sent", "good"),
    Notice.State.WITHHELD: ("Not sent", "plain"),
    Notice.State.PARKED: ("Not sent yet", "wait"),
}
PARKED = "We could not send it. Our staff are looking into it."


def line_for(notice: Notice) -> Line:
    """Return one line of the ledger."""
    kind = all_kinds().get(notice.kind)
    title = kind.title if kind else "A message"
    state, tone = STATES[Notice.State(notice.state)]
    return Line(
        title=notice.subject or title,
        because=kind.because if kind else "",
        state=state,
        tone=tone,
        at=notice.sent_at or notice.due_at,
        said=title if notice.subject else "",
        reason=PARKED if notice.state == Notice.State.PARKED else notice.reason,
    )


def switches_for(person: Person) -> list[Switch]:
    """Return every kind of message with this person's wish."""
    off = NoticePreference.objects.filter(person=person, frequency=NoticePreference.Frequency.OFF)
    codes = set(off.values_list("kind", flat=True))
    return [Switch(kind, kind.can_be_off and kind.code in codes) for kind in all_kinds().values()]
