"""Why a leader chose a mentor, in the leader's voice: only what they tick for the mentor to read, no private note."""

from mentoring.models import Match
from youdesign.people.models import Code

WORDS = {
    "goals": "You help with what I want help with: {}.",
    "experience": "We both know this kind of work: {}.",
    "ways_of_working": "You work in a way that helps me: {}.",
    "shared_experience": "We both listed: {}.",
    "easy_times": "We are both free at these times: {}.",
}


def lines_to_share(match: Match) -> list[str]:
    """Return what the two have in common, from what was kept with the suggestion, as the leader would say it."""
    said, offered = match.workings.get("said", {}), match.workings.get("offered", {})
    both = {part: [name for name in said.get(part, []) if name in offered.get(part, [])] for part in WORDS}
    labels = labels_of({name for names in both.values() for name in names})
    shared = {part: [labels[name] for name in names if name in labels] for part, names in both.items()}
    return [WORDS[part].format(in_quotes(names)) for part, names in shared.items() if names]


def labels_of(names: set[str]) -> dict[str, str]:
    """Return the words of entries that are called by their list and slug."""
    slugs = [name.partition(":")[2] for name in names]
    found = Code.objects.filter(slug__in=slugs) if slugs else Code.objects.none()
    labels = {f"{code.listing}:{code.slug}": code.label for code in found}
    return {name: label for name, label in labels.items() if name in names}


def in_quotes(labels: list[str]) -> str:
    """Return “a”, “a” and “b”, or “a”, “b” and “c”: the leader's own answers, as they stand."""
    quoted = [f"“{label}”" for label in labels]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
