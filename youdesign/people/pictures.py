"""Turning a file that somebody sends into a photo that is safe to show: read, turned upright, cut, written anew."""

import io
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageOps

KINDS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
# Dots, by how much memory one takes while it is read: a plain JPEG is read at an eighth of its size; the others whole.
MOST_DOTS_PLAIN_JPEG = 80_000_000
MOST_DOTS = 20_000_000
MOST_SCANS = 64  # a JPEG may come in layers, each as much work as a picture; a camera's has ten
START_OF_SCAN = b"\xff\xda"
SMALL, LARGE = 136, 400  # twice the size on screen, for fine displays
PAPER = (251, 245, 236)  # behind what is see-through
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow's readers come to on broken files: found by breaking many.
UNREADABLE = (
    *(OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError),
    *(AssertionError, MemoryError, struct.error),
)
TOO_BIG = "This file is too big. Choose one under 10 MB, or send a smaller copy."
TOO_MANY_DOTS = "This picture has too many dots to fit. Choose a smaller copy of it."
NOT_READ = (
    "We cannot read this file as a photo. Choose a JPEG, PNG or WebP. "
    "On an iPhone, a photo taken with “Most compatible” works."
)

one_at_a_time = threading.Lock()  # so that many photos at once need no more memory than one


class NotAPhoto(Exception):
    """What was sent cannot be a photo here; the message says what to do."""


@dataclass(frozen=True)
class Pictures:
    """One photo in both sizes, as JPEG without a word about where and with what it was taken."""

    small: bytes
    large: bytes


@dataclass(frozen=True)
class Whole:
    """One picture with nothing cut off, as JPEG with nothing but its dots; and a small one."""

    content: bytes
    width: int
    height: int
    small: bytes


def read_pictures(file: IO[bytes], size: int) -> Pictures:
    """Return the photo in both sizes. Raises NotAPhoto, with words for the person, for anything else."""
    with reading(size):
        image = open_upright(file, LARGE * 2)
        return Pictures(small=square(image, SMALL), large=square(image, LARGE))


def read_whole(file: IO[bytes], size: int, *, within: int, small: int) -> Whole:
    """Return the whole picture, its longer side at most `within` dots. Raises NotAPhoto, as read_pictures does."""
    with reading(size):
        image = open_upright(file, within)
        image.thumbnail((within, within), Image.Resampling.LANCZOS)
        content, (width, height) = written(image), image.size
        image.thumbnail((small, small), Image.Resampling.LANCZOS)
        return Whole(content, width, height, written(image))


@contextmanager
def reading(size: int) -> Iterator[None]:
    """Read one file, while no other is read here; what goes wrong with it is said to the person."""
    if size > MOST_BYTES:
        raise NotAPhoto(TOO_BIG)
    try:
        with one_at_a_time:
            yield
    except BOMBS as error:
        raise NotAPhoto(TOO_MANY_DOTS) from error
    except UNREADABLE as error:
        raise NotAPhoto(NOT_READ) from error


def open_upright(file: IO[bytes], needed: int) -> Image.Image:
    """Return the first picture of the file, upright, in plain colours, its sides not much longer than is needed."""
    content = file.read()
    image = Image.open(io.BytesIO(content), formats=KINDS)
    is_in_layers = bool(image.info.get("progressive"))
    most = MOST_DOTS if is_in_layers or image.format != "JPEG" else MOST_DOTS_PLAIN_JPEG
    if image.width * image.height > most or (is_in_layers and content.count(START_OF_SCAN) > MOST_SCANS):
        raise NotAPhoto(TOO_MANY_DOTS)
    image.draft("RGB", (needed, needed))  # a JPEG is decoded at an eighth of its size where that is enough
    return on_paper(ImageOps.exif_transpose(made_small(image, needed)))


def made_small(image: Image.Image, needed: int) -> Image.Image:
    """Return the picture in RGB, or RGBA where some is see-through: 16 bits made 8, dots that nobody sees gone."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.reduce(max(1, min(image.size) // needed))


def on_paper(image: Image.Image) -> Image.Image:
    """Return the picture with what is see-through put on paper; otherwise it would be black."""
    if image.mode == "RGB":
        return image
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def square(image: Image.Image, side: int) -> bytes:
    """Return the middle of the picture as a square JPEG, with nothing but its dots."""
    cut = ImageOps.fit(image, (side, side), method=Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    return written(cut)


def written(image: Image.Image) -> bytes:
    """Return the picture as JPEG, with nothing but its dots."""
    image.info.clear()
    file = io.BytesIO()
    image.save(file, "JPEG", quality=82, optimize=True)
    return file.getvalue()
