"""Colours: told apart in light and dark, and a focus ring that shows on every ground."""

import re
from collections.abc import Iterator

import pytest

from tests.site.test_look import STATIC


def tokens() -> Iterator[tuple[str, dict[str, str]]]:
    """The colours of each theme, a token that names another followed to its colour."""
    text = (STATIC / "css" / "tokens.css").read_text()
    light, dark = text.split("@media screen and (prefers-color-scheme: dark)")
    colours = dict(re.findall(r"--([\w-]+): ([^;]+);", light))
    for name, block in (("light", light), ("dark", dark)):
        colours = colours | dict(re.findall(r"--([\w-]+): ([^;]+);", block))
        followed = {
            key: colours[value[6:-1]] if value.startswith("var(--") else value for key, value in colours.items()
        }
        yield name, followed


def luminance(colour: str) -> float:
    """How light a colour is, by the formula of WCAG."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TEXT = {
    "ink": "paper surface sunk plum-tint teal-tint clay-tint honey-tint line",
    "ink-2": "paper surface sunk",
    "plum": "paper surface sunk plum-tint",
    "teal": "paper surface teal-tint",
    "clay": "paper surface clay-tint",
    "error": "paper surface sunk",
    "surface": "clay error",  # the count in the menu, the button that takes away
    "button-ink": "button button-hover",
    "deep-ink": "deep",
    "deep-ink-2": "deep",
}


MARKS = {
    "line-strong": "paper surface sunk",
    "d-1": "paper surface sunk",
    "d-2": "paper surface sunk",
    "d-3": "paper surface sunk honey-tint",
    "d-4": "paper surface sunk",
    "plum": "plum-tint",
    "error": "surface paper",
}


@pytest.mark.parametrize(("theme", "colours"), list(tokens()), ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (MARKS, 3.0)], ids=["text", "marks"])
def test_colours_can_be_told_apart(theme: str, colours: dict[str, str], pairs: dict[str, str], least: float) -> None:
    for front, backs in pairs.items():
        for back in backs.split():
            found = contrast(colours[front], colours[back])
            assert found >= least, f"{theme}: {front} on {back} is {found:.2f}"


@pytest.mark.parametrize(("theme", "colours"), list(tokens()), ids=["light", "dark"])
def test_the_focus_ring_shows_on_every_ground(theme: str, colours: dict[str, str]) -> None:
    for ground in ("paper", "surface", "sunk", "deep", "plum-tint", "clay-tint"):
        best = max(contrast(colours[ring], colours[ground]) for ring in ("focus", "ink"))
        assert best >= 3, f"{theme}: {ground}"


def test_the_gauge_itself_is_right() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)
