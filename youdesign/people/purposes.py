"""What people are asked to agree to: one purpose each, in words that have a version; a new wording is a new version."""

from dataclasses import dataclass, field

from django.urls import reverse_lazy
from django.utils.functional import Promise

from youdesign.people.models import Audience


@dataclass(frozen=True)
class Purpose:
    """One thing somebody can say yes or no to: the words beside the box, and what follows from yes and from no."""

    code: str
    version: str
    title: str
    words: str
    without: str
    more: str = ""  # what a page that says more calls itself, and where it is
    more_at: str | Promise = ""
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
    more="See what I need",
    more_at=reverse_lazy("profile-section", args=["need"]),
)
FOUND_BY_VERSION = "2026-11"  # the two stand together on one page, so new words in one are new words in both
FOUND_MORE = "See what they find of me"
# What a person says yes to about being found, by the circle it lets in.
FOUND_BY = {
    Audience.PROGRAMME: Purpose(
        code="be-found-by-my-programme",
        version=FOUND_BY_VERSION,
        title="Be found by people in my programme",
        words="People with a place or a role in your programme, and those who run it. They see and search your name, "
        "and what you let your programme read of your profile.",
        without="Nobody finds you among colleagues, and nobody new can ask you anything there.",
        more=FOUND_MORE,
        more_at=reverse_lazy("listing"),
    ),
    Audience.COLLEAGUES: Purpose(
        code="be-found-by-every-patient-leader-here",
        version=FOUND_BY_VERSION,
        title="Be found by every patient leader and mentor here",
        words="As well as your programme: patient leaders and mentors in other programmes, never hosts. They see and "
        "search your name, and what you let colleagues read of your profile.",
        without="People in other programmes do not find you.",
        more=FOUND_MORE,
        more_at=reverse_lazy("listing"),
    ),
}
PURPOSES = {purpose.code: purpose for purpose in (SHARE_NEEDS, *FOUND_BY.values())}
