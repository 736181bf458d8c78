"""A debrief in the live room: opened, moved by acts, left, and ended; each change under the room's lock."""

import datetime
from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.actions.held import hold, note
from cohorts.actions.learning import show_writing
from cohorts.actions.live_state import keep, stand, taken_keys
from cohorts.actions.reminders import owe_after
from cohorts.actions.sessions import call_off, lock
from cohorts.actions.turns import hold_turn
from cohorts.attendance import expected_at
from cohorts.debrief_acts import ACTS, moved
from cohorts.debrief_problems import GroupHasMovedOn, LobbyNotOpen, NotAtTheTable, YoursToDecide
from cohorts.debriefing import Call, How, Now, Step, steps_of
from cohorts.live import is_led, live_now, template_for, who_can_check_in
from cohorts.models import Attendance, DebriefSession, LiveDebrief
from cohorts.policies import can_debrief
from youdesign.conversations.actions import hold_state, keep_state
from youdesign.conversations.models import RoomState
from youdesign.notices.actions import owe_notice
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.people.states import check_move

State = DebriefSession.State


@transaction.atomic
def act_in_debrief(
    *,
    session: DebriefSession,
    by: Person,
    name: str,
    moves: int,
    now: datetime.datetime,
    who: int | None = None,
    extended: int | None = None,
) -> Now:
    """Do one of the acts of a debrief, for oneself or, leading it, for somebody on the phone; the first opens it.

    Raises a Problem in words for what is not theirs, not now, or pressed on a page from before the group moved on.
    """
    session = lock(session) if name in ("here", "begin", "next") else session
    if not can_debrief(by, session):
        raise PermissionDenied
    state = hold_state(session.group.room)
    live, before = stand(session, state) or open_lobby(session, state, name, by=by, now=now)
    if before.is_lobby and session.room_closes_at < now:
        raise LobbyNotOpen
    call = Call(
        by=by.pk,
        who=by.pk if who is None else who,
        at=now,
        steps=[Step(**step) for step in live.steps],
        moves=moves,
        turns=taken_keys(session),
        extended=extended,
        is_led=is_led(live, session, now),
        table=frozenset(session.group.people().values_list("pk", flat=True)),
    )
    after = moved(seated(before, call.table), name, call)
    if by.pk == before.facilitator:
        LiveDebrief.objects.filter(pk=live.pk).update(led_at=now)
    if after != before:
        note_act(live, session, before, after, name, call, by=by, now=now)  # before the others look again
        keep(state, after, by=by)
    return after


def open_lobby(
    session: DebriefSession, state: RoomState, name: str, *, by: Person, now: datetime.datetime
) -> tuple[LiveDebrief, Now]:
    """Open the room for a session: whoever is there first does. Raises LobbyNotOpen."""
    if name != "here" or not live_now(session, now) or is_taken(state, session):
        raise LobbyNotOpen
    template = template_for(session)
    if template is None:
        raise LobbyNotOpen
    leave_lobby(state, by=by, now=now)
    steps = [step._asdict() for step in steps_of(template.steps.all())]
    facts = {"title": template.title, "steps": steps, "opened_at": now, "ended_at": None}
    live, _ = LiveDebrief.objects.update_or_create(session=session, defaults=facts)
    record("open_debrief", live, by=by, session=session.pk)
    leads = by.pk if session.is_straight_after else session.group.facilitator_id
    return live, Now(session=session.pk, facilitator=leads)


def leave_lobby(state: RoomState, *, by: Person, now: datetime.datetime) -> None:
    """Close a lobby that nobody came back to."""
    others = LiveDebrief.objects.filter(session=state.facts.get("session"), ended_at__isnull=True)
    for live in others.select_related("session__group"):
        live.ended_at = now
        live.save(update_fields=["ended_at"])
        let_go(live.session, by=by, now=now)


def let_go(session: DebriefSession, *, by: Person | None, now: datetime.datetime) -> None:
    """Call off a debrief straight after an event that was never begun: nobody is asked who was there."""
    if session.is_straight_after and session.state not in DebriefSession.DONE:
        call_off(session, by=by, now=now)


def is_taken(state: RoomState, session: DebriefSession) -> bool:
    """Whether the group's room is in another debrief that goes on."""
    other = state.facts.get("session")
    if other in (None, session.pk):
        return False
    return not Now.from_facts(state.facts).is_lobby


def seated(now: Now, table: frozenset[int]) -> Now:
    """Return it with those alone who sit at the table by now: whoever left the group has left the debrief."""
    for key in {*now.here, *now.gone} - table:
        now = now.without(key)
    return now


def note_act(
    live: LiveDebrief,
    session: DebriefSession,
    before: Now,
    after: Now,
    name: str,
    call: Call,
    *,
    by: Person,
    now: datetime.datetime,
) -> None:
    """Write down what is more than a passing state: that it began, who leads, turns held, what was done for others."""
    if name == "begin":
        go_live(session, live, by=by, now=now)
    if name == "show":
        show_writing(session=session, step=after.step, by=by, now=now)
    hold_what_was_told(session, live, before, after, by=by, now=now)
    if call.who != by.pk and not ACTS[name].is_leading:
        record("act_for", live, by=by, about=Person.objects.get(pk=call.who), act=name)
    if after.facilitator != before.facilitator:
        record("lead_debrief", live, by=by, before=before.facilitator, after=after.facilitator)


