"""What becomes of a file that is sent with a message: kept as what it is, or a sentence that says what to do."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.conversations.papers import PART, PDF, docx, odt, zipped
from tests.factories import picture
from youdesign.conversations.files import (
    JPEG,
    MOST_BYTES,
    MOST_PARTS,
    MOST_TYPES,
    OPEN_TEXT,
    WORD,
    NotTaken,
    SafeFile,
    opened,
    read,
    read_file,
)

GPS = 0x8825  # the part of EXIF that says where a picture was taken


def taken(content: bytes, name: str = "notes") -> SafeFile:
    """Return what is kept of a file."""
    return read_file(io.BytesIO(content), name, len(content))


@pytest.mark.parametrize(
    ("content", "media_type", "ending"),
    [
        (PDF, "application/pdf", ".pdf"),
        (docx(), WORD, ".docx"),
        (odt(), OPEN_TEXT, ".odt"),
        ("Zoë and I\n\tone".encode(), "text/plain; charset=utf-8", ".txt"),
        (b"<script>alert(1)</script>", "text/plain; charset=utf-8", ".txt"),
    ],
)
def test_documents_are_kept_as_they_are_and_called_what_they_are(content: bytes, media_type: str, ending: str) -> None:
    assert taken(content, "minutes.html") == SafeFile(f"minutes{ending}", media_type, content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_written_anew_without_where_they_were_taken(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held sideways
    exif.get_ifd(GPS)[1] = "N"
    kept = taken(picture(kind, (3200, 1600), exif=exif.tobytes()) + b"<script>", "IMG_1.jpeg.png")
    assert (kept.name, kept.media_type, kept.width, kept.height) == ("IMG_1.jpg", JPEG, 800, 1600)
    for content, size in ((kept.content, (800, 1600)), (kept.small, (240, 480))):
        image = Image.open(io.BytesIO(content))
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", size, {})
        assert b"<script>" not in content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"GIF89a" + bytes(20),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>\x00",
        b"MZ" + bytes(60),
        "words".encode("utf-16"),
        b"\xd0\xcf\x11\xe0" + bytes(60),  # an old Word document
        b"\n" + PDF + b"\xff",
        zipped({"a.txt": "a"}),
        b"MZ" + docx(),
        docx(media_type=f"{WORD.replace('wordprocessingml.document', 'spreadsheetml.sheet')}.main+xml"),
        docx("<!-- &#118; -->"),
        zipped({"content.xml": "", "mimetype": OPEN_TEXT}),
        zipped({"mimetype": OPEN_TEXT.replace("text", "spreadsheet")}),
        docx()[:-20],
    ],
    ids=range(15),
)
def test_anything_else_is_refused_with_what_can_be_sent(content: bytes) -> None:
    with pytest.raises(NotTaken, match="We cannot take “a\\.exe”"):
        taken(content, "C:\\a.exe")


@pytest.mark.parametrize(
    "content",
    [
        docx(**{"word/vbaProject.bin": "x"}),
        docx(PART.format("word/x.bin", "application/vnd.ms-office.vbaProject")),
        docx(**{"word/activeX/activeX1.bin": "x"}),
        odt(**{"Basic/Standard/Module1.xml": "x"}),
        odt(**{"Scripts/python/a.py": "x"}),
    ],
    ids=range(5),
)
def test_documents_with_programs_in_them_are_refused(content: bytes) -> None:
    with pytest.raises(NotTaken, match="Save it as a PDF"):
        taken(content)


def test_files_that_are_too_big_and_pictures_that_cannot_be_read_say_what_to_do() -> None:
    with pytest.raises(NotTaken, match="is too big"):
        taken(PDF.ljust(MOST_BYTES + 1), "a.pdf")
    with pytest.raises(NotTaken, match="Choose a JPEG, PNG or WebP"):
        taken(picture()[:300])
    assert taken(PDF.ljust(MOST_BYTES)).media_type == "application/pdf"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\Plan v1.2 final.docx", "Plan v1.2 final.pdf"),
        ("invoice\u202efdp.exe", "invoice fdp.pdf"),
        ('a"\r\nX: b;.pdf', 'a"  X: b;.pdf'),
        ("holiday.pdf.exe", "holiday.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "file.pdf"),
        ("é" * 200, "é" * 76 + ".pdf"),
    ],
)
def test_names_lose_folders_and_what_cannot_be_seen_and_get_the_ending_of_what_the_file_is(
    name: str, kept: str
) -> None:
    assert taken(PDF, name).name == kept


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"\xff\xd8\xff", docx(), odt()]))
def test_no_file_is_an_error(content: bytes, before: bytes) -> None:
    for held in (before + content, content + before, before[: len(content)] + content):
        with suppress(NotTaken):
            taken(held)


def test_of_an_archive_only_a_beginning_is_unpacked_and_very_many_files_are_refused() -> None:
    large = opened(odt(mimetype="a" * 2 * MOST_TYPES))
    assert large is not None
    assert len(read(large, "mimetype")) == MOST_TYPES
    assert taken(docx(**{str(number): "" for number in range(MOST_PARTS - 2)})).media_type == WORD
    with pytest.raises(NotTaken):
        taken(docx(**{str(number): "" for number in range(MOST_PARTS - 1)}))
