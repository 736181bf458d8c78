"""Words that may mean that somebody is thinking of hurting themselves.

They are looked for in the writer's own browser while they write, and here while their own page is made. What is found
is shown to nobody but the writer, and neither kept nor sent anywhere.
"""

import re
from collections.abc import Iterable

PHRASES = (
    "kill myself",
    "killing myself",
    "end my life",
    "ending my life",
    "end it all",
    "take my own life",
    "taking my own life",
    "suicide",
    "suicidal",
    "want to die",
    "wanted to die",
    "wish i was dead",
    "wish i were dead",
    "better off dead",
    "better off without me",
    "no reason to live",
    "not want to live",
    "don't want to live",
    "don't want to be here any more",
    "don't want to be here anymore",
    "can't go on",
    "cannot go on",
    "hurt myself",
    "hurting myself",
    "harm myself",
    "harming myself",
    "self-harm",
    "self harm",
    "cut myself",
    "cutting myself",
    "overdose",
)


def phrases_unless_in(texts: Iterable[str]) -> tuple[str, ...] | None:
    """Return what the writer's browser looks for; nothing where it stands in their texts, and help is shown at once.

    So it comes without scripts too, also beside words that came back because something was wrong with them.
    """
    return None if any(speaks_of_harm(text) for text in texts) else PHRASES


def speaks_of_harm(text: str) -> bool:
    """Whether one of the phrases stands in the text as whole words, however it is written."""
    plain = " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", plain) for phrase in PHRASES)
