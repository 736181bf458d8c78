"""The messages of a session as whoever runs it sees them: what each says, when it goes, and to how many."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q

from cohorts.missing import has_missed
from cohorts.models import DebriefSession, SessionMessage
from cohorts.rhythm import BEATS, BY_STEP, Beat
from youdesign.notices.kinds import Mail, all_kinds
from youdesign.notices.models import Notice


@dataclass(frozen=True)
class Line:
    """One message: its words, when it goes, and what has become of it."""

    message: SessionMessage
    due_at: datetime.datetime
    sent: int
    waiting: int
    is_past: bool


def lines_of(session: DebriefSession, now: datetime.datetime) -> list[Line]:
    """Return every message of the session in the order in which they go."""
    kept = {message.step: message for message in session.messages.all()}
    counts = counts_of(session)
    return [line_of(session, beat, kept.get(beat.step), counts, now) for beat in BEATS]


def line_of(
    session: DebriefSession,
    beat: Beat,
    message: SessionMessage | None,
    counts: dict[str, tuple[int, int]],
    now: datetime.datetime,
) -> Line:
    """Return one message; where none was kept, its first words."""
    sent, waiting = counts.get(f"{beat.step}.{session.calendar_sequence}", (0, 0))
    message = message or SessionMessage(session=session, step=beat.step, words=beat.words)
    return Line(message, beat.due(session), sent, waiting, beat.due(session) <= now)


def counts_of(session: DebriefSession) -> dict[str, tuple[int, int]]:
    """Return for each occurrence how many were sent and how many wait: numbers, never who."""
    kinds = {beat.kind for beat in BEATS}
    rows = Notice.objects.filter(kind__in=kinds, object_id=str(session.pk)).order_by().values("occurrence")
    counted = rows.annotate(
        sent=Count("pk", filter=Q(state=Notice.State.SENT)),
        waiting=Count("pk", filter=Q(state__in=[Notice.State.WAITING, Notice.State.GATHERED])),
    )
    return {row["occurrence"]: (row["sent"], row["waiting"]) for row in counted}


def preview(session: DebriefSession, step: str) -> Mail | None:
    """Return the mail as the first of the group gets it, written by what writes it when it goes; its links are theirs.

    Somebody to whom it would not go says nothing here: why not is between them and us.
    """
    kind = all_kinds()[BY_STEP[SessionMessage.Step(step)].kind]
    occurrence = f"{step}.{session.calendar_sequence}"
    for person in (*session.group.members(), *session.group.who_run()):
        if step == SessionMessage.Step.DAY_AFTER and has_missed(session, person):
            continue  # they get the other one
        mail = kind.compose(Notice(kind=kind.code, person=person, object_id=str(session.pk), occurrence=occurrence))
        if isinstance(mail, Mail):
            return mail
    return None
