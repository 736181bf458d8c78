"""Reads a list of people to invite, CSV or spreadsheet, and says line by line what would happen; changes nothing."""

import csv
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Count
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cohorts.models import Cohort, GroupMembership, Invitation, LearningGroup, Membership

MOST_LINES = 500
MOST_BYTES = 1_000_000
MOST_UNPACKED = 20_000_000
MOST_COLUMNS = 50  # one stray cell in the last column makes every row 16,384 cells wide
COLUMNS = {
    "email": ("email", "e-mail", "email address", "e-mail address", "mail"),
    "name": ("name", "first name", "full name", "what people call them"),
    "group": ("group", "learning group"),
}
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
LONGEST_EMAIL, LONGEST_NAME = 254, 80


class CannotRead(Exception):
    """The list cannot be read as a whole; the message says what to do."""


@dataclass
class Line:
    """One line of the list: what it says, and what stands in the way or is worth knowing."""

    number: int
    email: str
    name: str
    group_name: str
    group: LearningGroup | None = None
    problem: str = ""
    is_waiting: bool = False

    @property
    def cells(self) -> tuple[str, str, str]:
        """What the list says, to be written down again."""
        return self.email, self.name, self.group_name


def read(content: bytes) -> list[Line]:
    """Return the lines of a CSV file, a spreadsheet (.xlsx) or pasted cells.

    Raises CannotRead when it is none of these, too long, or says nowhere which column holds the addresses.
    """
    if len(content) > MOST_BYTES:
        raise CannotRead("This is more than 1 MB. Leave out everything but addresses, names and groups.")
    cells = _cells_of_spreadsheet(content) if content.startswith(SPREADSHEET) else _cells_of_text(content)
    rows = [(number, [cell.strip() for cell in row]) for number, row in enumerate(cells, 1) if row]
    rows = [(number, row) for number, row in rows if any(row)]
    if not rows:
        raise CannotRead("There is nobody in this list. Put one person on each line.")
    where = _columns(rows[0][1])
    if where is None:
        raise CannotRead("Call one column “Email” in the first line, so that we know where the addresses are.")
    if len(rows) - 1 > MOST_LINES:
        raise CannotRead(f"This list has {len(rows) - 1} people. Send {MOST_LINES} at a time or fewer.")
    return [Line(number, *_cells_at(where, row)) for number, row in rows[1:]]


def _cells_at(where: Sequence[int], row: Sequence[str]) -> tuple[str, str, str]:
    email, name, group = (row[at] if 0 <= at < len(row) else "" for at in where)
    return email, name, group


def as_text(lines: Iterable[Line]) -> str:
    """Return the lines as they can be pasted, with the line that names the columns."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("Email", "Name", "Group"), *(line.cells for line in lines)])
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
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=max("\t;,", key=first.count)))
    except csv.Error as error:
        raise CannotRead("A line has an opening quotation mark and no closing one. Take it out.") from error


def _columns(header: Iterable[str]) -> list[int] | None:
    """Return where email, name and group stand, -1 for none; or None when there is no address."""
    names = [cell.casefold() for cell in header]
    where = [next((at for at, cell in enumerate(names) if cell in called), -1) for called in COLUMNS.values()]
    return where if where[0] >= 0 else None


def look(lines: list[Line], cohort: Cohort) -> list[Line]:
    """Find for each line its group, and say what stands in the way, in a constant number of queries."""
    emails = {line.email.lower() for line in lines}
    groups = {group.name.casefold(): group for group in cohort.groups.exclude(state=LearningGroup.State.ENDED)}
    seats = GroupMembership.objects.present().filter(group__in=groups.values()).values("group").annotate(n=Count("pk"))
    full = {row["group"] for row in seats.order_by() if row["n"] >= LearningGroup.PLACES}
    places = Membership.objects.taking_part().filter(cohort=cohort, person__email__in=emails)
    here = set(places.values_list("person__email", flat=True))
    open_now = Invitation.objects.unanswered().filter(cohort=cohort, email__in=emails, expires_at__gt=timezone.now())
    waiting = set(open_now.values_list("email", flat=True))
    first_seen: dict[str, int] = {}
    for line in lines:
        email = line.email.lower()
        line.group = groups.get(line.group_name.casefold())
        line.problem = (
            _wrong_address(line.email)
            or _wrong_name(line.name)
            or (f"The same address as in line {first_seen[email]}." if email in first_seen else "")
            or ("Has a place in this cohort already." if email in here else "")
            or _wrong_group(line, groups.values(), full)
        )
        line.is_waiting = email in waiting
        first_seen.setdefault(email, line.number)
    return lines


def _wrong_address(email: str) -> str:
    if not email:
        return "There is no e-mail address in this line."
    try:
        validate_email(email)
    except ValidationError:
        return "This is not an e-mail address. It should look like name@example.org."
    return "" if len(email) <= LONGEST_EMAIL else "This address is too long."


def _wrong_name(name: str) -> str:
    return f"This name is too long. Use {LONGEST_NAME} letters or fewer." if len(name) > LONGEST_NAME else ""


def _wrong_group(line: Line, groups: Iterable[LearningGroup], full: set[int]) -> str:
    if not line.group_name:
        return ""
    if line.group is None:
        names = ", ".join(f"“{group}”" for group in groups) or "none yet"
        return f"There is no group called “{line.group_name}” in this cohort. Its groups: {names}."
    if not line.group.takes_people:
        return f"“{line.group}” is not taking new people now. Choose another group, or leave it empty."
    return f"All eight seats of “{line.group}” are taken." if line.group.pk in full else ""
