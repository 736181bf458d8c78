"""Which letters our fonts for paper have, and what stands there in place of the others: words, and never boxes."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unicodedata import category, name, normalize

from fpdf import FPDF
from fpdf.fonts import TTFFont

FONTS = Path(__file__).parent / "fonts"
OURS, OTHER = "hyperlegible", "noto-sans"  # the second for what the first lacks: Greek, Cyrillic, Vietnamese and more
FILES = {(OURS, ""): "hyperlegible-400.ttf", (OURS, "B"): "hyperlegible-700.ttf", (OTHER, ""): "noto-sans-400.ttf"}
FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
FIRST_OF_FLAGS = 0x1F1E6
BEGINS, ENDS = (
    "\ue000",
    "\ue001",
)  # around what a missing letter belongs to: signs without a meaning, in no font of ours
MISSING = re.compile(rf"{BEGINS}([^{ENDS}]+){ENDS}(?:[^\w\n{BEGINS}]*{BEGINS}\1{ENDS})*")
KINDER = {"\u2764": "heart", "\u2665": "heart"}  # than the names that the standard has for them
EAST_ASIAN = {"Cjk", "Hiragana", "Katakana", "Bopomofo", "Ideographic"}


@dataclass
class NotPrinted:
    """What of some words cannot stand on paper as it was typed."""

    scripts: set[str] = field(default_factory=set)  # whose letters are left out
    signs: set[str] = field(default_factory=set)  # that stand there as words


def add_fonts(page: FPDF) -> None:
    """Give a page our fonts."""
    for (family, style), file in FILES.items():
        page.add_font(family, style, FONTS / file)


@cache
def letters(family: str) -> frozenset[str]:
    """Return the letters that every weight of a font has."""
    page = FPDF()
    add_fonts(page)
    page.output()  # which closes the files of the fonts
    fonts = [page.fonts[f"{of}{style}"] for of, style in FILES if of == family]
    return frozenset.intersection(*(frozenset(map(chr, font.cmap)) for font in fonts if isinstance(font, TTFFont)))


def on_paper(text: str, not_printed: NotPrinted) -> str:
    """Return the text with nothing in it that our fonts lack, and note what that has changed."""
    text = normalize("NFC", text)
    known = letters(OURS) | letters(OTHER) | {"\n"}
    if known.issuperset(text):
        return text
    text = FLAGS.sub(lambda found: flag(found[0], not_printed), text)
    return MISSING.sub(r"[words in \1 letters]", "".join(instead_of(each, known, not_printed) for each in text))


def instead_of(letter: str, known: frozenset[str], not_printed: NotPrinted) -> str:
    """Return what stands in place of a letter: itself, a plainer one, a name, or a mark of what it belongs to."""
    plainer, kind = normalize("NFKC", letter), category(letter)
    if letter in known:
        return letter
    if kind == "Zs" or letter == "\t":
        return " "
    if kind[0] == "P" and not known.issuperset(plainer):
        not_printed.signs.add(letter)  # what divides words in other letters
        return " "
    if plainer != letter and known.issuperset(plainer):
        return plainer
    if kind in ("Cf", "Cc", "Sk", "Mn", "Me"):  # joins, directions, shades of skin, and accents by themselves
        not_printed.signs |= {letter} if kind in ("Mn", "Me") and letter != "\ufe0f" else set()
        return ""
    if kind[0] in "LNM":
        script = script_of(letter)
        not_printed.scripts.add(script)
        return f"{BEGINS}{script}{ENDS}"
    not_printed.signs.add(letter)
    return f" ({KINDER.get(letter) or name(letter, 'a sign').lower()})"


def script_of(letter: str) -> str:
    """Return to which letters one belongs, by its name."""
    script = re.split("[ -]", name(letter, "other"))[0].capitalize()
    return "Chinese or Japanese" if script in EAST_ASIAN else script


def flag(two: str, not_printed: NotPrinted) -> str:
    """Return a flag as the two letters of its country."""
    not_printed.signs.add(two)
    return f" (flag: {''.join(chr(ord(each) - FIRST_OF_FLAGS + ord('A')) for each in two)})"
