"""The gates between leaders and offers as they stand now, for many pairs at once: the same rule as for one leader."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mentoring.matching.everybody import Held, in_offers, on_profiles


@dataclass(frozen=True)
class Gates:
    """What leaders' mentors must be and how leaders can talk, and what is true of mentors and how they talk."""

    musts: Held
    said: Held
    meets: Held
    offered: Held

    def let(self, leader: int, offer: int) -> bool:
        """Return whether an offer has all that the leader's mentor must have, and a way to talk that both named."""
        if not set(self.musts[leader]) <= set(self.meets[offer]):
            return False
        return not self.said[leader] or not set(self.said[leader]).isdisjoint(self.offered[offer])


def gates_now(leaders: Collection[int], offers: Collection[int]) -> Gates:
    """Read them for these leaders and offers: four queries, however many they are."""
    return Gates(
        musts=on_profiles("must_haves", leaders),
        said=on_profiles("channels", leaders),
        meets=in_offers("meets", offers),
        offered=in_offers("channels", offers),
    )
