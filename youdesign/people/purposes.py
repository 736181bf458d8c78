"""What people are asked to agree to: one purpose each, in words that have a version; a new wording is a new version."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Purpose:
    """One thing somebody can say yes or no to: the words beside the box, and what follows from yes and from no."""

    code: str
    version: str
    title: str
    words: str
    without: str
    earlier: dict[str, str] = field(default_factory=dict)

    def words_of(self, version: str) -> str:
        """Return the words of one version, as they were when somebody answered."""
        return self.words if version == self.version else self.earlier.get(version, "Earlier words of the same.")


SHARE_NEEDS = Purpose(
    code="share-needs-with-whoever-runs-my-sessions",
    version="2026-11",
    title="Show what I need to whoever runs my sessions",
    words="Whoever runs a session that I may come to can see what I ticked and wrote under “to take part”, from now "
    "until the session is over.",
    without="Nobody sees what you need. You can still tell people yourself.",
)
PURPOSES = {purpose.code: purpose for purpose in (SHARE_NEEDS,)}
