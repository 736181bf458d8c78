"""Next steps with their words, for those who may read them: one question for the rows and one for the keys."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from cohorts.crisis import speaks_of_harm
from cohorts.models import DebriefSession, NextStep
from cohorts.models.next_steps import OPEN_STEPS, NextStepQuerySet
from youdesign.people.models import Person
from youdesign.people.private_text import CannotOpen, openers, seal, unseal

TABLE = NextStep._meta.db_table


@dataclass(frozen=True)
class IfThen:
    """The two halves of a step."""

    if_words: str
    then_words: str

    def sealed_form(self) -> str:
        """As it is sealed."""
        return json.dumps([self.if_words, self.then_words], ensure_ascii=False)


@dataclass(frozen=True)
class Shown:
    """A step with its words; without them where they cannot be opened."""

    step: NextStep
    words: IfThen | None
    is_mine: bool

    def needs_help(self) -> bool:
        """Whether the reader's own words may mean that they think of hurting themselves."""
        words = self.words if self.is_mine else None
        return words is not None and speaks_of_harm(f"{words.if_words} {words.then_words}")


def seal_step(step: NextStep, words: IfThen) -> bytes:
    """Return the words sealed for this row and its owner."""
    return seal(words.sealed_form(), owner=step.whose, table=TABLE, row=str(step.pk))


def words_of_step(step: NextStep) -> IfThen:
    """Return the words, whoever asks: for actions and for the owner's own download. Raises CannotOpen."""
    return from_sealed(unseal(bytes(step.body), owner=step.whose, table=TABLE, row=str(step.pk)))


def from_sealed(form: str) -> IfThen:
    """Return what was sealed."""
    if_words, then_words = json.loads(form)
    return IfThen(if_words, then_words)


def steps_of_person(person: Person) -> NextStepQuerySet:
    """Return somebody's own, those that are still to do first, and of each the latest first."""
    mine = NextStep.objects.visible_to(person).filter(whose=person)
    return mine.open_first().select_related("whose", "session__group", "event")


def steps_of(session: DebriefSession, reader: Person) -> list[Shown]:
    """Return the steps set at a session that the reader may read, in the order in which they were set."""
    found = NextStep.objects.visible_to(reader).filter(session=session).order_by("set_at", "pk")
    return with_words(found.select_related("whose"), reader)


def with_words(steps: NextStepQuerySet, reader: Person) -> list[Shown]:
    """Return these steps with their words."""
    rows = list(steps.select_related("whose"))
    return list(opened(rows, reader)) if rows else []


def opened(rows: list[NextStep], reader: Person) -> Iterator[Shown]:
    """Open each, the keys of all owners looked up at once; one that does not open hides no other."""
    unlock = openers({step.whose for step in rows})
    for step in rows:
        try:
            sealed = unlock[step.whose_id](bytes(step.body), table=TABLE, row=str(step.pk))
            words = from_sealed(sealed.decode())
        except (KeyError, CannotOpen):
            yield Shown(step, None, step.whose_id == reader.pk)
        else:
            yield Shown(step, words, step.whose_id == reader.pk)


def has_open_steps(session: DebriefSession, person: Person) -> bool:
    """Whether somebody set a step at this session that is still to do."""
    return session.next_steps.filter(whose=person, state__in=OPEN_STEPS).exists()
