"""Somebody's own debriefs as a journal: looked through by words, and written out to keep."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from unicodedata import combining, normalize

from django.utils import timezone
from django.utils.formats import date_format

from cohorts.abouts import kinds
from cohorts.models import Reflection
from cohorts.models.reflections import ReflectionQuerySet
from cohorts.reflections import Words, read_own
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Person

AROUND = 60  # characters shown on either side of what was looked for
PERHAPS_A_MARK = re.compile("[\u0300-\U0010ffff]")  # below these there are none, and most of what people write
NEAR_A_YEAR = timedelta(days=10)


@dataclass(frozen=True)
class Line:
    """One debrief in the list, and the words in it among which something was looked for."""

    reflection: Reflection
    text: str = ""
    word: str = ""

    @property
    def found(self) -> str:
        """What stands around the word; worked out for what is shown, and not for all that was found."""
        return around(self.text, self.word) if self.word else ""


class Lines:
    """A query as lines, cut into pages by its paginator."""

    ordered = True

    def __init__(self, reflections: ReflectionQuerySet) -> None:
        self.reflections = reflections

    def __getitem__(self, part: slice) -> list[Line]:
        return [Line(reflection) for reflection in self.reflections[part]]

    def count(self) -> int:
        """How many there are."""
        return int(self.reflections.count())


def of_author(person: Person) -> ReflectionQuerySet:
    """Return somebody's own debriefs, newest first, with what they are about."""
    mine = Reflection.objects.visible_to(person).filter(author=person)
    return mine.select_related("event__involvement__host", "author", "template")


def chosen(reflections: ReflectionQuerySet, *, about: str, readers: str) -> ReflectionQuerySet:
    """Leave in what a filter asks for."""
    if about in ("event", "other"):
        reflections = reflections.filter(event__isnull=about != "event", about_kind="")
    elif about:
        reflections = reflections.filter(about_kind=about)
    if readers == "shared":
        return reflections.shared_now()
    return reflections.exclude(pk__in=Reflection.objects.shared_now()) if readers else reflections


def written_about(person: Person, kind: str, key: int) -> ReflectionQuerySet:
    """Return what somebody wrote about one thing, newest first, without opening it."""
    mine = Reflection.objects.visible_to(person).filter(author=person)
    return mine.filter(about_kind=kind, about_key=key).defer("body")


def with_abouts(reflections: Iterable[Reflection], reader: Person) -> list[Reflection]:
    """Return them, each with what it is about as this reader may see it now: one question for each kind there is."""
    rows = list(reflections)
    opens = events_open_to(reader, rows)
    keys: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.about_key is not None:
            keys[row.about_kind].add(row.about_key)
    found = {code: kind.find(reader, keys[code]) for code, kind in kinds().items() if code in keys}
    for row in rows:
        row.about = found.get(row.about_kind, {}).get(row.about_key or 0)
        row.event_opens = row.event_id in opens
    return rows


def events_open_to(reader: Person, rows: Iterable[Reflection]) -> set[int]:
    """Return the events that these are about and this reader may open."""
    events = {row.event_id for row in rows if row.event_id}
    if not events:
        return set()
    return set(InvolvementEvent.objects.visible_to(reader).filter(pk__in=events).values_list("pk", flat=True))


def with_words(reflections: Iterable[Reflection], person: Person, asked: str) -> list[Line]:
    """Return those in which every word that was asked for stands. Raises CannotOpen.

    They are opened for their author alone, while this page is made; no index of them is kept anywhere.
    """
    wanted = folded(asked).split()
    if not wanted:
        return []  # an accent by itself
    lines = ((reflection, words.text) for reflection, words in read_own(reflections, person))
    return [Line(reflection, text, wanted[0]) for reflection, text in lines if has_all(text, wanted)]


def has_all(text: str, wanted: list[str]) -> bool:
    """Whether each stands somewhere in the text, large or small, with accents or without."""
    plain = folded(text)
    return all(word in plain for word in wanted)


def folded(text: str) -> str:
    """Return the text as it is compared, as long as it was wherever that can be."""
    return PERHAPS_A_MARK.sub(lambda found: "" if combining(found[0]) else found[0], normalize("NFKD", text.casefold()))


def around(text: str, word: str) -> str:
    """Return what stands around the first place of a word, on one line."""
    line = " ".join(text.split())
    at = max(folded(line).find(word), 0)
    begins = line.rfind(" ", 0, max(at - AROUND, 0)) + 1  # where a word begins
    ends = line.find(" ", at + len(word) + AROUND)
    return f"{'… ' if begins else ''}{line[begins:] if ends < 0 else line[begins:ends] + ' …'}"


def a_year_ago(person: Person) -> Reflection | None:
    """Return what they wrote about a year ago, the nearest to the very day."""
    day = timezone.now() - timedelta(days=365)
    near = of_author(person).defer("body").filter(written_at__range=(day - NEAR_A_YEAR, day + NEAR_A_YEAR))
    return min(near, key=lambda reflection: abs(reflection.written_at - day), default=None)


def title_of(reflection: Reflection) -> str:
    """Return what a debrief is called: the day, and what it is about."""
    day = date_format(timezone.localtime(reflection.written_at), "j F Y")
    event = reflection.event
    about = f"{event.title}, {event.involvement.host}" if event else str(reflection.about or "")
    return f"{day}: {about}" if about else day


def in_markdown(kept: Iterable[tuple[Reflection, Words]]) -> Iterator[str]:
    """Give each debrief as Markdown, with its questions as headings; what was typed stands as it was typed."""
    for reflection, words in kept:
        parts = (f"## {name}\n\n{text}" if name else text for name, text in words.parts if text)
        ticks = (f"- {ask} {answer}" for ask, answer in words.marked())
        yield "\n\n".join(filter(None, [f"# {title_of(reflection)}", *parts, "\n".join(ticks)])) + "\n\n"
