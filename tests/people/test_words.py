"""What is typed into a box: how it is counted, and what is said when it is too long."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from youdesign.people.forms.words import SHORTER, Line, Text, Words


@pytest.mark.parametrize(
    ("field", "typed", "over"),
    [
        (Text(max_length=2000), "x" * 2134, "134"),
        (Words(max_length=2000), "a\r\n" * 1000 + "b", "1"),
        (Words(max_length=2000), "x" * 200_000, "198,000"),
        (Line("A line", 2000), "x" * 2001, "1"),
    ],
)
def test_what_is_too_long_says_by_how_much(field: forms.Field, typed: str, over: str) -> None:
    with pytest.raises(ValidationError) as problem:
        field.clean(typed)
    assert problem.value.messages == [f"Make it shorter: 2,000 characters at most. This is {over} too many."]


def test_a_sentence_of_its_own_says_it_too() -> None:
    field = Words(max_length=10, error_messages={"max_length": f"{SHORTER} Send the rest after it."})
    with pytest.raises(ValidationError, match=r"10 characters at most. This is 2 too many. Send the rest after it\."):
        field.clean("x" * 12)


def test_what_fits_is_taken() -> None:
    assert Words(max_length=3).clean("a\r\nb") == "a\nb"
