"""Who fits whom: up to three mentors for one leader, and everybody at once in a round."""

from mentoring.matching.for_one import (
    AT_MOST,
    VERSION,
    Suggestion,
    Wishes,
    best,
    channels_of,
    to_offer,
    wishes_of,
)

__all__ = ["AT_MOST", "VERSION", "Suggestion", "Wishes", "best", "channels_of", "to_offer", "wishes_of"]
