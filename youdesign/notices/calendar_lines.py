"""How calendar files write words, times and lines (RFC 5545); ours, because a feed of 200 dates has to be quick."""

import datetime
import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

LONGEST = 75  # bytes of a line, its end left out
ENDS = re.compile(r"\r\n|\r|\n")
# What some readers take for the end of a line, and what no calendar may hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
MEANS_SOMETHING = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,"})


def words(text: str) -> str:
    """Return a text as a value: nothing in it can end the line or the value."""
    return r"\n".join(UNWRITABLE.sub(" ", part) for part in ENDS.split(text.translate(MEANS_SOMETHING)))


def quoted(text: str) -> str:
    """Return a text as it stands in a parameter, which has no way to hold a quotation mark."""
    return f'"{UNWRITABLE.sub(" ", text.replace(chr(34), chr(39)))}"'


def moment(name: str, at: datetime.datetime) -> str:
    """Return the line that says when, by the clock of its zone or in UTC."""
    if isinstance(at.tzinfo, ZoneInfo):
        return f"{name};TZID={at.tzinfo.key}:{at:%Y%m%dT%H%M%S}"
    return f"{name}:{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def file_of(lines: Iterable[str]) -> bytes:
    """Return the lines, the long ones folded."""
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def folded(line: str) -> str:
    """Return a line in pieces that calendars read, no letter cut in two."""
    left, room, pieces = line.encode(), LONGEST, []
    if len(left) <= room:
        return line
    while len(left) > room:
        end = room
        while left[end] & 0b1100_0000 == 0b1000_0000:  # in the middle of a letter
            end -= 1
        pieces.append(left[:end])
        left, room = left[end:], LONGEST - 1
    return b"\r\n ".join((*pieces, left)).decode()
