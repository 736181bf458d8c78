"""Turning what somebody sends into a file that is safe to keep: known by what it holds, never by what it is called."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from youdesign.people.pictures import NotAPhoto, read_whole

MOST_BYTES = 5 * 1024 * 1024
MOST_FILES = 4  # with one message
MOST_CHARACTERS = 80  # of a name
WITHIN, SMALL = 1600, 480  # dots of a picture's longer side, to look at and in its message
MOST_TYPES = 200_000  # bytes of a Word document's list of what is in it; a long one has 5,000
MOST_PARTS = 2_000  # files in a document; a long one with pictures has 200
JPEG = "image/jpeg"
PICTURES = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP", re.DOTALL)
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
PROGRAMS = re.compile(r"vba|activex|oleobject|^(basic|scripts)/", re.IGNORECASE)
BROKEN = (
    *(zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, struct.error),
    *(EOFError, OSError, ValueError, LookupError),
)


class NotTaken(Exception):
    """This file is not kept; the message says why, and what to do, to whoever sent it."""


@dataclass(frozen=True)
class SafeFile:
    """A file as it is kept; a picture is written anew, and has a small one beside it."""

    name: str
    media_type: str
    content: bytes
    small: bytes = b""
    width: int | None = None
    height: int | None = None
    description: str = ""  # what it shows, as its sender says


def read_file(file: IO[bytes], name: str, size: int) -> SafeFile:
    """Return the file as it can be kept. Raises NotTaken, with words for the person."""
    named = f"“{clean_name(name)}”"
    if size > MOST_BYTES:
        raise NotTaken(f"{named} is too big. Choose a file under {MOST_BYTES >> 20} MB, or a smaller copy of it")
    content = file.read()
    if PICTURES.match(content):
        return picture(content, name)
    for kind in DOCUMENTS:
        if kind.is_in(content):
            return SafeFile(clean_name(name, kind.ending), kind.media_type, content)
    raise NotTaken(f"We cannot take {named}. Choose {WHAT_IS_TAKEN}")


def picture(content: bytes, name: str) -> SafeFile:
    """Return a picture written anew, without a word about where it was taken."""
    try:
        whole = read_whole(io.BytesIO(content), len(content), within=WITHIN, small=SMALL)
    except NotAPhoto as problem:
        raise NotTaken(str(problem).removesuffix(".")) from None
    return SafeFile(clean_name(name, ".jpg"), JPEG, whole.content, whole.small, whole.width, whole.height)


def clean_name(name: str, ending: str = "") -> str:
    """Return what a file is called: no folders, nothing that cannot be seen, and the ending of what it is."""
    shown = "".join(" " if unicodedata.category(sign).startswith(("C", "Z")) else sign for sign in name)
    last = PurePath(shown.replace("\\", "/")).name.strip(" .")
    if not ending:
        return last[:MOST_CHARACTERS] or "the file"
    stem = re.sub(r"(\.\w{1,5})+$", "", last)
    return f"{stem[: MOST_CHARACTERS - len(ending)].strip() or 'file'}{ending}"


def is_pdf(content: bytes) -> bool:
    """Whether it is a PDF from its first byte."""
    return content.startswith(b"%PDF-")


def is_word(content: bytes) -> bool:
    """Whether it is a Word document, and says so plainly. Raises NotTaken for one with programs in it."""
    archive = opened(content)
    if archive is None or "[Content_Types].xml" not in archive.namelist():
        return False
    types = read(archive, "[Content_Types].xml")
    if f'"{WORD}.main+xml"'.encode() not in types or b"&" in types:
        return False
    return has_no_programs([*archive.namelist(), types.decode("latin-1")])


def is_open_text(content: bytes) -> bool:
    """Whether it is an OpenDocument text. Raises NotTaken for one with programs in it."""
    archive = opened(content)
    if archive is None or archive.namelist()[:1] != ["mimetype"]:
        return False
    return read(archive, "mimetype") == OPEN_TEXT.encode() and has_no_programs(archive.namelist())


def is_text(content: bytes) -> bool:
    """Whether these are words in UTF-8, and there are some."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not NOT_TEXT.search(text)


def opened(content: bytes) -> zipfile.ZipFile | None:
    """Return the archive that begins with the first byte, if that is what it is, and not with very much in it."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except BROKEN:
        return None
    return archive if len(archive.namelist()) <= MOST_PARTS else None


def read(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the beginning of one file of an archive, or nothing where it cannot be read."""
    try:
        with archive.open(name) as file:
            return file.read(MOST_TYPES)
    except BROKEN:
        return b""


def has_no_programs(names: list[str]) -> bool:
    """Say yes. Raises NotTaken where one of these names is of a small program that runs when somebody opens it."""
    if any(PROGRAMS.search(name) for name in names):
        raise NotTaken("There are small programs (macros) in it, which can do harm. Save it as a PDF and send that")
    return True


@dataclass(frozen=True)
class Kind:
    """One kind of document that is taken, and how it is known."""

    media_type: str
    ending: str
    label: str
    is_in: Callable[[bytes], bool]


DOCUMENTS = (
    Kind("application/pdf", ".pdf", "PDF", is_pdf),
    Kind(WORD, ".docx", "Word document", is_word),
    Kind(OPEN_TEXT, ".odt", "OpenDocument text", is_open_text),
    Kind("text/plain; charset=utf-8", ".txt", "Plain text", is_text),
)
LABELS = {kind.ending: kind.label for kind in DOCUMENTS} | {".jpg": "Picture"}
WHAT_IS_TAKEN = "a picture (JPEG, PNG or WebP), a PDF, a Word document (.docx), OpenDocument text (.odt) or plain text"
ACCEPT = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.odt,.txt"


def label_of(name: str) -> str:
    """Return what kind of file is called so; we gave it its ending."""
    return LABELS[PurePath(name).suffix]
