"""Setting a next step, wording it anew, saying what came of it, and letting the group read it or not."""

import datetime
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.actions.learning import goes_on, still_there
from cohorts.actions.reflections import once
from cohorts.models import DebriefSession, LearningNote, NextStep, Turn
from cohorts.next_steps import IfThen, seal_step, words_of_step
from cohorts.policies import can_change_next_step, can_write_note
from cohorts.problems import EnoughWritten, SavedMeanwhile, StepMovedOn
from youdesign.conversations.actions import hold_state, keep_state
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.audit import record
from youdesign.people.models import Draft, Person


@transaction.atomic
def set_next_step(
    *,
    by: Person,
    words: IfThen,
    now: datetime.datetime,
    is_shared: bool = True,
    session: DebriefSession | None = None,
    turn: Turn | None = None,
    event: InvolvementEvent | None = None,
    client_id: uuid.UUID | None = None,
) -> NextStep:
    """Keep a step of one's own, set at a session, about a date, or just so; sent twice from one page, it is there once.

    Outside a session there is no table that could read it. Raises TurnTakenBack, EnoughWritten.
    """
    if session is not None and not can_write_note(by, session, LearningNote.Kind.LEARNING, now):
        raise PermissionDenied
    if event is not None and not InvolvementEvent.objects.visible_to(by).filter(pk=event.pk).exists():
        raise PermissionDenied
    key = once(client_id or uuid.uuid4(), str(session and session.pk), words.sealed_form())
    there = NextStep.objects.filter(pk=key, whose=by).first()
    if there is not None:
        return there
    if NextStep.objects.open().filter(whose=by).count() >= NextStep.MOST:
        raise EnoughWritten
    step = NextStep(id=key, whose=by, session=session, event=event, set_at=now, changed_at=now)
    step.is_shared = is_shared and session is not None
    if session is not None:
        tell_the_table(step, session, turn, by=by)
    step.body = seal_step(step, words)
    step.save(force_insert=True)
    record("set", step, by=by, about=by, session=session.pk if session else None)
    return step


def tell_the_table(step: NextStep, session: DebriefSession, turn: Turn | None, *, by: Person) -> None:
    """Tie a step to whose turn it follows, and let the pages of a debrief that goes on look again, when it is kept."""
    state = hold_state(session.group.room)
    step.turn = still_there(turn, session)
    if step.is_shared and goes_on(session, state):
        keep_state(state, state.facts, by=by)


def held_step(step: NextStep, by: Person) -> NextStep:
    """Return it as it is now, held until the end of the transaction, for its owner; one that is gone is nobody's."""
    found = NextStep.objects.select_for_update(of=("self",)).select_related("whose").filter(pk=step.pk).first()
    if found is None or not can_change_next_step(by, found):
        raise PermissionDenied
    return found


@transaction.atomic
def change_next_step(
    *, step: NextStep, by: Person, words: IfThen, is_shared: bool, version: int, now: datetime.datetime
) -> NextStep:
    """Put a step that is still to do into other words, and choose anew who reads it.

    Raises SavedMeanwhile when other words were saved, StepMovedOn when it is done or let go, CannotOpen.
    """
    step = held_step(step, by)
    is_shared = is_shared and step.session_id is not None
    is_reworded = words != words_of_step(step)
    if is_reworded and version != step.version:
        raise SavedMeanwhile
    if is_reworded:
        step.body, step.version = seal_step(step, words), step.version + 1
        move_to(step, NextStep.State.CHANGED, by=by, now=now)
    if is_shared != step.is_shared:
        step.is_shared = is_shared
        record("share" if is_shared else "keep_private", step, by=by, about=by)
    step.save()
    return step


@transaction.atomic
def move_next_step(*, step: NextStep, by: Person, to: str, now: datetime.datetime) -> NextStep:
    """Say that a step is done, or let it go; twice is once. Raises StepMovedOn."""
    step = held_step(step, by)
    if step.state != to:
        move_to(step, to, by=by, now=now)
        step.save()
    return step


def move_to(step: NextStep, to: str, *, by: Person, now: datetime.datetime) -> None:
    """Move a held step on, along the one table of moves; what was changed can be changed again."""
    if to not in NextStep.MOVES.get(step.state, frozenset()) and not (to == step.state and step.is_open):
        raise StepMovedOn
    step.state, step.changed_at = to, now
    record("move", step, by=by, about=by, state=to)


@transaction.atomic
def throw_next_step_away(*, step: NextStep, by: Person) -> None:
    """Remove a step for good, as one that was set by mistake."""
    step = held_step(step, by)
    record("throw_away", step, by=by, about=by)
    Draft.objects.filter(place=f"next-step-{step.pk}").delete()
    step.delete()
