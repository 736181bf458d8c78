"""Somebody's own words from mentoring, in one list: notes about talks, and what stayed when the other was erased."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast

from mentoring.models import BuddyAnswer, ClauseWording, NextStep, Review, Talk, TalkNote, ThankYou
from mentoring.notes import TABLE
from mentoring.reviews import AGREES
from youdesign.people.models import Person
from youdesign.people.private_text import CannotOpen, opener

NOT_NOW = "We cannot open this just now. It is still there."


@dataclass(frozen=True)
class Said:
    """One thing that somebody wrote, as its page shows it; `pairs` are statements, and how far they agreed."""

    kind: str
    key: str
    title: str
    at: datetime.datetime
    row: Model
    text: str = ""
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def talk(self) -> Talk | None:
        """The talk it is about, while that is there: what is written about it is changed on a page of its own."""
        return self.row.talk if isinstance(self.row, TalkNote) else None

    @property
    def with_whom(self) -> Person | None:
        """The other of the two of that talk."""
        return self.talk.match.other_than(self.row.author) if self.talk and isinstance(self.row, TalkNote) else None

    @property
    def step(self) -> NextStep | None:
        """The next step it is, while it is still to do."""
        return self.row if isinstance(self.row, NextStep) and self.row.is_open else None


@dataclass(frozen=True)
class Sort:
    """One sort of words: where they are found, when they were said, what has to come with them, how they are shown."""

    title: str
    find: Callable[[Person], QuerySet[Any]]
    said_at: str
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()
    show: Callable[[Any], dict[str, Any]] = lambda row: {"text": row.words}


def step_in_words(step: NextStep) -> dict[str, Any]:
    """Return a next step as it is shown."""
    came_of_it = "" if step.is_open else f" ({step.get_state_display()})"
    return {"text": f"If {step.if_words}, then {step.then_words}.{came_of_it}"}


def clause_in_words(wording: ClauseWording) -> dict[str, Any]:
    """Return a part of an agreement as it is shown."""
    return {"text": f"{wording.title}\n{wording.text}"}


def answer_in_words(answer: BuddyAnswer) -> dict[str, Any]:
    """Return what a meeting buddy said as it is shown."""
    return {"text": f"{answer.get_question_display()}\n{answer.words}"}


def review_in_words(review: Review) -> dict[str, Any]:
    """Return what somebody ticked as it is shown."""
    pairs = [(answer.item.label, AGREES[answer.value]) for answer in review.answers.all()]
    chosen = [("Where from here", review.get_choice_display())] if review.choice else []
    return {"title": f"How I said it was: {review.get_about_display().lower()}", "pairs": (*pairs, *chosen)}


SORTS: dict[str, Sort] = {
    "note": Sort(
        "My notes about a talk",
        lambda person: TalkNote.objects.visible_to(person),
        "talked_at",
        related=("author", "talk__match__leader", "talk__match__offer__mentor"),
        show=lambda note: {},
    ),
    "step": Sort(
        "My next step",
        lambda person: NextStep.objects.visible_to(person).kept(),
        "set_at",
        show=step_in_words,
    ),
    "clause": Sort(
        "What I wrote into our agreement",
        lambda person: ClauseWording.objects.visible_to(person).kept(),
        "written_at",
        show=clause_in_words,
    ),
    "review": Sort(
        "How I said it was",
        lambda person: Review.objects.visible_to(person).kept(),
        "said_at",
        prefetched=("answers__item",),
        show=review_in_words,
    ),
    "buddy": Sort(
        "What I said after a date as a meeting buddy",
        lambda person: BuddyAnswer.objects.visible_to(person).kept(),
        "said_at",
        show=answer_in_words,
    ),
    "thanks": Sort(
        "My thank-you at the end",
        lambda person: ThankYou.objects.visible_to(person).kept(),
        "said_at",
    ),
}


class OwnWords:
    """All of it, newest first, cut into pages by its paginator; a page costs the same however long the list is."""

    ordered = True

    def __init__(self, person: Person) -> None:
        self.person = person
        parts = [
            sort.find(person)
            .order_by()
            .annotate(kind=Value(kind), key=Cast("pk", CharField()), said=F(sort.said_at))
            .values_list("kind", "key", "said")
            for kind, sort in SORTS.items()
        ]
        self.all = parts[0].union(*parts[1:], all=True).order_by("-said", "key")

    def count(self) -> int:
        """How many there are."""
        return self.all.count()

    def __getitem__(self, part: slice) -> list[Said]:
        found = list(self.all[part])
        rows = {kind: rows_of(self.person, kind, [key for each, key, _ in found if each == kind]) for kind in SORTS}
        opened = open_notes(self.person, list(rows["note"].values()))
        return [in_words(kind, rows[kind][key], opened) for kind, key, _ in found if key in rows[kind]]


def rows_of(person: Person, kind: str, keys: list[str]) -> dict[str, Model]:
    """Return the rows of one sort by their keys, with all that is shown of them; nothing is asked where none is."""
    if not keys:
        return {}
    sort = SORTS[kind]
    found = sort.find(person).annotate(key=Cast("pk", CharField())).filter(key__in=keys)
    rows = found.select_related(*sort.related) if sort.related else found
    return {row.key: row for row in rows.prefetch_related(*sort.prefetched)}


def open_notes(person: Person, notes: list[Any]) -> dict[Any, str]:
    """Return the words of these notes, with their writer's key asked for once; those that do not open say so."""
    if not notes:
        return {}
    try:
        unlock = opener(person)
        return {note.pk: unlock(bytes(note.body), table=TABLE, row=str(note.pk)).decode() for note in notes}
    except CannotOpen:
        return {note.pk: NOT_NOW for note in notes}


def in_words(kind: str, row: Any, opened: dict[Any, str]) -> Said:
    """Return one thing as its page shows it."""
    sort = SORTS[kind]
    shown = {"title": sort.title, "text": opened.get(row.pk, ""), **sort.show(row)}
    return Said(kind=kind, key=str(row.pk), at=getattr(row, sort.said_at), row=row, **shown)


def kept_words(person: Person, kind: str, key: str) -> Said | None:
    """Return one thing of which the mentoring is gone, if it is this person's own."""
    row = rows_of(person, kind, [key]).get(key) if kind in SORTS else None
    if row is None:
        return None
    said = in_words(kind, row, open_notes(person, [row] if kind == "note" else []))
    return said if said.talk is None else None
