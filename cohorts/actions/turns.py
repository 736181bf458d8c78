"""Offering a turn, changing and withdrawing it; and the group's choice of whose turn it is."""

import datetime
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.actions.carrying_over import close_up, collect, confirm, end_with_seat, let_wait, put_in_order
from cohorts.actions.learning import forget_what_was_written_about
from cohorts.actions.live_state import turns_changed
from cohorts.actions.sessions import lock
from cohorts.models import DebriefSession, LearningGroup, Reflection, Turn
from cohorts.policies import can_change_turn, can_offer_turn, can_pick_turns, is_open_session, is_open_to_pick
from cohorts.problems import SessionOver
from cohorts.turn_problems import TurnChanged, TurnGone, TurnsTaken, TurnWaitsAlready
from cohorts.turns import holds_turns, mark_of, seal_topic, topic_of
from youdesign.conversations.actions import hold_room
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.people.states import check_move

State = Turn.State


@transaction.atomic
def offer_turn(
    *,
    session: DebriefSession,
    by: Person,
    topic: str,
    now: datetime.datetime,
    event: InvolvementEvent | None = None,
    reflection: Reflection | None = None,
) -> Turn:
    """Say that one would like time for something, at this session or one after it; the group reads the topic line.

    Raises TurnWaitsAlready for a second one, and CannotOpen where it cannot be sealed.
    """
    session = lock(session)
    if not can_offer_turn(by, session) or not are_own(by, event, reflection):
        raise PermissionDenied
    if not is_open_session(session, now):
        raise SessionOver
    waits = Turn.objects.unheld().filter(group=session.group_id, person=by).first()
    if waits is not None:
        if topic_of(waits) == topic:
            return waits  # pressed twice
        raise TurnWaitsAlready
    turn = Turn(id=uuid.uuid4(), group=session.group, person=by, session=session, offered_at=now)
    turn.topic, turn.event, turn.reflection = seal_topic(turn, topic), event, reflection
    turn.save(force_insert=True)
    record("offer", turn, by=by, about=by, session=session.pk)
    collect(session, by=by)
    return turn


def are_own(by: Person, event: InvolvementEvent | None, reflection: Reflection | None) -> bool:
    """Whether a date is of this person's own work, and a debrief written by them."""
    return (event is None or event.involvement.leader_id == by.pk) and (
        reflection is None or reflection.author_id == by.pk
    )


@transaction.atomic
def change_turn(
    *,
    turn: Turn,
    by: Person,
    topic: str,
    mark: str,
    event: InvolvementEvent | None = None,
    reflection: Reflection | None = None,
) -> Turn:
    """Put other words in place of those whose mark was seen. Raises TurnChanged where others were saved since."""
    turn = lock_turn(turn)
    if not can_change_turn(by, turn) or not are_own(by, event, reflection):
        raise PermissionDenied
    if turn.state not in (*Turn.WAITING, State.PICKED):
        raise TurnGone
    if (topic_of(turn), turn.event, turn.reflection) == (topic, event, reflection):
        return turn  # pressed twice
    if mark != mark_of(turn):
        raise TurnChanged
    turn.topic, turn.event, turn.reflection = seal_topic(turn, topic), event, reflection
    turn.save(update_fields=["topic", "event", "reflection"])
    record("change", turn, by=by, about=by)
    return turn


@transaction.atomic
def withdraw_turn(*, turn: Turn, by: Person) -> Turn:
    """Take a turn back, also one that was held: what it was about is gone at once, and what was written about it."""
    turn = lock_turn(turn)
    if not can_change_turn(by, turn):
        raise PermissionDenied
    if turn.state != State.WITHDRAWN:  # else pressed twice
        wipe(turn, by=by)
    return turn


def wipe(turn: Turn, *, by: Person) -> None:
    """Let a turn be withdrawn, and all that was said of it be gone."""
    before = turn.state
    check_move(Turn.MOVES, before, State.WITHDRAWN)
    turn.state, turn.topic, turn.event, turn.reflection, turn.place = State.WITHDRAWN, b"", None, None, None
    turn.save(update_fields=["state", "topic", "event", "reflection", "place"])
    record("withdraw", turn, by=by, about=turn.person, before=before)
    forget_what_was_written_about(turn=turn, by=by, now=timezone.now())
    if before == State.PICKED and turn.session:
        close_up(turn.session)
        turns_changed(turn.session, by=by)


def withdraw_what_waits(group: LearningGroup, person: Person, *, by: Person) -> None:
    """Withdraw what somebody who gives up their seat has had no time for; what was held stays theirs."""
    if by != person:
        end_with_seat(group, person, by=by)
        return
    for turn in Turn.objects.unheld().filter(group=group, person=person):
        wipe(lock_turn(turn), by=by)


