"""What of a profile somebody reads who stands in a certain circle: the one way to it, for every page that shows one."""

from collections.abc import Iterable
from dataclasses import dataclass

from youdesign.people.models import PARTS, Audience, Code, Profile


@dataclass(frozen=True)
class Shown:
    """One part as it is read: its name, and its words, a line for each."""

    part: str
    label: str
    words: list[str]
    audience: Audience


def parts_shown(profile: Profile, circle: Audience | None) -> list[Shown]:
    """Return the parts that this circle may read and that say something, in order. Ask for `with_parts` first."""
    found = (
        Shown(part, facts.label, words_of(profile, part), profile.audience_for(part))
        for part, facts in PARTS.items()
        if profile.shows(part, circle)
    )
    return [shown for shown in found if shown.words]


def words_of(profile: Profile, part: str) -> list[str]:
    """Return what a part says, a line for each thing; nothing when nothing was said."""
    if part == "title":
        return list(filter(None, [profile.title]))
    words: list[str] = []
    for name in PARTS[part].fields:
        field, value = Profile._meta.get_field(name), getattr(profile, name)
        if field.many_to_many:
            words += labels(value.all())
        elif value is True:
            words.append("New to this")
        elif value:
            words.append(str(value))
    return words


def labels(codes: Iterable[Code]) -> list[str]:
    """Return the labels of codes, in the order of their lists."""
    return [code.label for code in sorted(codes, key=lambda code: (code.listing, code.position, code.pk))]
