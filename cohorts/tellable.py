"""What people write for a whole group, besides what they say in its room, to tell somebody about."""

from uuid import UUID

from cohorts.learning import told
from cohorts.models import AgreementVersion, DebriefSession, LearningGroup, LearningNote, NextStep, SessionRecap, Turn
from cohorts.next_steps import with_words
from cohorts.turns import CLOSED, brought
from youdesign.people.models import Concern, Person
from youdesign.people.tellable import Shown, Thing


def agreement(reader: Person, pk: int) -> Shown | None:
    """Return what a group agreed, as somebody else changed it; the lines that groups begin with are nobody's words."""
    changed = AgreementVersion.objects.visible_to(reader).filter(pk=pk, number__gt=1).exclude(changed_by=reader)
    version = changed.select_related("changed_by").first()
    return Shown(version.changed_by, "\n".join(version.lines)) if version else None


def session(reader: Person, pk: int) -> Shown | None:
    """Return what is planned for a session, for those whom somebody else leads through it."""
    run = LearningGroup.objects.run_by(reader)
    led = DebriefSession.objects.visible_to(reader).filter(pk=pk).exclude(group__in=run)
    found = led.select_related("group__facilitator").first()
    words = "\n".join(filter(None, (found.title, found.agenda, found.bring))) if found else ""
    return Shown(found.group.facilitator, words) if found and words else None


def recap(reader: Person, pk: int) -> Shown | None:
    """Return what somebody else wrote of a session."""
    found = SessionRecap.objects.visible_to(reader).filter(pk=pk).exclude(written_by=reader)
    words = found.select_related("written_by").first()
    return Shown(words.written_by, "\n\n".join(filter(None, words.said().values()))) if words else None


def next_step(reader: Person, pk: int) -> Shown | None:
    """Return a next step of somebody else that the table reads; its key is written as a number."""
    if pk >= 2**128:
        return None
    steps = NextStep.objects.visible_to(reader).filter(pk=UUID(int=pk)).exclude(whose=reader)
    found = next(iter(with_words(steps, reader)), None)
    if found is None or found.words is None:
        return None
    return Shown(found.step.whose, f"If {found.words.if_words}, then {found.words.then_words}.")


def learning(reader: Person, pk: int) -> Shown | None:
    """Return what somebody else at the table wrote in a debrief; its key is written as a number."""
    if pk >= 2**128:
        return None
    notes = LearningNote.objects.visible_to(reader).filter(pk=UUID(int=pk)).exclude(author=reader)
    found = next(iter(told(notes, reader)), None)
    return Shown(found.note.author, found.words) if found and not found.is_closed else None


def turn(reader: Person, pk: int) -> Shown | None:
    """Return what somebody else brings to their group; its key is written as a number."""
    if pk >= 2**128:
        return None
    turns = Turn.objects.visible_to(reader).filter(pk=UUID(int=pk)).exclude(person=reader).select_related("person")
    found = next(iter(brought(turns, reader)), None)
    return Shown(found.turn.person, found.topic) if found and found.topic not in ("", CLOSED) else None


THINGS = (
    Thing(code="agreement", name="agreement", find=agreement, about=Concern.About.GROUP),
    Thing(code="learning", name="words", find=learning, about=Concern.About.GROUP),
    Thing(code="my-step", name="next step", find=next_step, about=Concern.About.GROUP),
    Thing(code="recap", name="recap", find=recap, about=Concern.About.GROUP),
    Thing(code="session", name="plan", find=session, about=Concern.About.GROUP),
    Thing(code="turn", name="turn", find=turn, about=Concern.About.GROUP),
)
