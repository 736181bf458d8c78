"""Somebody's own debriefs on paper: as a PDF to keep or to print, in parts that are never too long to make at once."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Count, Sum
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.formats import date_format

from cohorts.journals import of_author, title_of
from cohorts.models import Reflection
from cohorts.reflections import Words
from youdesign.people.letters import NotPrinted, on_paper
from youdesign.people.models import Person
from youdesign.people.paper import Paper

MOST, LONGEST = 1_000, 2_000_000  # debriefs of one part, and their sealed bytes: on 800 pages, made in about 3 seconds
Block = tuple[str, str]  # what it is, and its words


def in_parts(person: Person) -> list[list[UUID]]:
    """Return which debriefs stand in each part, the newest first."""
    parts: list[list[UUID]] = []
    full = 0
    for pk, size in of_author(person).values_list("pk", Length("body")):
        full += size
        if not parts or len(parts[-1]) == MOST or full > LONGEST:
            parts.append([])
            full = size
        parts[-1].append(pk)
    return parts


def how_many_parts(person: Person) -> int:
    """Return how many parts there are; nearly always it is one, which the database says without naming each."""
    held = of_author(person).aggregate(number=Count("pk"), size=Sum(Length("body"), default=0))
    if held["number"] <= MOST and held["size"] <= LONGEST:
        return min(held["number"], 1)
    return len(in_parts(person))


def alone(kept: Iterable[tuple[Reflection, Words]]) -> bytes:
    """Return one debrief as a PDF."""
    [(reflection, words)] = kept
    title = f"My debrief, {date_format(timezone.localtime(reflection.written_at), 'j F Y')}"
    return printed(title, [("H1", title_of(reflection)), *body_of(words, "H2")], reflection.author)


def together(kept: Iterable[tuple[Reflection, Words]], person: Person, which: str) -> bytes:
    """Return many debriefs as a PDF, and which part of them all it is."""
    title = ", ".join(filter(None, ["My debriefs", which]))
    each = (block for found, words in kept for block in (("H2", title_of(found)), *body_of(words, "H3")))
    return printed(title, [("H1", title), *each], person)


def body_of(words: Words, heading: str) -> Iterator[Block]:
    """Give each question and its answer, then what was ticked."""
    for asks, text in words.parts:
        if text:
            yield from [(heading, asks)] if asks else []
            yield "P", text
    yield from (("P", f"{ask} {answer}") for ask, answer in words.marked())


def printed(title: str, blocks: Iterable[Block], who: Person) -> bytes:
    """Return it as a PDF, with a note beneath its title where letters or signs could not stand there as typed."""
    not_printed = NotPrinted()
    (kind, first), *rest = [(kind, on_paper(words, not_printed)) for kind, words in blocks]
    saved = f"{who}, saved on {date_format(timezone.localtime(), 'j F Y')}."
    paper = Paper(title)
    paper.write(kind, first)
    paper.write("Note", on_paper(" ".join([saved, *notes(not_printed)]), NotPrinted()))
    for kind, words in rest:
        paper.write(kind, words)
    return paper.finished()


def notes(not_printed: NotPrinted) -> Iterator[str]:
    """Say what stands in this copy otherwise than it was typed."""
    if not_printed.scripts:
        scripts = ", ".join(sorted(not_printed.scripts))
        yield f"We cannot print these letters: {scripts}. Where they stood it says so."
    if not_printed.signs:
        yield "Some signs stand here as words, or are left out."
    if not_printed.scripts or not_printed.signs:
        yield "The copy as text holds everything as you typed it."
