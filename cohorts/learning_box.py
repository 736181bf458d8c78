"""What the page of a debrief that goes on shows of what people write: boxes for this step, and what may be read."""

from typing import Any

from django.urls import reverse

from cohorts.crisis import PHRASES, speaks_of_harm
from cohorts.forms import NextStepForm, NoteForm
from cohorts.learning import Told, all_of, how_many_wrote
from cohorts.models import DebriefSession, DebriefStep, LearningNote, Turn
from cohorts.next_steps import steps_of
from youdesign.people.models import Person

How = DebriefStep.How
Kind = LearningNote.Kind


def learning_box(
    person: Person,
    session: DebriefSession,
    *,
    step: int | None,
    how: str,
    turn: Turn | None = None,
    keeps_notes: bool = False,
) -> dict[str, Any]:
    """Return what cohorts/learning_box.html shows at one step.

    `how` is how the step is led, `turn` whose turn it is about; `keeps_notes` is for whoever leads the debrief.
    """
    found, is_quiet, is_steps = all_of(session, person), how == How.WRITING, how == How.STEPS
    written = [each for each in found[Kind.WRITING] if each.note.step == step]
    asked = [each for each in found[Kind.QUESTION] if each.note.step == step]
    return {
        "session": session,
        "step": step,
        "next": live_page(session),
        "quiet_place": f"learning-{session.pk}-{step}-writing",
        "turn_place": f"learning-{session.pk}-{turn.pk}-" if turn else f"learning-{session.pk}-",
        "private_place": f"learning-{session.pk}-private",
        "ask": NoteForm(kind=Kind.QUESTION, turn=turn) if how == How.QUESTIONS else None,
        "asked": asked if step is not None else [],
        "quiet": NoteForm(kind=Kind.WRITING, turn=turn) if is_quiet else None,
        "learn": NoteForm(kind=Kind.LEARNING, turn=turn),
        "is_learning": how == How.ROUND,
        "aim": NextStepForm(session=session, turn=turn) if is_steps else None,
        "aim_goes_to": reverse("session-step-new", args=[session.pk]),
        "aim_place": f"next-step-of-{session.pk}",
        "aims": steps_of(session, person) if is_steps else [],
        "private": NoteForm(kind=Kind.PRIVATE) if keeps_notes else None,
        "written": written if is_quiet else [],
        "wrote": how_many_wrote(session, step) if is_quiet and step is not None else 0,
        "learnings": found[Kind.LEARNING],
        "notes": found[Kind.PRIVATE],
        "needs_help": speaks_of_harm_in(found),
        "phrases": PHRASES,
    }


def speaks_of_harm_in(found: dict[str, list[Told]]) -> bool:
    """Whether the reader's own words may mean that they think of hurting themselves."""
    return any(each.is_mine and speaks_of_harm(each.words) for notes in found.values() for each in notes)


def live_page(session: DebriefSession) -> str:
    """Return the address of the room in which a debrief goes on."""
    return reverse("debrief-live", args=[session.pk])
