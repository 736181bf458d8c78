"""One thing to do next, as home shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """The next thing to do."""

    title: str
    text: str
    href: str
    link: str
