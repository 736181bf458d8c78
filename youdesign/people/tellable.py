"""Things besides messages that somebody can tell us about; apps above list theirs in `tellable.THINGS`.

settings.TELLABLE names the modules. Each thing is found as its reader sees it now, or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from youdesign.people.composed import modules
from youdesign.people.models import Concern, Person


@dataclass(frozen=True)
class Shown:
    """One thing as its reader sees it now: whose it is, and its words."""

    by: Person | None  # who has left is nobody
    words: str


@dataclass(frozen=True)
class Thing:
    """A kind of thing: how an address names it, what it is called, and how one is found for its reader."""

    code: str
    name: str
    find: Callable[[Person, int], Shown | None]
    about: Concern.About = Concern.About.PERSON


@cache
def _things() -> dict[str, Thing]:
    return {thing.code: thing for module in modules("TELLABLE") for thing in module.THINGS}


def thing_called(code: str) -> Thing | None:
    """Return the kind of thing that an address names."""
    return _things().get(code)
