"""Text as search reads it: small letters, no punctuation, and coproduction spelt one way."""

import re
import unicodedata

WORDS_AT_MOST = 8
LETTERS_AT_MOST = 40
FUZZY_FROM = 4  # shorter words are near too many others
# “co-production”, “co production” and “coproduction” are one word here; so are the four answers that make it up.
APART = re.compile(r"\bco(?:[-\u2010-\u2015]\s?(?=\w)|\s+(?=produc|design|deci|deliver|evaluat))")
APOSTROPHE = re.compile(r"['\u2018\u2019]")
NO_WORD = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return the text's words in small letters with one space between."""
    small = APART.sub("co", unicodedata.normalize("NFKC", text).casefold())
    return NO_WORD.sub(" ", APOSTROPHE.sub("", small)).strip()


def searched(text: str) -> list[str]:
    """Return the different words that somebody searches for: a few, and none of endless length."""
    return [word[:LETTERS_AT_MOST] for word in dict.fromkeys(plain(text).split())][:WORDS_AT_MOST]


def different(text: str) -> str:
    """Return each word of a plain text once, those that are long enough to be looked for by likeness."""
    return " ".join(word[:LETTERS_AT_MOST] for word in dict.fromkeys(text.split()) if len(word) >= FUZZY_FROM)
