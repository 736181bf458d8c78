"""The gates between leaders and offers as they stand now, for many pairs at once: the same rule as for one leader."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mentoring.matching.everybody import Held, in_offers, meets_and_lived, musts_and_lived, on_profiles

Frozen = Mapping[str, Collection[int]]


@dataclass(frozen=True)
class Gates:
    """What mentors must be and how leaders talk, what is true of mentors and how they talk, and what each lists.

    `lived` and `lived_too` are the lived experience that leaders list for a mentor, and mentors on their offers.
    """

    musts: Held
    said: Held
    meets: Held
    offered: Held
    lived: Held
    lived_too: Held

    def let(self, leader: int, offer: int) -> bool:
        """Return whether an offer has all that the leader's mentor must have, and a way to talk that both named."""
        if not set(self.musts[leader]) <= set(self.meets[offer]):
            return False
        return not self.said[leader] or not set(self.said[leader]).isdisjoint(self.offered[offer])

    def still_listed(self, leader: int, offer: int, said: Frozen, offered: Frozen) -> tuple[Frozen, Frozen]:
        """Return what was frozen without the lived experience that one of the two has stopped listing since."""
        return only_listed(said, self.lived[leader]), only_listed(offered, self.lived_too[offer])


def only_listed(parts: Frozen, now: Collection[int]) -> Frozen:
    """Return the parts with only that lived experience which is listed now."""
    frozen = parts.get("shared_experience", ())
    return {**parts, "shared_experience": [code for code in frozen if code in now]}


def gates_now(leaders: Collection[int], offers: Collection[int]) -> Gates:
    """Read them for these leaders and offers: four queries, however many they are."""
    musts, lived = musts_and_lived(leaders)
    meets, lived_too = meets_and_lived(offers)
    return Gates(
        musts=musts,
        said=on_profiles("channels", leaders),
        meets=meets,
        offered=in_offers("channels", offers),
        lived=lived,
        lived_too=lived_too,
    )
