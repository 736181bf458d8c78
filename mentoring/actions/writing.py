"""Notes about talks, each for oneself, and next steps that the two share."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mentoring import policies
from mentoring.actions.holding import locked
from mentoring.models import Match, NextStep, Talk, TalkNote
from mentoring.notes import note_of, read_note, seal_note
from mentoring.problems import SavedElsewhere, StepHasMovedOn
from youdesign.people import audit
from youdesign.people.models import Person


@transaction.atomic
def write_note(*, talk: Talk, by: Person, text: str, version: int, now: datetime.datetime) -> None:
    """Keep somebody's own note about a talk, in place of the one they had seen; with no words, none is kept.

    Raises SavedElsewhere when another was saved meanwhile, CannotOpen when their key cannot be used.
    """
    when = Talk.objects.select_for_update(of=("self",), no_key=True).get(pk=talk.pk).starts_at
    if not policies.can_read_our_words(by, talk.match):
        raise PermissionDenied
    held = note_of(talk, by)
    if text == read_note(held):
        return  # pressed twice, or nothing was changed
    if version != (held.version if held else 0):
        raise SavedElsewhere
    note = held or TalkNote(author=by, talk=talk, version=0)
    audit.record("write", note, by=by, about=by)
    if not text:
        note.delete()
        return
    note.body, note.changed_at, note.talked_at = seal_note(note, text), now, when or now
    note.version += 1
    note.save()


@transaction.atomic
def set_step(
    *, match: Match, by: Person, whose: Person, if_words: str, then_words: str, now: datetime.datetime
) -> NextStep:
    """Write down a next step of one of the two, which both see."""
    match = locked(match)
    if not policies.can_change_our_agreement(by, match) or not policies.can_read_our_words(whose, match):
        raise PermissionDenied
    words = {"if_words": if_words, "then_words": then_words}
    step = NextStep.objects.create(match=match, set_by=by, whose=whose, set_at=now, changed_at=now, **words)
    audit.record("set", step, by=by, about=match.other_than(by))
    return step


def held_step(step: NextStep, by: Person) -> NextStep:
    """Return the step as it is now, held until the end of the transaction, for whoever may change it."""
    found = NextStep.objects.select_for_update(of=("self",))
    step = found.select_related("match__offer__mentor", "match__leader", "whose").get(pk=step.pk)
    if not policies.can_move_step(by, step):
        raise PermissionDenied
    return step


@transaction.atomic
def change_step(
    *, step: NextStep, by: Person, if_words: str, then_words: str, version: int, now: datetime.datetime
) -> NextStep:
    """Put a step that is still to do into other words. Raises SavedElsewhere when other words were saved meanwhile."""
    step = held_step(step, by)
    if (step.if_words, step.then_words) == (if_words, then_words):
        return step
    if step.version != version:
        raise SavedElsewhere
    step.if_words, step.then_words = if_words, then_words
    step.version += 1
    move_to(step, NextStep.State.CHANGED, by=by, now=now)
    return step


@transaction.atomic
def move_step(*, step: NextStep, by: Person, to: str, now: datetime.datetime) -> NextStep:
    """Say that a step is done, or let it go; twice is once."""
    step = held_step(step, by)
    if step.state != to:
        move_to(step, to, by=by, now=now)
    return step


def move_to(step: NextStep, to: str, *, by: Person, now: datetime.datetime) -> None:
    """Move a held step on, along the one table of moves, and keep it; what was changed can be changed again."""
    if to != step.state and to not in NextStep.MOVES.get(step.state, frozenset()):
        raise StepHasMovedOn
    step.state, step.changed_at = to, now
    step.save()
    audit.record("move", step, by=by, about=step.match.other_than(by) if step.match else by, state=to)
