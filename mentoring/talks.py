"""The talks of two people as their pages show them: which one it is on the way, what it is for, and what waits."""

import datetime
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from mentoring.models import Match, MatchQuerySet, Talk
from youdesign.people.models import Code, Person

ARC, STRUCTURE = "mentoring_arc", "talk_structure"
HALFWAY, LAST = 3, 6


@dataclass(frozen=True)
class Place:
    """Which talk on the way one is, counted by those that took place before it, and what it is usually for."""

    number: int
    name: str
    focus: str

    def __str__(self) -> str:
        return f"Talk {self.number}: {self.name}" if self.name else f"Talk {self.number}"


def place_of(talk: Talk) -> Place:
    """Return where on the way of six a talk stands."""
    held = talk.match.talks.held().exclude(pk=talk.pk)
    return place(held.filter(starts_at__lt=talk.starts_at).count() + 1 if talk.starts_at else held.count() + 1)


def place(number: int) -> Place:
    """Return what the talk with this number is usually for; after the last one, nothing is said."""
    entry = Code.objects.filter(listing=ARC, slug=f"talk-{number}", is_on=True).first()
    return Place(number, entry.label if entry else "", entry.hint if entry else "")


def agenda() -> list[Code]:
    """Return the steps of a talk."""
    return list(Code.objects.filter(listing=STRUCTURE, is_on=True).order_by("position", "pk"))


def with_next_talk(matches: MatchQuerySet, person: Person, now: datetime.datetime) -> MatchQuerySet:
    """Return the matches, each with the talk that comes next and its time, and the one that waits for this person.

    `to_pick` has times for them to pick from; of `to_settle` nobody has said what came.
    """
    talks = Talk.objects.filter(match=OuterRef("pk"))
    coming = talks.upcoming(now)
    offered = talks.filter(state=Talk.State.OFFERED).exclude(offered_by=person)
    found = {
        "next_talk": coming.values("pk")[:1],
        "next_talk_at": coming.values("starts_at")[:1],
        "to_pick": offered.values("pk")[:1],
        "to_settle": talks.booked().filter(ends_at__lt=now).values("pk")[:1],
    }
    return matches.annotate(**{name: Subquery(each) for name, each in found.items()})


class Talks:
    """The talks of a match, for one of its two."""

    def __init__(self, match: Match, person: Person, now: datetime.datetime) -> None:
        self.person, self.now = person, now
        self.all = list(match.talks.select_related("offered_by").order_by("starts_at", "pk"))

    @property
    def offered(self) -> Talk | None:
        """The one that waits for a time to be picked."""
        return next((talk for talk in self.all if talk.is_offered), None)

    @property
    def is_mine_to_pick(self) -> bool:
        """Whether it waits for this person."""
        return self.offered is not None and self.offered.offered_by_id != self.person.pk

    @property
    def coming(self) -> list[Talk]:
        """Booked and not begun, soonest first."""
        return [talk for talk in self.all if talk.is_booked and not talk.has_begun(self.now)]

    @property
    def to_settle(self) -> list[Talk]:
        """Booked, begun, and nobody has said what came of it."""
        return [talk for talk in self.all if talk.is_booked and talk.has_begun(self.now)]

    @property
    def past(self) -> list[Talk]:
        """Held or missed, the newest first."""
        return [talk for talk in reversed(self.all) if talk.state in (Talk.State.HELD, Talk.State.MISSED)]

    @property
    def number_held(self) -> int:
        """How many took place."""
        return sum(talk.is_held for talk in self.all)

    @property
    def next_place(self) -> Place:
        """What the next one is for."""
        return place(self.number_held + 1)
