"""What a debrief can be about besides an event; apps list their kinds in `KINDS` of the modules in settings.ABOUTS.

Each thing is found as its reader sees it now, or not at all.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from youdesign.people.composed import modules
from youdesign.people.models import Person


@dataclass(frozen=True)
class About:
    """One thing as its reader sees it now: which it is, what it is called, its day, and where it stands."""

    kind: str
    key: int
    title: str
    day: str
    href: str

    def __str__(self) -> str:
        return f"{self.title}, {self.day}"


@dataclass(frozen=True)
class Kind:
    """A kind of thing: how an address names it, what a filter calls it, and how many are found for one reader."""

    code: str
    name: str
    find: Callable[[Person, Collection[int]], dict[int, About]]
    way: str = ""  # the template that is offered first to whoever writes about it


@cache
def kinds() -> dict[str, Kind]:
    """Return what a debrief can be about, by what an address calls it."""
    return {kind.code: kind for module in modules("ABOUTS") for kind in module.KINDS}


def about_called(person: Person, code: str, key: int) -> About | None:
    """Return one thing that somebody may write about, if it is there for them."""
    kind = kinds().get(code)
    return kind.find(person, [key]).get(key) if kind else None
