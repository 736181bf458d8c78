"""What waits for a session that is over goes on to the group's next one; and a session moves on with its turns."""

import datetime

from django.db import transaction
from django.db.models import Q

from cohorts.models import DebriefSession, LearningGroup, Turn
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.people.states import check_move

SOON = datetime.timedelta(days=1)  # until then, whoever ran a session says who had a turn
State, Of = Turn.State, DebriefSession.State


def carry_over(session: DebriefSession, *, by: Person | None, now: datetime.datetime) -> None:
    """Let every turn of a session that had no time wait for the next one; call it under the lock of its group."""
    left = list(Turn.objects.unheld().select_related("person").select_for_update(of=("self",)).filter(session=session))
    if not left:
        return
    after = DebriefSession.objects.filter(group=session.group_id).exclude(pk=session.pk).upcoming(now).first()
    for turn in left:
        before = turn.state
        if before != State.CARRIED_OVER:
            check_move(Turn.MOVES, before, State.CARRIED_OVER)
        turn.state, turn.place, turn.session = State.CARRIED_OVER, None, after
        turn.save(update_fields=["state", "place", "session"])
        record("carry_over", turn, by=by, about=turn.person, before=before, session=after.pk if after else None)
    if after:
        collect(after, by=by)


def bring_along(session: DebriefSession, *, by: Person) -> None:
    """Let what waits in a group without a date wait for this new session."""
    if Turn.objects.waiting().filter(group=session.group_id, session=None).order_by().update(session=session):
        collect(session, by=by)


def collect(session: DebriefSession, *, by: Person | None) -> None:
    """Move a session that was only planned on: it has a topic now."""
    if session.state == Of.PLANNED:
        move_on(session, Of.COLLECTING_TOPICS, by=by)


def confirm(session: DebriefSession, *, by: Person) -> None:
    """Move a session on for whose topics the group has chosen; one that goes on already stays as it is."""
    collect(session, by=by)
    if session.state == Of.COLLECTING_TOPICS:
        move_on(session, Of.CONFIRMED, by=by)


def move_on(session: DebriefSession, to: str, *, by: Person | None) -> None:
    """Move a session by the table; what its page says is as it was, so nobody's open form is out of date by it."""
    before = session.state
    check_move(DebriefSession.MOVES, before, to)
    session.state = to
    session.save(update_fields=["state"])
    record("move", session, by=by, before=before, after=to)


def carry_over_what_is_past(now: datetime.datetime) -> int:
    """Carry over what was left of sessions whose time passed a day ago, held or not; return of how many sessions."""
    open_turns = Turn.objects.unheld().order_by().values("session")
    over = Q(state__in=DebriefSession.DONE) | (Q(ends_at__lt=now - SOON) & ~Q(state=Of.LIVE))
    found = list(DebriefSession.objects.filter(over, pk__in=open_turns).values_list("pk", "group"))
    for pk, group in found:
        with transaction.atomic():
            LearningGroup.objects.select_for_update().get(pk=group)
            carry_over(DebriefSession.objects.select_for_update().get(pk=pk), by=None, now=now)
    return len(found)