def lock_turn(turn: Turn) -> Turn:
    """Return it as it is now, under the lock of its group."""
    group = LearningGroup.objects.select_for_update(of=("self",)).select_related("room").get(pk=turn.group_id)
    hold_room(group.room)  # before the turn, as whoever writes about it does
    rows = Turn.objects.select_for_update(of=("self",)).select_related("person", "session", "group")
    return rows.get(pk=turn.pk)


def lock_for(session: DebriefSession, by: Person, now: datetime.datetime) -> DebriefSession:
    """Return a session whose turns this person may choose, under the lock of its group."""
    session = lock(session)
    if not can_pick_turns(by, session):
        raise PermissionDenied
    if not is_open_to_pick(session, now):
        raise SessionOver
    return session


@transaction.atomic
def pick_turn(*, turn: Turn, session: DebriefSession, by: Person, now: datetime.datetime) -> Turn:
    """Take this turn at this session, after those that are picked; the first one confirms the session.

    Raises TurnGone where it does not wait any more, TurnsTaken where no more fit.
    """
    session, turn = lock_for(session, by, now), lock_turn(turn)
    if turn.group_id != session.group_id:
        raise PermissionDenied
    if turn.state == State.PICKED and turn.session_id == session.pk:
        return turn  # pressed twice, or by two
    if turn.state not in Turn.WAITING or not session.group.has_member(turn.person):
        raise TurnGone
    places = list(Turn.objects.taken_at(session).values_list("place", flat=True))
    if len(places) >= holds_turns(session):
        raise TurnsTaken
    place(turn, session, max((at or 0 for at in places), default=0) + 1, by=by)
    confirm(session, by=by)
    turns_changed(session, by=by)
    return turn


def place(turn: Turn, session: DebriefSession, at: int, *, by: Person) -> None:
    """Give a turn its place at a session."""
    check_move(Turn.MOVES, turn.state, State.PICKED)
    before, turn.state, turn.session, turn.place = turn.state, State.PICKED, session, at
    turn.save(update_fields=["state", "session", "place"])
    record("pick", turn, by=by, about=turn.person, session=session.pk, before=before)


@transaction.atomic
def put_turn_back(*, turn: Turn, session: DebriefSession, by: Person, now: datetime.datetime) -> Turn:
    """Let a picked turn wait again; it stays among the first."""
    session, turn = lock_for(session, by, now), lock_turn(turn)
    if turn.state != State.PICKED or turn.session_id != session.pk:
        raise TurnGone
    let_wait(turn, by=by)
    close_up(session)
    turns_changed(session, by=by)
    return turn


@transaction.atomic
def move_turn_up(*, turn: Turn, session: DebriefSession, by: Person, now: datetime.datetime) -> Turn:
    """Let a picked turn come before the one that is now before it; the first stays first."""
    session, turn = lock_for(session, by, now), lock_turn(turn)
    if turn.state != State.PICKED or turn.session_id != session.pk:
        raise TurnGone
    order = list(session.turns.picked())
    at = order.index(turn)
    if at:
        order[at - 1], order[at] = order[at], order[at - 1]
        put_in_order(order)
        record("move", turn, by=by, about=turn.person, session=session.pk, place=at)
        turns_changed(session, by=by)
    return turn


@transaction.atomic
def hold_turn(*, turn: Turn, by: Person | None, now: datetime.datetime) -> Turn:
    """Say that a picked turn had its time; who may say so is for the caller, as our live room moves on by itself."""
    turn = lock_turn(turn)
    if turn.state != State.HELD:  # else twice
        check_move(Turn.MOVES, turn.state, State.HELD)
        turn.state, turn.held_at = State.HELD, now
        turn.save(update_fields=["state", "held_at"])
        record("hold", turn, by=by, about=turn.person, session=turn.session_id)
    return turn


def note_turn(session: DebriefSession, person: Person, *, by: Person) -> None:
    """Write down that somebody had a turn at a session, offered here or not; call it under the lock of the group."""
    if session.turns.filter(person=person, held_at__isnull=False).exists():
        return
    turn = Turn.objects.unheld().filter(group=session.group_id, person=person).first()
    if turn is None:
        turn = Turn(group=session.group, person=person, session=session, offered_at=session.starts_at)
    elif turn.state != State.PICKED:
        check_move(Turn.MOVES, turn.state, State.PICKED)
    turn.state, turn.session, turn.held_at, turn.place = State.HELD, session, session.starts_at, None
    turn.save()
    record("hold", turn, by=by, about=person, session=session.pk)
