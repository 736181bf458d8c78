"""Says in plain words why a mentor is suggested, and in one honest line what does not fit. No percentage, ever."""

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NotRequired, TypedDict

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from youdesign.people.models import Code, Person

DAYS = tuple(calendar.day_name)
TO_YOU = {"my": "your", "me": "you", "myself": "yourself"}
OF_THEM = {"my": "their", "me": "them", "myself": "themselves"}


class Reason(TypedDict):
    """One line: whether it speaks for the pair, and its words, every second one of them said strongly.

    What is between the two is for the leader to read, and on no page of staff.
    """

    fits: bool
    words: list[str]
    between_the_two: NotRequired[bool]


def to_you(label: str, words: Mapping[str, str] = TO_YOU) -> str:
    """Return a code's label as it reads inside a sentence to the person who ticked it, or one about them."""
    label = re.sub(r"\b(my|me|myself)\b", lambda found: words[found[0].lower()], label, flags=re.IGNORECASE)
    return label if label[1:2].isupper() or label.startswith(DAYS) else label[:1].lower() + label[1:]


def listed(codes: Sequence[Code], words: Mapping[str, str] = TO_YOU) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    labels = [to_you(code.label, words) for code in codes]
    return " and ".join(filter(None, [", ".join(labels[:-1]), *labels[-1:]]))


def goals_shared(name: str, shared: Sequence[Code]) -> list[str]:
    """What the leader wants help with, and the mentor helps with."""
    ending = {1: "that", 2: "both"}.get(len(shared), "all of these")
    return ["You want help with ", listed(shared), f". {name} helps with {ending}."]


def goals_apart(name: str, said: Sequence[Code], shared: Sequence[Code], offered: Sequence[Code]) -> list[str]:
    """How many of the leader's goals the mentor does not help with."""
    if not shared:
        return [f"Less sure: {name} does not name what you want help with. We would rather say so than oversell it."]
    return [
        f"Less sure: you want help with {apnumber(len(said))} things, and {name} names {apnumber(len(shared))}. "
        "We would rather say so than oversell it."
    ]


def experience_shared(name: str, shared: Sequence[Code]) -> list[str]:
    """The same place, level, role or kind of host."""
    return ["You both know this kind of work: ", listed(shared), "."]


def experience_apart(name: str, said: Sequence[Code], shared: Sequence[Code], offered: Sequence[Code]) -> list[str]:
    """Which of the leader's work the mentor has not named."""
    missing = [code for code in said if code not in shared]
    return [f"Less sure: {name} has not told us about this kind of work: ", listed(missing), "."]


def ways_shared(name: str, shared: Sequence[Code]) -> list[str]:
    """The ways of working that both put down."""
    return ["You said this helps you: ", listed(shared), f". That is how {name} works."]


def ways_apart(name: str, said: Sequence[Code], shared: Sequence[Code], offered: Sequence[Code]) -> list[str]:
    """Which way of working the leader would miss."""
    missing = [code for code in said if code not in shared]
    if not offered:
        return [f"Less sure: {name} has not said how they like to work."]
    return [
        "Not the same: you said this helps you: ",
        listed(missing),
        f". {name} works like this: ",
        listed(offered),
        ".",
    ]


def lived_shared(name: str, shared: Sequence[Code]) -> list[str]:
    """What both chose to list of their own lives. That somebody has not lived with it is never said."""
    return ["You both listed: ", ", ".join(code.label for code in shared), "."]


def times_shared(name: str, shared: Sequence[Code]) -> list[str]:
    """When both are free."""
    return ["You are both free at these times: ", listed(shared), "."]


def times_apart(name: str, said: Sequence[Code], shared: Sequence[Code], offered: Sequence[Code]) -> list[str]:
    """That no time, or few, suit both."""
    if shared:
        missing = [code for code in said if code not in shared]
        return [f"Not the same: {name} is not free at these times: ", listed(missing), "."]
    if not offered:
        return [f"Less sure: {name} has not said which times are easy."]
    return [f"Not the same: you are free at different times. {name} is free at these times: ", listed(offered), "."]


SHARED: dict[str, Callable[[str, Sequence[Code]], list[str]]] = {
    "goals": goals_shared,
    "experience": experience_shared,
    "ways_of_working": ways_shared,
    "shared_experience": lived_shared,
    "easy_times": times_shared,
}
APART: dict[str, Callable[[str, Sequence[Code], Sequence[Code], Sequence[Code]], list[str]]] = {
    "goals": goals_apart,
    "experience": experience_apart,
    "ways_of_working": ways_apart,
    "easy_times": times_apart,
}


def why(part: str, words: list[str]) -> Reason:
    """Return a line for the pair; what both lived with is between the two."""
    if part == "shared_experience":
        return Reason(fits=True, words=words, between_the_two=True)
    return Reason(fits=True, words=words)


def by_hand(mentor: Person, words: str) -> Reason:
    """Say that somebody suggests this mentor, and why, in the coordinator's own words."""
    why = f": {words}" if words else "."
    return Reason(fits=True, words=["Your coordinator suggests ", mentor.get_short_name(), why])


def shown(reasons: Sequence[Reason], *, fits: bool) -> list[SafeString]:
    """Return the lines for or against, as HTML with the strong words marked and everything else escaped."""
    return [
        format_html_join(
            "",
            "{}",
            (
                (format_html("<strong>{}</strong>", words) if at % 2 else words,)
                for at, words in enumerate(reason["words"])
            ),
        )
        for reason in reasons
        if reason["fits"] is fits
    ]


def spoken(reason: Reason) -> str:
    """Return one line as plain text."""
    return "".join(reason["words"])


def spoken_to_staff(reasons: Sequence[Reason]) -> list[str]:
    """Return the lines that staff may read, as plain text."""
    return [spoken(reason) for reason in reasons if not reason.get("between_the_two")]
