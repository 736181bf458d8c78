"""A certificate of one of the two as a PDF: what they did, when and how often, and never with whom or what about."""

import datetime

from django.utils import dateformat, timezone
from fpdf import FPDF

from mentoring.models import Match, Talk
from youdesign.people.letters import OURS, add_fonts, letters
from youdesign.people.models import Person

TO_WRITE_ON = "_" * 24
INK, TEAL = (33, 37, 41), (15, 92, 92)
SEATS = ((226, 114, 80), (107, 52, 132), (36, 138, 122), (241, 178, 61), (221, 163, 180))


def cannot_print(words: str) -> str:
    """Return the letters of some words that the certificate's font does not have, each once."""
    return "".join(dict.fromkeys(letter for letter in words if letter not in letters(OURS)))


def printable(words: str) -> str:
    """Return the words, or a line to write them on by hand: never boxes in place of letters."""
    return TO_WRITE_ON if cannot_print(words) else words


def left_open(match: Match, person: Person) -> str:
    """Say on the page what the certificate leaves a line for, and because of which letters; mostly nothing."""
    names = {"your name": cannot_print(str(person)), "the programme": cannot_print(str(match.offer.programme))}
    missing = {what: found for what, found in names.items() if found}
    if not missing:
        return ""
    said = " and ".join(missing)
    letters_missing = " ".join(dict.fromkeys("".join(missing.values())))
    return f"We cannot print these letters: {letters_missing}. So there is a line for {said}, to write on by hand."


def lines_for(match: Match, person: Person) -> list[str]:
    """Return what a certificate says, a paragraph each; the page shows the same words."""
    talks = list(match.talks.filter(state=Talk.State.HELD).order_by("starts_at"))
    part = "a patient leader" if match.leader_id == person.pk else "a peer mentor"
    times = [talk.starts_at for talk in talks if talk.starts_at]
    when = f", from {day(times[0])} to {day(times[-1])}" if len(times) > 1 else f", on {day(times[0])}" if times else ""
    number = f"{len(talks)} talk{'' if len(talks) == 1 else 's'}"
    return [
        f"took part in peer mentoring as {part}, in the programme {printable(str(match.offer.programme))}.",
        f"{number}{when}, with an agreement that both wrote and signed.",
    ]


def certificate_for(match: Match, person: Person) -> bytes:
    """Return the certificate as a PDF of one page, with its language and title said for those who listen to it."""
    page = FPDF(orientation="landscape", format="A4")
    page.set_lang("en-GB")
    page.set_title(f"Certificate: {person}")
    page.set_creator("You Design")
    page.set_creation_date(timezone.now())
    add_fonts(page)
    page.set_margins(30, 42)
    page.set_auto_page_break(False)
    page.add_page()
    seats(page)
    write(page, "Certificate of peer mentoring", 34, "B", TEAL)
    write(page, "This is to say that", 18)
    write(page, printable(str(person)), 32, "B")
    for line in lines_for(match, person):
        write(page, line, 18)
    write(page, f"You Design, {day(timezone.now())}", 13)
    return bytes(page.output())


def seats(page: FPDF) -> None:
    """Draw the seats of our table in a row, as a line of colour over the words."""
    for place, colour in enumerate(SEATS):
        page.set_fill_color(*colour)
        page.solid_arc(30 + place * 18, 18, 14, 180, 360, style="F")


def write(page: FPDF, words: str, size: int, style: str = "", colour: tuple[int, int, int] = INK) -> None:
    """Write one paragraph, however long, and leave some room under it."""
    page.set_font(OURS, style, size)
    page.set_text_color(*colour)
    page.multi_cell(0, size * 0.55, words, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(6)


def day(at: datetime.datetime) -> str:
    """Return a day as we write it."""
    return dateformat.format(timezone.localtime(at), "j F Y")
