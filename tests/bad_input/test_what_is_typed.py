"""Bad input in every form there is, found by walking every page as everybody: a sentence, or the words as typed."""

from typing import Any

import pytest
from django.conf import settings

from tests.bad_input.boxes import Box
from tests.bad_input.trying import LETTERS, PLANTED, Found, boxes_of, tables_that_hold, told, tried

pytestmark = pytest.mark.django_db

MARKUP = PLANTED + "{{ 7|add:7 }}{% load x %}"
# What no box can keep, by the kind of box; every box of a form gets the next of its list in each round. Of several
# values, whoever asks for one gets the last, and whoever asks for all gets all.
NO_TEXT = b"a\0b \xff\xc3\x28 \xed\xa0\x80"
ANYWHERE: list[Any] = [NO_TEXT, "a" * 100_000, None, ["a", "b"]]
NUMBERS: list[Any] = [NO_TEXT, "9" * 100_000, None, ["a", "-1", str(2**63)], ["NaN", "b", "-1"]]
JSON = ["[" * 50_000, '{"id": "\\ud800", "rawId": "\\ud800", "type": "public-key", "response": {}}', "null"]
ALL_TOGETHER = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 100_000
ADDRESSES = [
    f"{'a' * 308}@example.org",
    "\uff4e\uff45\uff4c\uff4c\uff20cast.test",
    "m\u0430ureen@cast.test",
    "nell@cast.test\r\nBcc: sol@cast.test",
]
DAYS = ["9999-12-31", "0001-01-01", "0000-00-00", "24:61"]
BY_KIND: dict[str, list[Any]] = {
    "email": [*ANYWHERE, *ADDRESSES],
    "hidden": NUMBERS,
    "number": [*NUMBERS, "NaN"],
    "date": [*ANYWHERE, *DAYS],
    "time": [*ANYWHERE, *DAYS],
    "select": NUMBERS,
}


def test_words_of_every_kind_are_kept_as_typed(forms: Found) -> None:
    faults, kept, words = [], 0, LETTERS + MARKUP
    for client, form in forms:
        typed = [box.name for box in boxes_of(form) if box.kind in ("text", "textarea") and box.name != "code"]
        if typed:
            given = dict.fromkeys(typed, words)
            answer = tried(client, form, form.filled(**given), look=lambda: tables_that_hold(words), follows=True)
            faults += told(form, answer)
            kept += bool(answer.seen)
    assert kept > 12
    assert not faults, "\n".join(faults)


def test_what_cannot_be_kept_is_refused_in_a_sentence_and_comes_back(forms: Found) -> None:
    faults = []
    for client, form in forms:
        boxes = [box for box in boxes_of(form) if not (box.kind == "submit" and len(boxes_of(form)) > 1)]
        lists = {box.name: values_for(box) for box in boxes}
        for turn in range(max(map(len, lists.values()), default=0)):
            given = {
                name: fitting(values[turn % len(values)], ALL_TOGETHER // len(lists)) for name, values in lists.items()
            }
            faults += told(form, tried(client, form, form.filled(**given), follows=True))
    assert not faults, "\n".join(faults)


def fitting(value: Any, most: int) -> Any:
    """Return the value, so far as a form with all its boxes filled like this is not too much for the site to take."""
    return value[:most] if isinstance(value, str | bytes) else value


def values_for(box: Box) -> list[Any]:
    """Return what this box cannot keep."""
    return [*ANYWHERE, *JSON] if box.name == "credential" else BY_KIND.get(box.kind, ANYWHERE)
