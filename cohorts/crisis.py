"""Words that may mean that somebody is thinking of hurting themselves.

They are looked for in the writer's own browser while they write, and here while their own page is made. What is found
is shown to nobody but the writer, and neither kept nor sent anywhere.
"""

import re

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


def speaks_of_harm(text: str) -> bool:
    """Whether one of the phrases stands in the text as whole words, however it is written."""
    plain = " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", plain) for phrase in PHRASES)
