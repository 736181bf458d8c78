"""What waits for a session that is over goes on to the group's next one; and a session moves on with its turns."""

import datetime

from django.db import transaction
from django.db.models import Q

from cohorts.models import DebriefSession, LearningGroup, Turn
from cohorts.turns import holds_turns
from youdesign.conversations.actions import hold_room
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.people.states import check_move

SOON = datetime.timedelta(days=1)  # until then, whoever ran a session says who had a turn
State, Of = Turn.State, DebriefSession.State


def carry_over(session: DebriefSession, *, by: Person | None, now: datetime.datetime) -> None:
    """Let every turn of a session that had no time wait for the next one; call it under the lock of its group."""
    hold_room(session.group.room)  # before the turns, as whoever writes about one does
    rows = Turn.objects.unheld().facts().select_related("person").filter(session=session)
    left = list(rows.select_for_update(of=("self",)))
    if not left:
        return
    others = DebriefSession.objects.arranged().filter(group=session.group_id).exclude(pk=session.pk)
    after = others.upcoming(now).first()
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


def end_with_seat(group: LearningGroup, person: Person, *, by: Person) -> None:
    """Withdraw what somebody who gives up their seat has had no time for; what it is about goes with the next tidying.

    Staff do this too, and they may neither read nor change a topic.
    """
    hold_room(group.room)
    rows = Turn.objects.unheld().facts().select_related("session").filter(group=group, person=person)
    for turn in rows.select_for_update(of=("self",)):
        before, session = turn.state, turn.session
        check_move(Turn.MOVES, before, State.WITHDRAWN)
        turn.state, turn.event, turn.reflection, turn.place = State.WITHDRAWN, None, None, None
        turn.save(update_fields=["state", "event", "reflection", "place"])
        record("withdraw", turn, by=by, about=person, before=before)
        if before == State.PICKED and session:
            close_up(session)


def close_up(session: DebriefSession) -> None:
    """Number the picked turns of a session from one again."""
    put_in_order(list(session.turns.picked().facts()))


def put_in_order(turns: list[Turn]) -> None:
    """Number these turns in this order; without a place in between, because no two can have the same."""
    Turn.objects.filter(pk__in=[turn.pk for turn in turns]).order_by().update(place=None)
    for at, turn in enumerate(turns, start=1):
        Turn.objects.filter(pk=turn.pk).update(place=at)


def let_wait(turn: Turn, *, by: Person) -> None:
    """Move one that was picked back among those that wait."""
    check_move(Turn.MOVES, turn.state, State.CARRIED_OVER)
    turn.state, turn.place = State.CARRIED_OVER, None
    turn.save(update_fields=["state", "place"])
    record("put_back", turn, by=by, about=turn.person, session=turn.session_id)


def put_back_what_does_not_fit(session: DebriefSession, *, by: Person) -> None:
    """Let the last picked turns wait again where another debrief, or another time, holds fewer."""
    taken = Turn.objects.taken_at(session).facts().select_related("person")
    for turn in list(taken)[holds_turns(session) :]:
        if turn.state == State.PICKED:
            let_wait(turn, by=by)


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
    """Carry over what was left of sessions whose time passed a day ago, held or not; return of how many sessions.

    What a turn was about that ended with a seat is forgotten too.
    """
    Turn.objects.filter(state=State.WITHDRAWN).exclude(topic=b"").order_by().update(topic=b"")
    open_turns = Turn.objects.unheld().order_by().values("session")
    over = Q(state__in=DebriefSession.DONE) | (Q(ends_at__lt=now - SOON) & ~Q(state=Of.LIVE))
    found = list(DebriefSession.objects.filter(over, pk__in=open_turns).values_list("pk", "group"))
    for pk, group in found:
        with transaction.atomic():
            LearningGroup.objects.select_for_update().get(pk=group)
            carry_over(DebriefSession.objects.select_for_update().get(pk=pk), by=None, now=now)
    return len(found)
