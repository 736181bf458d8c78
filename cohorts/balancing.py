"""Seating people round tables: a local search that gives the same answer to the same question.

It knows numbers, not people: easy times, whether somebody has needs or is new to this, and who is kept apart. It begins
with a seating by easy times, then swaps two people of different tables for as long as a swap makes the whole better.
Every swap lowers the cost, so it ends. Why not a solver: docs/adr/0011-forming-groups.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil

MOST, FEWEST, RUNS_WITH = 8, 5, 3
# What each costs. Being kept apart outweighs any number of hours; needs and newcomers grow with their square, so that
# they are shared out between the tables.
APART, TIME, MOVED, NEEDS, NEW = 1_000_000, 100, 40, 6, 3
ROUNDS, NEAR = 16, 6  # at most so many rounds; in each, everybody looks at so many tables


@dataclass(frozen=True)
class Facts:
    """What matters about one person; `times` is a set of bits, one for each easy time."""

    times: int = 0
    has_needs: bool = False
    is_new: bool = False
    apart: frozenset[int] = frozenset()


NOTHING = Facts()


def counted(times: int) -> int:
    """Spread bits to bytes, so that adding people up counts each time by itself."""
    return sum(1 << (8 * at) for at in range(times.bit_length()) if times >> at & 1)


@dataclass(eq=False)
class Table:
    """One group to be: who sits there, who holds it, and sums over those there."""

    people: set[int] = field(default_factory=set)
    host: int = 0
    times: int = 0
    said: int = 0
    needs: int = 0
    new: int = 0


class Seating:
    """Tables, the people at them, and what that costs."""

    def __init__(self, people: Mapping[int, Facts], tables: list[Table]) -> None:
        self.people, self.tables = people, tables
        self.hours = {pk: counted(facts.times) for pk, facts in people.items()}
        self.at: dict[int, Table] = {}
        self.home: dict[int, Table] = {}

    def seat(self, person: int, table: Table) -> None:
        """Put somebody at a table."""
        self._add(table, person, 1)
        table.people.add(person)
        self.at[person] = table

    def rise(self, person: int) -> None:
        """Let somebody get up."""
        table = self.at.pop(person)
        table.people.discard(person)
        self._add(table, person, -1)

    def _add(self, table: Table, person: int, sign: int) -> None:
        facts = self.people[person]
        table.times += sign * self.hours[person]
        table.said += sign * bool(facts.times)
        table.needs += sign * facts.has_needs
        table.new += sign * facts.is_new

    def cost(self, table: Table, out: int = 0, into: int = 0) -> int:
        """Return what a table costs, with one person out of it and another in."""
        gone, come = self.people.get(out, NOTHING), self.people.get(into, NOTHING)
        times = table.times - self.hours.get(out, 0) + self.hours.get(into, 0)
        said = table.said - bool(gone.times) + bool(come.times)
        needs, new = table.needs - gone.has_needs + come.has_needs, table.new - gone.is_new + come.is_new
        return TIME * (said - most(times)) + NEEDS * needs * needs + NEW * new * new

    def against(self, person: int, table: Table, but: int = 0) -> int:
        """Return what it costs this person to be there: those they are kept apart from, and having been moved."""
        kept = self.people[person].apart
        met = sum(1 for other in kept if (other not in (person, but) and other in table.people) or other == table.host)
        return APART * met + MOVED * (self.home.get(person, table) is not table)

    def gain(self, one: int, two: int) -> int:
        """Return how much better it is when these two swap."""
        here, there = self.at[one], self.at[two]
        before = self.cost(here) + self.cost(there) + self.against(one, here) + self.against(two, there)
        after = self.cost(here, one, two) + self.cost(there, two, one)
        return before - after - self.against(one, there, two) - self.against(two, here, one)

    def swap(self, one: int, two: int) -> None:
        """Let two people swap."""
        here, there = self.at[one], self.at[two]
        self.rise(one)
        self.rise(two)
        self.seat(one, there)
        self.seat(two, here)

    def is_well(self, person: int) -> bool:
        """Whether getting this person up would not help their table at all."""
        table = self.at[person]
        return self.cost(table) <= self.cost(table, person) and not self.against(person, table)

    def met(self) -> int:
        """Return how often somebody sits with a person they are kept apart from."""
        return sum(self.against(person, table) // APART for person, table in self.at.items())


def most(times: int) -> int:
    """Return how many can make the time that most can make."""
    return max(times.to_bytes((times.bit_length() + 7) // 8 or 1, "little"))


def sizes(number: int) -> list[int]:
    """Return how many sit at each table: eight at most, and as even as can be."""
    tables = ceil(number / MOST)
    return [number // tables + (at < number % tables) for at in range(tables)]


def propose(people: Mapping[int, Facts], hosts: Collection[int] = ()) -> list[Table]:
    """Seat everybody from nothing; the hosts take tables in turn."""
    turns = list(hosts)
    places = sizes(len(people)) if people else []
    tables = [Table(host=turns[at % len(turns)] if turns else 0) for at in range(len(places))]
    seating = Seating(people, tables)
    waiting = sorted(people, key=lambda pk: (people[pk].times.bit_count() or MOST * MOST, pk))
    for table, size in zip(tables, places, strict=True):
        for person in together(people, waiting, size):
            waiting.remove(person)
            seating.seat(person, table)
    better(seating)
    return tables


def together(people: Mapping[int, Facts], waiting: list[int], size: int) -> list[int]:
    """Return who of those waiting could share a table: the hardest to please and whom they can meet, then others."""
    first = people[waiting[0]].times
    bits = [1 << at for at in range(first.bit_length()) if first >> at & 1]
    hour = max(bits, key=lambda bit: sum(1 for pk in waiting if people[pk].times & bit), default=0)
    can = [pk for pk in waiting if people[pk].times & hour]
    silent = [pk for pk in reversed(waiting) if not people[pk].times]
    return list(dict.fromkeys([*can, *silent, *reversed(waiting)]))[:size]


def fit(people: Mapping[int, Facts], seats: Iterable[tuple[int, Collection[int]]]) -> tuple[list[Table], int, int]:
    """Fit those seated by hand, each (host, people), moving few; return too how often people met, before and now."""
    tables = [Table(host=host) for host, _ in seats]
    seating = Seating(people, tables)
    for table, (_, there) in zip(tables, seats, strict=True):
        for person in there:
            seating.seat(person, table)
            seating.home[person] = table
    for person in people:
        if person not in seating.at:
            seating.seat(person, room_for_one(tables))
    even_out(seating)
    before = seating.met()
    better(seating)
    return tables, before, seating.met()


def room_for_one(tables: list[Table]) -> Table:
    """Return the emptiest table where somebody sits; where all are full, one that nobody sits at."""
    free = [table for table in tables if 0 < len(table.people) < MOST]
    free = free or [table for table in tables if not table.people]
    if not free:
        tables.append(Table())
        return tables[-1]
    return min(free, key=lambda table: len(table.people))


def even_out(seating: Seating) -> None:
    """Let people of tables with more than eight sit elsewhere: those first whose getting up helps most."""
    for table in list(seating.tables):
        while len(table.people) > MOST:
            person = min(sorted(table.people), key=lambda pk: seating.cost(table, pk))
            seating.rise(person)
            seating.seat(person, room_for_one(seating.tables))


def better(seating: Seating) -> None:
    """Swap for as long as it helps; each round asks those who could be seated better, and some they could swap with."""
    for turn in range(ROUNDS):
        swaps = 0
        for one in sorted(seating.at):
            if seating.is_well(one):
                continue
            gain, two = max(((seating.gain(one, two), -two) for two in others(seating, one, turn)), default=(0, 0))
            if gain > 0:
                seating.swap(one, -two)
                swaps += 1
        if not swaps and turn * NEAR >= len(seating.tables):
            return


def others(seating: Seating, one: int, turn: int) -> list[int]:
    """Return with whom somebody could swap: those of a few tables, others each round; of all, where they must move."""
    here = seating.at[one]
    must = seating.against(one, here) >= APART
    first = 0 if must else turn * NEAR % len(seating.tables)
    near = (seating.tables * 2)[first : first + (len(seating.tables) if must else NEAR)]
    return [two for table in near if table is not here for two in sorted(table.people)]
