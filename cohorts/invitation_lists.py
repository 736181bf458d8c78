"""Reads a list of people to invite: CSV, a spreadsheet, or what was pasted, with headings or without."""

import csv
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cohorts.models import Invitation, LearningGroup

MOST_LINES = 500
MOST_BYTES = 1_000_000
MOST_UNPACKED = 20_000_000
MOST_COLUMNS = 50  # one stray cell in the last column makes every row 16,384 cells wide
COLUMNS = {
    "email": ("email", "e-mail", "email address", "e-mail address", "mail"),
    "name": ("name", "first name", "full name", "what people call them"),
    "role": ("role", "invited as", "as"),
    "group": ("group", "learning group"),
}
Rows = list[tuple[int, list[str]]]
SPREADSHEET = b"PK\x03\x04"
UNREADABLE = (  # what zipfile and openpyxl raise for a file that is torn, locked by a password, or no list
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    InvalidFileException,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
WITHOUT_HEADINGS = (
    "The first line is a person, so we cannot tell the columns apart. Put a line above it that says what stands where: "
    "Email, Name, Role, Group."
)
NO_ADDRESSES = "Call one column “Email” in the first line, so that we know where the addresses are."


class CannotRead(Exception):
    """The list cannot be read as a whole; the message says what to do."""


@dataclass
class Line:
    """One line of the list: what it says, and what stands in the way or is worth knowing."""

    number: int
    email: str
    name: str
    role_name: str = ""
    group_name: str = ""
    role: str = Invitation.MEMBER
    group: LearningGroup | None = None
    problem: str = ""
    is_waiting: bool = False

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What the list says, to be written down again."""
        return self.email, self.name, self.role_name, self.group_name


def read(content: bytes) -> list[Line]:
    """Return the lines of a CSV file, a spreadsheet (.xlsx) or pasted cells.

    Raises CannotRead when it is none of these, too long, or says nowhere what stands in which column.
    """
    if len(content) > MOST_BYTES:
        raise CannotRead("This is more than 1 MB. Leave out everything but addresses, names, roles and groups.")
    cells = _cells_of_spreadsheet(content) if content.startswith(SPREADSHEET) else _cells_of_text(content)
    rows = [(number, [cell.strip() for cell in row]) for number, row in enumerate(cells, 1) if row]
    rows = [(number, row) for number, row in rows if any(row)]
    if not rows:
        raise CannotRead("There is nobody in this list. Put one person on each line.")
    lines = _people(rows)
    if len(lines) > MOST_LINES:
        raise CannotRead(f"This list has {len(lines)} people. Send {MOST_LINES} at a time or fewer.")
    return lines


def _people(rows: Rows) -> list[Line]:
    """Return a line for each person, by the headings, or by sight when the first line is a person already."""
    where = _columns(rows[0][1])
    if where is not None:
        return [Line(number, *_cells_at(where, row)) for number, row in rows[1:]]
    if not any("@" in cell for cell in rows[0][1]):
        raise CannotRead(NO_ADDRESSES)
    return [line for number, row in rows for line in _by_sight(number, [cell for cell in row if cell])]


def _by_sight(number: int, cells: Sequence[str]) -> list[Line]:
    """Return who stands in a line without headings: addresses only, or one address and one name."""
    addresses = [cell for cell in cells if "@" in cell]
    others = [cell for cell in cells if "@" not in cell]
    if len(others) > 1 or (others and len(addresses) > 1):
        raise CannotRead(WITHOUT_HEADINGS)
    return [Line(number, *_parted(address, *others)) for address in addresses or [""]]


def _parted(address: str, name: str = "") -> tuple[str, str]:
    """Return address and name apart, also of “Ann Lee <ann@example.org>” as mail programs copy it."""
    found, inside = parseaddr(address) if "<" in address else ("", address)
    return inside or address, name or found


def _columns(header: Iterable[str]) -> list[int] | None:
    """Return where each thing stands, -1 for nowhere; or None when there is no column of addresses."""
    names = [cell.casefold() for cell in header]
    where = [next((at for at, cell in enumerate(names) if cell in called), -1) for called in COLUMNS.values()]
    return where if where[0] >= 0 else None


def _cells_at(where: Sequence[int], row: Sequence[str]) -> tuple[str, str, str, str]:
    email, name, role, group = (row[at] if 0 <= at < len(row) else "" for at in where)
    return email, name, role, group


def as_text(lines: Iterable[Line]) -> str:
    """Return the lines as they can be pasted, with the line that names the columns."""
    text = io.StringIO()
    headings = ("Email", "Name", "Role", "Group")
    csv.writer(text, lineterminator="\n").writerows([headings, *(line.cells for line in lines)])
    return text.getvalue()


def _cells_of_spreadsheet(content: bytes) -> list[list[str]]:
    """Return the cells of the first sheet."""
    words = "This spreadsheet cannot be opened. Save it again as .xlsx or .csv, and send that."
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise CannotRead(words)
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        nothing: list[str] = []  # one for all the rows that are empty: a stray cell far down makes a million of them
        return [["" if cell is None else str(cell) for cell in row] if any(row) else nothing for row in rows]
    except UNREADABLE as error:
        raise CannotRead(words) from error


def _cells_of_text(content: bytes) -> list[list[str]]:
    """Return the cells of comma, semicolon or tab separated text, in the encodings that Excel writes."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise CannotRead("This is not a list that we can read. Save it as .csv or .xlsx, and send that.")
    first = text.lstrip().partition("\n")[0]
    mark = max("\t;,", key=lambda mark: (first.count(mark), text.count(mark)))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise CannotRead("A line has an opening quotation mark and no closing one. Take it out.") from error
