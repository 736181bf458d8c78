"""What the page of a round says beside its lines: numbers, how cohorts fared, and a picture with its table."""

from typing import Any

from cohorts.models import Cohort
from mentoring.models import MatchingRound

BANDS = (
    ("a fair fit", 0, 25),
    ("a good fit", 25, 50),
    ("a very good fit", 50, 75),
    ("nearly everything fits", 75, 101),
)
WIDEST = 160


def facts_of(found: MatchingRound) -> dict[str, Any]:
    """Return what is said of a round that is worked out; nothing of one that is not."""
    if not found.report:
        return {}
    report = found.report
    names = dict(Cohort.objects.filter(programme=found.programme_id).values_list("pk", "name"))
    most = 100 * sum(found.weights.values())
    bands = in_bands(found, most)
    return {
        "report": report,
        "alone": report["leaders"] - report["matched"],
        "left_over_since": sum(line.is_left_over for line in found.leaders.exclude(left_out=[])),
        "weakest": in_words(report["lowest"], most),
        "typical": in_words(report["median"], most),
        "groups": [(names.get(group, "A cohort"), size, got) for group, size, got in report["groups"]],
        "bands": bands,
    }


def in_words(points: int, most: int) -> str:
    """Return how good a fit is, without a number that would pretend to be exact."""
    share = 100 * points / most
    return next(words for words, least, below in BANDS if least <= share < below)


def in_bands(found: MatchingRound, most: int) -> list[dict[str, Any]]:
    """Return how many matches there are of each kind of fit, and how wide their bar is."""
    points = list(found.leaders.filter(offer__isnull=False).values_list("points", flat=True))
    rows = [(words, sum(in_words(each, most) == words for each in points)) for words, _, _ in BANDS]
    highest = max([count for _, count in rows] or [0]) or 1
    return [
        {"words": words, "count": count, "width": WIDEST * count // highest, "y": 28 * at, "text_y": 28 * at + 16}
        for at, (words, count) in enumerate(rows)
    ]
