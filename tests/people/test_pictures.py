"""What becomes of a file that is sent as a photo: a square JPEG, or a sentence; never much memory, time or an error."""

import io
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.factories import picture
from youdesign.people.pictures import (
    LARGE,
    MOST_BYTES,
    MOST_SCANS,
    NOT_READ,
    START_OF_SCAN,
    TOO_MANY_DOTS,
    NotAPhoto,
    read_pictures,
)

READ_IT = """
import pathlib, re, sys
from youdesign.people.pictures import read_pictures
file = pathlib.Path(sys.argv[1])
pathlib.Path("/proc/self/clear_refs").write_text("5")  # forget the peak that was inherited
read_pictures(file.open("rb"), file.stat().st_size)
print(re.search(r"VmHWM:\\s*(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
"""
WHERE = 0x8825  # the part of EXIF that says where a picture was taken


def read(content: bytes) -> Image.Image:
    """Return the large picture that is made of a file."""
    return Image.open(io.BytesIO(read_pictures(io.BytesIO(content), len(content)).large))


def exif(rotated: bool = True) -> bytes:
    """Return what a phone writes into a picture: how it was held, and where it was taken."""
    held = Image.Exif()
    held[0x0112] = 6 if rotated else 1
    held.get_ifd(WHERE)[1] = "N"
    return held.tobytes()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "LA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "I;16"),
        ("WEBP", "RGB"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_kind_of_picture_becomes_a_square_jpeg(kind: str, mode: str) -> None:
    made = read(picture(kind, (900, 300), mode))
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (LARGE, LARGE))


def test_what_is_see_through_lies_on_paper_and_not_on_black() -> None:
    assert min(read(picture("PNG", mode="RGBA", colour=(0, 0, 0, 0))).getpixel((200, 200))) > 220


def test_sixteen_bits_keep_their_light() -> None:
    assert 120 < read(picture("PNG", mode="I;16", colour=32768)).getpixel((200, 200))[0] < 136


def test_where_it_was_taken_is_thrown_away_and_it_stands_upright() -> None:
    written = io.BytesIO()
    tall = Image.new("RGB", (400, 200), "white")
    tall.paste("black", (0, 0, 200, 200))  # the left half is dark
    tall.save(written, "JPEG", exif=exif())
    made = read(written.getvalue())
    assert dict(made.getexif()) == {}
    assert b"Exif" not in read_pictures(io.BytesIO(written.getvalue()), 1).large
    assert made.getpixel((200, 20))[0] < 60 < 200 < made.getpixel((200, 380))[0]  # turned: dark above, light below


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_are_turned_upright_too(kind: str) -> None:
    written = io.BytesIO()
    tall = Image.new("RGBA", (400, 200), "white")
    tall.paste("black", (0, 0, 200, 200))
    tall.save(written, kind, exif=exif())
    made = read(written.getvalue())
    assert made.getpixel((200, 20))[0] < 60 < 200 < made.getpixel((200, 380))[0]


def test_a_moving_picture_gives_its_first() -> None:
    written = io.BytesIO()
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("white", "black")]
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:])
    assert min(read(written.getvalue()).getpixel((100, 100))) > 240


def layers(most: int) -> bytes:
    """Return a small JPEG that says its last layer again and again."""
    content = picture("JPEG", progressive=True)
    last = content[content.rindex(START_OF_SCAN) : -2]
    return content[:-2] + last * most + content[-2:]


def wide_canvas() -> bytes:
    """Return a WebP of two small moving pictures that says they move about on a field of 268 million dots."""
    written = io.BytesIO()
    first, second = (Image.new("RGB", (40, 40), colour) for colour in ("white", "black"))
    first.save(written, "WEBP", save_all=True, append_images=[second])
    content = bytearray(written.getvalue())
    sizes = content.index(b"VP8X") + 12
    content[sizes : sizes + 6] = (16382).to_bytes(3, "little") * 2
    return bytes(content)


TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "png": lambda: picture("PNG", (8000, 8000), "1"),  # a few kilobytes that would be 64 million dots
    "huge png": lambda: picture("PNG", (14000, 14000), "1"),
    "jpeg": lambda: picture("JPEG", (9500, 9500)),
    "jpeg in layers": lambda: picture("JPEG", (5000, 5000), progressive=True),
    "webp": lambda: picture("WEBP", (5000, 5000)),
    "webp canvas": wide_canvas,
    "jpeg of many layers": lambda: layers(MOST_SCANS),
}


@pytest.mark.parametrize("made", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_would_fill_the_memory_or_the_hour_is_not_begun(made: Callable[[], bytes]) -> None:
    content = made()
    began = time.process_time()
    with pytest.raises(NotAPhoto, match="too many dots"):
        read_pictures(io.BytesIO(content), len(content))
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [("JPEG", "CMYK", {"progressive": True}), ("PNG", "RGBA", {}), ("WEBP", "RGBA", {"lossless": True})],
)
def test_the_largest_that_is_read_fits_in_memory(
    kind: str, mode: str, options: dict[str, bool], tmp_path: Path
) -> None:
    file = tmp_path / "large"
    file.write_bytes(picture(kind, (4470, 4470), mode, **options))
    done = subprocess.run([sys.executable, "-c", READ_IT, file], capture_output=True, text=True, check=True)
    assert 60_000 < int(done.stdout) < 450_000  # kilobytes


def test_a_picture_of_a_large_camera_is_read_small() -> None:
    assert read(picture("JPEG", (9000, 6000))).size == (LARGE, LARGE)


def test_what_hides_behind_a_picture_does_not_come_along() -> None:
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as folder:
        folder.writestr("evil.html", "<script>alert(1)</script>")
    made = read_pictures(io.BytesIO(picture() + hidden.getvalue()), 1)
    assert not zipfile.is_zipfile(io.BytesIO(made.large))
    assert b"script" not in made.large + made.small


TINY = (40, 30)
PLENTY = [
    picture(size=TINY, exif=exif()),
    picture(size=TINY, progressive=True),
    picture(size=TINY, mode="CMYK"),
    picture("PNG", TINY, exif=exif()),
    picture("PNG", TINY, mode="P"),
    picture("PNG", TINY, mode="I;16"),
    picture("WEBP", TINY, exif=exif()),
    picture("WEBP", TINY, mode="RGBA"),
]


@pytest.mark.filterwarnings("ignore::UserWarning")  # as outside tests, where a warning of Pillow's ends nothing
@given(content=st.sampled_from(PLENTY), changes=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), max_size=6))
def test_a_broken_file_is_a_photo_or_refused_and_never_an_error(
    content: bytes, changes: list[tuple[float, bytes]]
) -> None:
    for place, instead in changes:
        at = int(place * min(len(content), 600))
        content = content[:at] + instead + content[at + max(len(instead), 1) :]
    assert outcome(content) in ("JPEG", NOT_READ, TOO_MANY_DOTS)


def outcome(content: bytes) -> str:
    """Return the kind of picture that is made of a file, or the sentence that refuses it."""
    try:
        return str(read(content).format)
    except NotAPhoto as problem:
        return str(problem)


NO_PALETTE = picture("PNG", mode="P").replace(b"PLTE", b"pLTE")


def test_a_palette_that_is_not_there_is_no_error() -> None:
    with pytest.raises(NotAPhoto, match="cannot read"):
        read(with_good_sums(NO_PALETTE))


def with_good_sums(png: bytes) -> bytes:
    """Return the PNG with the sum of each part made right again."""
    made, rest = png[:8], png[8:]
    while rest:
        size = 8 + int.from_bytes(rest[:4], "big")
        made += rest[:size] + zlib.crc32(rest[4:size]).to_bytes(4, "big")
        rest = rest[size + 4 :]
    return made


def test_a_file_that_is_too_big_says_how_big_it_may_be() -> None:
    with pytest.raises(NotAPhoto, match="under 10 MB"):
        read_pictures(io.BytesIO(picture()), MOST_BYTES + 1)
