"""How well one mentor fits what one leader said: what both put down, and so the points and the reasons in words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from mentoring import reasons
from mentoring.reasons import Reason
from youdesign.people.models import Code

Parts = Mapping[str, tuple[Code, ...]]


@dataclass(frozen=True)
class Fit:
    """A pair: what the leader said and the mentor offers, part by part, and what each part counts."""

    name: str
    said: Parts
    offered: Parts
    weights: Mapping[str, int]

    @cached_property
    def shared(self) -> Parts:
        """What both put down, part by part."""
        offered = {part: {code.pk for code in codes} for part, codes in self.offered.items()}
        return {part: tuple(code for code in said if code.pk in offered[part]) for part, said in self.said.items()}

    def part_points(self, part: str, shared: int) -> int:
        """Return what sharing this many of what was said in a part is worth."""
        return part_points(self.weights[part], shared, len(self.said[part]))

    @property
    def points(self) -> int:
        """The score: for each part, its weight times the share of what the leader said, in whole hundredths."""
        return sum(self.part_points(part, len(self.shared[part])) for part, said in self.said.items() if said)

    @property
    def reasons(self) -> list[Reason]:
        """A line for each part that is shared, and one honest line for the part that fits least."""
        lines = [reasons.why(part, reasons.SHARED[part](self.name, both)) for part, both in self.shared.items() if both]
        lost = [
            (self.part_points(part, len(said) - len(self.shared[part])), part)
            for part, said in self.said.items()
            if len(self.shared[part]) < len(said) and part in reasons.APART
        ]
        if lost:
            part = max(lost)[1]
            words = reasons.APART[part](self.name, self.said[part], self.shared[part], self.offered[part])
            lines.append(Reason(fits=False, words=words))
        return lines


def named(parts: Mapping[str, Collection[int]], codes: Mapping[int, Code]) -> Parts:
    """Return what somebody put down as codes, leaving out those that are gone."""
    return {part: tuple(codes[pk] for pk in mine if pk in codes) for part, mine in parts.items()}


def part_points(weight: int, shared: int, said: int) -> int:
    """Return what sharing this many of what was said is worth."""
    return int(weight) * 100 * shared // said


def slugs(codes: Collection[Code]) -> list[str]:
    """Return the stable names of codes."""
    return [f"{code.listing}:{code.slug}" for code in codes]
