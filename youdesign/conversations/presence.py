"""Who has a room open now, as far as one process knows: its own readers, and what other processes said lately.

Nothing is stored, so nothing can say when somebody was last here.
"""

LIFE = 60.0  # seconds for which another process's word holds
SAY_AGAIN = 20.0  # seconds after which a process repeats its own


class Presence:
    """Who is in one room."""

    def __init__(self) -> None:
        self.elsewhere: dict[str, tuple[frozenset[int], float]] = {}
        self.said: frozenset[int] | None = None
        self.said_at = 0.0
        self.shown: tuple[frozenset[int], bool] | None = None

    def is_due(self, local: frozenset[int], now: float) -> bool:
        """Whether the other processes are to hear who is here: it has changed, or was said a while ago."""
        return local != self.said or now - self.said_at > SAY_AGAIN

    def say(self, local: frozenset[int], now: float) -> bool:
        """Note that it was said; whether for the first time."""
        is_first, self.said, self.said_at = self.said is None, local, now
        return is_first

    def heard(self, node: str, people: frozenset[int], now: float) -> None:
        """Note what another process says."""
        self.elsewhere[node] = (people, now)

    def people(self, local: frozenset[int], now: float) -> frozenset[int]:
        """Return everybody who is here, by key; the word of a process that has fallen silent is forgotten."""
        self.elsewhere = {node: word for node, word in self.elsewhere.items() if now - word[1] < LIFE}
        return local.union(*(people for people, _ in self.elsewhere.values()))