def hold_what_was_told(
    session: DebriefSession,
    live: LiveDebrief,
    before: Now,
    after: Now | None,
    *,
    by: Person | None,
    now: datetime.datetime,
) -> None:
    """Say of the turn that was told at a step that it was held, once the group goes on from it, or it all ends."""
    step = None if before.is_lobby else Step(**live.steps[before.step])
    if step is None or step.how != How.TURN or step.turn is None or (after is not None and after.step <= before.step):
        return
    if step.turn < len(before.turns):
        turn = session.turns.picked().filter(person=before.turns[step.turn]).first()
        if turn is not None:
            hold_turn(turn=turn, by=by, now=now)


def go_live(session: DebriefSession, live: LiveDebrief, *, by: Person, now: datetime.datetime) -> None:
    """Move a session on from whatever came before it: nobody need have offered a topic."""
    if session.state in DebriefSession.DONE:
        raise LobbyNotOpen
    road = [State.COLLECTING_TOPICS, State.LIVE] if session.state == State.PLANNED else [State.LIVE]
    for state in road:
        check_move(DebriefSession.MOVES, session.state, state)
        session.state = state
    session.changed_at = now
    session.save(update_fields=["state", "changed_at"])
    record("begin_debrief", live, by=by, session=session.pk)


@transaction.atomic
def leave_debrief(*, session: DebriefSession, by: Person, now: datetime.datetime, check_in: int | None = None) -> None:
    """Leave early; somebody at the table whom one chose is asked to get in touch, and told nothing else."""
    session = lock(session)
    if check_in is not None:
        friend = who_can_check_in(session, by).filter(pk=check_in).first()
        if friend is None:
            raise PermissionDenied
        owe_notice("debrief_check_in", object_id=session.pk, occurrence=str(by.pk), person=friend, due_at=now)
    with suppress(NotAtTheTable, LobbyNotOpen):  # who never came in leaves too, and whose room has closed meanwhile
        after = act_in_debrief(session=session, by=by, name="leave", moves=0, now=now)
        if not after.is_lobby and expected_at(session).filter(pk=by.pk).exists():
            note(session, by, Attendance.Was.PART, by=by, now=now)


@transaction.atomic
def end_debrief(*, session: DebriefSession, by: Person, moves: int, now: datetime.datetime) -> bool:
    """End it: whoever was there is written down, turns that were told are held, the room's state is emptied.

    Return whether it was this that ended it; an older page, or a late job, ends nothing.
    """
    session = lock(session)
    if not can_debrief(by, session):
        raise PermissionDenied
    state = hold_state(session.group.room)
    found = stand(session, state)
    if found is None:
        return False
    live, stands = found
    if by.pk != stands.facilitator:
        raise YoursToDecide
    if moves != stands.moves:
        raise GroupHasMovedOn
    close(session, live, stands, state, by=by, now=now)
    return True


def close(
    session: DebriefSession,
    live: LiveDebrief,
    stands: Now,
    state: RoomState,
    *,
    by: Person | None,
    now: datetime.datetime,
) -> None:
    """Empty what went on and keep what it left; a lobby in which nothing began leaves nothing."""
    keep_state(state, {}, by=by)
    live.ended_at = now
    live.save(update_fields=["ended_at"])
    record("end_debrief", live, by=by, session=session.pk)
    if stands.is_lobby:
        let_go(session, by=by, now=now)
        return
    was = dict.fromkeys(stands.here, Attendance.Was.THERE) | dict.fromkeys(stands.gone, Attendance.Was.PART)
    people = list(expected_at(session).filter(pk__in=was))
    for person in people:
        note(session, person, was[person.pk], by=by, now=now)
    if session.is_straight_after:  # of one with a date this is owed since then
        owe_after([session], people, now=now)
    hold_what_was_told(session, live, stands, None, by=by, now=now)
    if not session.is_held:
        hold(session, by=by, now=now)


@transaction.atomic
def end_forgotten(*, live: LiveDebrief, moves: int, now: datetime.datetime) -> bool:
    """End a debrief that everybody went away from, as it stood; does nothing once it has moved or ended.

    `moves` is how often its step had changed when the job looked.
    """
    session = lock(live.session)
    state = hold_state(session.group.room)
    found = stand(session, state)
    if found is None or found[1].moves != moves:
        return False
    close(session, *found, state, by=None, now=now)
    return True


def note_led(*, session: DebriefSession, by: Person, now: datetime.datetime) -> None:
    """Note that the facilitator's page is open. Nobody is told: that they are gone is what the others notice."""
    state = RoomState.objects.filter(room=session.group.room).first()
    if state is not None and (state.facts.get("session"), state.facts.get("facilitator")) == (session.pk, by.pk):
        LiveDebrief.objects.filter(session=session, ended_at__isnull=True).update(led_at=now)
