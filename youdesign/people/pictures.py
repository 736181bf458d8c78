"""Turning a file that somebody sends into a photo that is safe to show: read, turned upright, cut, written anew."""

import io
import struct
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageOps

KINDS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 36_000_000  # held in memory while it is cut; a JPEG of any phone is read smaller
SMALL, LARGE = 136, 400  # twice the size on screen, for fine displays
PAPER = (251, 245, 236)  # behind what is see-through
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class NotAPhoto(Exception):
    """What was sent cannot be a photo here; the message says what to do."""


@dataclass(frozen=True)
class Pictures:
    """One photo in both sizes, as JPEG without a word about where and with what it was taken."""

    small: bytes
    large: bytes


def read_pictures(file: IO[bytes], size: int) -> Pictures:
    """Return the photo in both sizes. Raises NotAPhoto, with words for the person, for anything else."""
    if size > MOST_BYTES:
        raise NotAPhoto("This file is too big. Choose one under 10 MB, or send a smaller copy.")
    try:
        image = open_upright(file)
        return Pictures(small=square(image, SMALL), large=square(image, LARGE))
    except UNREADABLE as error:
        raise NotAPhoto(
            "We cannot read this file as a photo. Choose a JPEG, PNG or WebP. "
            "On an iPhone, a photo taken with “Most compatible” works."
        ) from error


def open_upright(file: IO[bytes]) -> Image.Image:
    """Return the first picture of the file, upright, in plain colours, no larger than memory allows."""
    image = Image.open(file, formats=KINDS)
    image.draft("RGB", (LARGE * 2, LARGE * 2))  # a JPEG is decoded at an eighth of its size where that is enough
    if image.width * image.height > MOST_PIXELS:
        raise NotAPhoto("This picture has too many dots to fit. Choose a smaller copy of it.")
    return plain(ImageOps.exif_transpose(image))


def plain(image: Image.Image) -> Image.Image:
    """Return the picture in RGB: 16 bits made 8, what is see-through put on paper."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "LA", "PA", "RGBA", "La", "RGBa"):
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, (*PAPER, 255)), image).convert("RGB")
    return image.convert("RGB")


def square(image: Image.Image, side: int) -> bytes:
    """Return the middle of the picture as a square JPEG, with nothing but its dots."""
    cut = ImageOps.fit(image, (side, side), method=Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    cut.info.clear()
    written = io.BytesIO()
    cut.save(written, "JPEG", quality=82, optimize=True)
    return written.getvalue()
