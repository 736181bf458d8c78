"""Words on paper: a PDF with headings and paragraphs that those who listen to it can move by.

The library's own paragraphs take ten times as long, and it marks no structure but pictures; so lines are broken here, a
word's width being looked up once. What is used of its inner parts stands in `Sheets` alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from fpdf import FPDF
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from youdesign.people.letters import OTHER, OURS, add_fonts, letters

WIDE, HIGH = 595.28, 841.89  # A4, in points
MARGIN, FOOT = 71.0, 36.0
LINE = 1.42
INK, TEAL, SOFT = (33, 37, 41), (15, 92, 92), (84, 88, 92)
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Look:
    """How one kind of words looks."""

    size: float
    style: str
    before: float  # the room above it
    after: float = 5  # and beneath each of its paragraphs
    colour: Colour = INK


LOOKS = {
    "H1": Look(24, "B", 0, colour=TEAL),
    "H2": Look(16, "B", 22, colour=TEAL),
    "H3": Look(12, "B", 8, 2),
    "P": Look(12, "", 0),
    "Note": Look(10.5, "", 0, colour=SOFT),
}
TAGS = {"Note": "P"}  # the rest are called as the format calls them


class Sheets(FPDF):
    """The library's document, whose words are marked as what they are."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4", unit="pt")
        self.set_lang("en-GB")
        self.set_title(title)
        self.set_creator("You Design")
        self.set_creation_date(timezone.now())
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_auto_page_break(False)
        add_fonts(self)
        self.named = title
        self.marked: Counter[int] = Counter()  # on each page

    def begin(self, tag: str) -> None:
        """Begin words of one kind, on this page."""
        number = self.marked[self.page]
        self.marked[self.page] += 1
        self._add_marked_content(struct_type=f"/{tag}", mcid=number)
        self._out(f"/{tag} <</MCID {number}>> BDC")

    def end(self) -> None:
        """End them."""
        self._out("EMC")

    def footer(self) -> None:
        """Say the number of the page, which is not read out with the words."""
        self._out("/Artifact BMC")
        self.set_font(OURS, "", 9)
        self.set_text_color(*SOFT)
        self.text(MARGIN, HIGH - FOOT, f"{self.named}, page {self.page}")
        self.end()


class Paper:
    """A document that grows downwards, page after page; its words have been through `on_paper`."""

    def __init__(self, title: str) -> None:
        self.sheets = Sheets(title)
        self.widths: dict[tuple[str, str], float] = {}  # of words, at size 1, by what they are set in
        self.turn()

    def turn(self) -> None:
        """Go on with a new page."""
        self.sheets.add_page()
        self.down = MARGIN

    def write(self, kind: str, words: str) -> None:
        """Write words of one kind, each line that was typed as a paragraph; a heading takes its first lines with it."""
        look = LOOKS[kind]
        high = look.size * LINE
        if kind.startswith("H"):
            if self.down + look.before + 4 * high > HIGH - MARGIN:
                self.turn()
            self.sheets.start_section(words, level=0, strict=False) if kind != "H3" else None
        self.down += look.before if self.down > MARGIN else 0
        for typed in words.split("\n"):
            lines = list(self.broken(typed.split(), look))
            while lines:
                room = int((HIGH - MARGIN - self.down) // high)
                if room:
                    self.put(TAGS.get(kind, kind), lines[:room], look)
                    lines = lines[room:]
                if lines:
                    self.turn()
            self.down += look.after

    def put(self, tag: str, lines: list[list[str]], look: Look) -> None:
        """Put lines on this page, as one thing."""
        self.sheets.begin(tag)
        self.sheets.set_text_color(*look.colour)
        space = self.width(" ", look)
        for line in lines:
            across = MARGIN
            for family, run in groupby(line, family_of):
                words = list(run)
                self.sheets.set_font(family, look.style if family == OURS else "", look.size)
                self.sheets.text(across, self.down + look.size, " ".join(words))
                across += sum(self.width(word, look) + space for word in words) * look.size
            self.down += look.size * LINE
        self.sheets.end()

    def broken(self, words: Iterable[str], look: Look) -> Iterator[list[str]]:
        """Give the words in lines that fit, one that is wider than a line in pieces."""
        line: list[str] = []
        used, space, room = 0.0, self.width(" ", look), (WIDE - 2 * MARGIN) / look.size
        for word in words:
            for piece in [word] if self.width(word, look) <= room else self.pieces(word, room, look):
                wide = self.width(piece, look)
                if line and used + wide > room:
                    yield line
                    line, used = [], 0.0
                line.append(piece)
                used += wide + space
        if line:
            yield line

    def pieces(self, word: str, room: float, look: Look) -> Iterator[str]:
        """Give a very long word in pieces of a line."""
        piece, used = "", 0.0
        for letter in word:
            wide = self.width(letter, look)
            if used + wide > room:
                yield piece
                piece, used = "", 0.0
            piece += letter
            used += wide
        yield piece

    def width(self, word: str, look: Look) -> float:
        """Return how wide a word is at size 1."""
        key = (word, look.style)
        if key not in self.widths:
            family = family_of(word)
            font = self.sheets.fonts[f"{family}{look.style if family == OURS else ''}"]
            assert isinstance(font, TTFFont)  # noqa: S101  for the type: the fonts are ours
            self.widths[key] = sum(font.cw[ord(letter)] for letter in word) / 1000
        return self.widths[key]

    def finished(self) -> bytes:
        """Return the document."""
        return bytes(self.sheets.output())


def family_of(word: str) -> str:
    """Return the font a word is set in: ours, unless it lacks a letter of it."""
    return OURS if letters(OURS).issuperset(word) else OTHER
